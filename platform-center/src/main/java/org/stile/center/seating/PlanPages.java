package org.stile.center.seating;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
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
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Forms;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;

/** Where an organizer imports seat plans and looks at them. */
@Path("/venues/{venue}/plans")
@RunOnVirtualThread
@RolesAllowed(Scope.VENUES_WRITE)
@Produces(MediaType.TEXT_HTML)
public class PlanPages {
  private final Database database;
  private final CurrentCaller caller;
  private final PlanStore plans;
  private final PlanFiles files;
  private final SeatPlans seatPlans;
  private final Forms forms;

  public PlanPages(
      Database database,
      CurrentCaller caller,
      PlanStore plans,
      PlanFiles files,
      SeatPlans seatPlans,
      Forms forms) {
    this.forms = forms;
    this.database = database;
    this.caller = caller;
    this.plans = plans;
    this.files = files;
    this.seatPlans = seatPlans;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance plan(
        long venue, PlanStore.Entry plan, PlanSummary summary, String problem);

    static native TemplateInstance refused(long venue, String file, Problem problem);
  }

  /** Imports a plan. */
  @POST
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  public Response add(
      @PathParam("venue") long venue,
      @RestForm("name") @Nullable String name,
      @RestForm("file") @Nullable FileUpload file,
      @RestForm("once") @Nullable String once) {
    Caller by = caller.get();
    String fileName = file == null ? "" : file.fileName();
    try {
      SeatPlan plan = files.read(by, venue, content(file), null);
      String given = name == null ? "" : name.strip();
      URI made =
          forms.once(
              once,
              given + "\n" + fileName + "\n" + plan.size(),
              handle ->
                  URI.create(
                      "/venues/" + venue + "/plans/" + plans.add(handle, by, venue, given, plan)));
      return Response.seeOther(made).build();
    } catch (Problem problem) {
      if (problem.status() == 404) {
        throw problem;
      }
      return Response.status(problem.status())
          .entity(Templates.refused(venue, fileName, problem).render())
          .build();
    }
  }

  private static byte[] content(@Nullable FileUpload file) {
    if (file == null || file.size() == 0) {
      throw Problem.invalid("file", "choose a file that is not empty");
    }
    if (file.size() > PlanFormat.LENGTH_MAX) {
      throw Problem.invalid("file", "is larger than 32 MB, the most a seat plan may be");
    }
    try {
      return Files.readAllBytes(file.uploadedFile());
    } catch (IOException e) {
      throw Problem.invalid("file", "could not be read; send it again");
    }
  }

  /** One plan: how many seats of what, and how it looks. */
  @GET
  @Path("/{plan}")
  public Response one(@PathParam("venue") long venue, @PathParam("plan") long plan) {
    return page(200, venue, plan, "");
  }

  private Response page(int status, long venue, long plan, String problem) {
    PlanStore.Entry entry = database.read(handle -> plans.entry(handle, caller.get(), venue, plan));
    PlanSummary summary = PlanSummary.of(database.read(handle -> seatPlans.of(handle, plan)));
    return Response.status(status)
        .entity(Templates.plan(venue, entry, summary, problem).render())
        .build();
  }

  /** The picture of a plan. */
  @GET
  @Path("/{plan}/picture")
  @Produces("image/svg+xml")
  public Response picture(@PathParam("venue") long venue, @PathParam("plan") long plan) {
    database.read(handle -> plans.entry(handle, caller.get(), venue, plan));
    String svg = PlanPicture.svg(database.read(handle -> seatPlans.of(handle, plan)));
    // A plan never changes.
    return Response.ok(svg).header("Cache-Control", "private, max-age=86400").build();
  }

  /** The plan as a file. */
  @GET
  @Path("/{plan}/file")
  @Produces(MediaType.WILDCARD)
  public Response file(
      @PathParam("venue") long venue,
      @PathParam("plan") long plan,
      @QueryParam("as") @Nullable String as) {
    return files.download(caller.get(), venue, plan, as == null ? "json" : as);
  }

  /** Deletes a plan. */
  @POST
  @Path("/{plan}/delete")
  public Response delete(@PathParam("venue") long venue, @PathParam("plan") long plan) {
    try {
      database.change(handle -> plans.delete(handle, caller.get(), venue, plan));
    } catch (Problem problem) {
      if (problem.status() == 404) {
        throw problem;
      }
      return page(problem.status(), venue, plan, problem.detail());
    }
    return Response.seeOther(URI.create("/venues/" + venue)).build();
  }
}
