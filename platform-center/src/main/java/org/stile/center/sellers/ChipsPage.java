package org.stile.center.sellers;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.sellers.ChipLines.Kind;
import org.stile.center.sellers.ChipLines.Line;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;

/** Membership chips and blocked chips, pasted or from a file. */
@Path("/chips")
@RunOnVirtualThread
@RolesAllowed(Scope.ALLOTMENTS_WRITE)
@Produces(MediaType.TEXT_HTML)
public class ChipsPage {
  private final Database database;
  private final CurrentCaller callers;
  private final ChipLists lists;

  ChipsPage(Database database, CurrentCaller callers, ChipLists lists) {
    this.database = database;
    this.callers = callers;
    this.lists = lists;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance chips(View view);
  }

  /** One list as the page shows it. */
  record Shown(String name, int size, List<ChipLists.Chip> chips) {}

  /**
   * What the page shows.
   *
   * @param begin what was looked for.
   * @param text what was pasted and refused.
   * @param list to which list.
   */
  record View(
      List<Shown> lists,
      String begin,
      String text,
      String list,
      List<Problem.FieldError> errors,
      Optional<Integer> done) {}

  @GET
  public Response page(
      @QueryParam("begin") @Nullable String begin, @QueryParam("done") @Nullable Integer done) {
    String wanted = Optional.ofNullable(begin).orElse("");
    return view(200, wanted, "", "", List.of(), Optional.ofNullable(done));
  }

  /** Adds to a list, replaces it or takes off it. */
  @POST
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  public Response change(
      @RestForm @Nullable String list,
      @RestForm @Nullable String change,
      @RestForm @Nullable String chips,
      @RestForm @Nullable FileUpload file) {
    Caller caller = callers.get();
    Kind kind = "blocked".equals(list) ? Kind.BLOCKED : Kind.MEMBERS;
    String pasted = Optional.ofNullable(chips).orElse("");
    try {
      List<Line> lines =
          file == null || file.size() == 0
              ? ChipLines.read(pasted, kind)
              : ChipLines.read(content(file), kind);
      int changed =
          database.write(
              handle ->
                  "remove".equals(change)
                      ? lists.remove(handle, caller, kind, lines.stream().map(Line::chip).toList())
                      : lists.put(handle, caller, kind, lines, "replace".equals(change)));
      return Response.seeOther(URI.create("/chips?done=" + changed)).build();
    } catch (Problem problem) {
      if (problem.errors().isEmpty()) {
        throw problem;
      }
      return view(
          problem.status(), "", pasted, String.valueOf(list), problem.errors(), Optional.empty());
    }
  }

  private static byte[] content(FileUpload file) {
    if (file.size() > ChipLines.BYTES_MAX) {
      throw Problem.invalid("file", "is too large: at most " + ChipLines.BYTES_MAX + " bytes");
    }
    try {
      return Files.readAllBytes(file.uploadedFile());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Response view(
      int status,
      String begin,
      String text,
      String list,
      List<Problem.FieldError> errors,
      Optional<Integer> done) {
    Caller caller = callers.get();
    List<Shown> shown =
        database.read(
            handle ->
                List.of(
                    new Shown(
                        "Membership chips",
                        lists.size(handle, caller, Kind.MEMBERS),
                        lists.find(handle, caller, Kind.MEMBERS, begin)),
                    new Shown(
                        "Blocked chips",
                        lists.size(handle, caller, Kind.BLOCKED),
                        lists.find(handle, caller, Kind.BLOCKED, begin))));
    return Response.status(status)
        .entity(Templates.chips(new View(shown, begin, text, list, errors, done)).render())
        .build();
  }
}
