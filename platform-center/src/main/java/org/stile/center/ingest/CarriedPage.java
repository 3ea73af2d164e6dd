package org.stile.center.ingest;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;
import org.stile.center.broker.Enrolments;
import org.stile.center.broker.GateName;
import org.stile.center.db.Database;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;
import org.stile.core.Bytes;
import org.stile.core.id.GateId;
import org.stile.core.journal.JournalRow;
import org.stile.core.sync.Carried;

/** Where rows that somebody carried here from a gate are taken in (docs/how-to/usb-carry.md). */
@Path("/venues/{venue: \\d{1,18}}/carried")
@RunOnVirtualThread
@RolesAllowed(Scope.GATES_WRITE)
@Produces(MediaType.TEXT_HTML)
public class CarriedPage {
  private final CarriedImport carried;
  private final Database database;
  private final CurrentCaller callers;

  public CarriedPage(CarriedImport carried, Database database, CurrentCaller callers) {
    this.carried = carried;
    this.database = database;
    this.callers = callers;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance carried(long venue, Optional<Done> done, String problem);
  }

  /** What was taken in, and what to carry back. */
  public record Done(String gate, String log, long fresh, long now) {}

  /** The form; after a file was taken, what came of it. */
  @GET
  public String page(
      @PathParam("venue") long venue,
      @QueryParam("gate") @DefaultValue("") String gate,
      @QueryParam("log") @DefaultValue("") String log,
      @QueryParam("fresh") @DefaultValue("0") long fresh) {
    demand(venue);
    Optional<Done> done =
        gate.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Done(gate, log, fresh, carried.highWater(gateName(venue, gate), log(log))));
    return Templates.carried(venue, done, "").render();
  }

  /** Takes a file in. */
  @POST
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  public Response take(
      @PathParam("venue") long venue, @RestForm("file") @Nullable FileUpload file) {
    demand(venue);
    try {
      CarriedImport.Taken taken =
          carried.take(callers.get().actor(), content(file), gate -> gate.venue() == venue);
      return Response.seeOther(
              URI.create(
                  "/venues/%d/carried?gate=%s&log=%s&fresh=%d"
                      .formatted(venue, taken.gate().gate(), taken.logId().hex(), taken.fresh())))
          .build();
    } catch (Problem problem) {
      String why =
          problem.errors().isEmpty()
              ? problem.detail()
              : "The file " + problem.errors().getFirst().message() + ".";
      return Response.status(problem.status())
          .entity(Templates.carried(venue, Optional.empty(), why).render())
          .build();
    }
  }

  /** The acknowledgement to carry back to the gate. */
  @GET
  @Path("{gate}/acknowledgement")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  public Response acknowledgement(
      @PathParam("venue") long venue,
      @PathParam("gate") String gate,
      @QueryParam("log") @DefaultValue("") String log) {
    demand(venue);
    GateName name = gateName(venue, gate);
    return Response.ok(carried.acknowledgement(name, log(log)).toArray())
        .header("Content-Disposition", "attachment; filename=\"" + name.gate() + ".acknowledged\"")
        .build();
  }

  private void demand(long venue) {
    database.read(
        handle -> {
          Enrolments.demandVenue(handle, callers.get(), venue);
          return venue;
        });
  }

  private static GateName gateName(long venue, String gate) {
    try {
      return new GateName(venue, new GateId(gate));
    } catch (IllegalArgumentException e) {
      throw Problem.notFound("gate");
    }
  }

  private static Bytes log(String hex) {
    if (hex.length() != 2 * JournalRow.LOG_ID_LENGTH || !hex.matches("[0-9a-f]+")) {
      throw Problem.notFound("journal");
    }
    return Bytes.hex(hex);
  }

  private static Bytes content(@Nullable FileUpload file) {
    if (file == null || file.size() == 0) {
      throw Problem.invalid("file", "is empty; choose one that \"./stile sync export\" wrote");
    }
    if (file.size() > Carried.LENGTH_MAX) {
      throw Problem.invalid("file", "is larger than 16 MB, the most a gate writes");
    }
    try {
      return Bytes.copyOf(Files.readAllBytes(file.uploadedFile()));
    } catch (IOException e) {
      throw Problem.invalid("file", "could not be read; send it again");
    }
  }
}
