package org.stile.center.broker;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;

/** Where a venue's gates are enrolled, and their certificates taken back. */
@Path("/venues/{venue: \\d{1,18}}/gates")
@RunOnVirtualThread
@Produces(MediaType.TEXT_HTML)
public class GatesPage {
  private final Database database;
  private final CurrentCaller callers;
  private final Enrolments enrolments;
  private final UnitEnrolments units;
  private final InstantSource clock;

  public GatesPage(
      Database database,
      CurrentCaller callers,
      Enrolments enrolments,
      UnitEnrolments units,
      InstantSource clock) {
    this.units = units;
    this.database = database;
    this.callers = callers;
    this.enrolments = enrolments;
    this.clock = clock;
  }

  @CheckedTemplate
  static final class Templates {
    private Templates() {}

    static native TemplateInstance gates(
        GateViews.View view, boolean mayEnrol, Optional<String> problem);
  }

  /** The gates of a venue. */
  @GET
  @RolesAllowed(Scope.VENUES_READ)
  public String gates(@PathParam("venue") long venue) {
    return page(venue, Optional.empty());
  }

  /** Makes a key and a certificate, and hands both out, once. */
  @POST
  @Path("{gate}/enrol")
  @RolesAllowed(Scope.GATES_WRITE)
  @Produces("application/x-pem-file")
  public Response enrol(@PathParam("venue") long venue, @PathParam("gate") String gate) {
    Enrolments.Enrolled enrolled =
        database.write(
            handle ->
                enrolments.enrol(handle, callers.get(), venue, gate, Enrolments.DAYS_DEFAULT));
    return Response.ok(enrolled.pem())
        .header(
            "Content-Disposition",
            "attachment; filename=\"" + venue + "-" + enrolled.gate() + ".pem\"")
        .build();
  }

  /** Makes the file of the venue's own unit, and hands it out, once. */
  @POST
  @Path("unit")
  @RolesAllowed(Scope.GATES_WRITE)
  @Produces("application/x-pem-file")
  public Response unit(
      @PathParam("venue") long venue,
      @FormParam("names") @Nullable String names,
      @Context UriInfo uri) {
    List<String> all =
        names == null
            ? List.of()
            : Arrays.stream(names.split("[,\\s]+")).filter(name -> !name.isEmpty()).toList();
    try {
      Enrolments.Enrolled enrolled =
          database.write(
              handle ->
                  units.enrol(
                      handle,
                      callers.get(),
                      venue,
                      all,
                      uri.getBaseUri().getHost(),
                      Enrolments.DAYS_DEFAULT));
      return Response.ok(enrolled.pem())
          .header("Content-Disposition", "attachment; filename=\"venue.unit\"")
          .build();
    } catch (Problem problem) {
      if (problem.status() != 400) {
        throw problem;
      }
      return Response.status(400)
          .type(MediaType.TEXT_HTML)
          .entity(page(venue, Optional.of("The names " + problem.errors().getFirst().message())))
          .build();
    }
  }

  /** Takes a certificate back. */
  @POST
  @Path("revoke")
  @RolesAllowed(Scope.GATES_WRITE)
  public Response revoke(
      @PathParam("venue") long venue,
      @FormParam("serial") @Nullable String serial,
      @FormParam("reason") @Nullable String reason) {
    try {
      database.change(
          handle ->
              enrolments.revoke(
                  handle,
                  callers.get(),
                  venue,
                  serial == null ? "" : serial,
                  reason == null ? "" : reason.strip()));
    } catch (Problem problem) {
      if (problem.status() != 400) {
        throw problem;
      }
      return Response.status(400)
          .entity(page(venue, Optional.of("The reason " + problem.errors().getFirst().message())))
          .build();
    }
    return Response.seeOther(URI.create("/venues/" + venue + "/gates")).build();
  }

  private String page(long venue, Optional<String> problem) {
    GateViews.View view =
        database.read(
            handle -> {
              Enrolments.demandVenue(handle, callers.get(), venue);
              return GateViews.of(handle, venue, clock.instant());
            });
    return Templates.gates(view, callers.get().may(Scope.GATES_WRITE), problem).render();
  }
}
