package org.stile.center.ingest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.broker.Enrolments;
import org.stile.center.db.Database;
import org.stile.center.web.Answer;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;
import org.stile.center.web.Writes;

/** What was set aside of a venue's gates, for programs (docs/reference/ingest.md). */
@Path("/api/v1/venues/{venue: \\d{1,18}}/quarantine")
@RunOnVirtualThread
@RolesAllowed(Scope.REGISTER_READ)
@Produces(MediaType.APPLICATION_JSON)
public class QuarantineResource {
  /** A page of it; a gate has at most a hundred that nobody judged. */
  static final int LISTED_MAX = 200;

  private final Database database;
  private final Quarantine quarantine;
  private final CurrentCaller callers;
  private final Writes writes;

  public QuarantineResource(
      Database database, Quarantine quarantine, CurrentCaller callers, Writes writes) {
    this.database = database;
    this.quarantine = quarantine;
    this.callers = callers;
    this.writes = writes;
  }

  /** At most 200: what nobody judged first, newest first. */
  @GET
  public List<QuarantineView> list(@PathParam("venue") long venue) {
    return database.read(
        handle -> {
          Enrolments.demandVenue(handle, callers.get(), venue);
          return quarantine.list(handle, venue, LISTED_MAX);
        });
  }

  /** The bytes of one, as they came. */
  @GET
  @Path("{quarantined: \\d{1,18}}/message")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  public Response message(
      @PathParam("venue") long venue, @PathParam("quarantined") long quarantined) {
    byte[] bytes =
        database.read(
            handle -> {
              Enrolments.demandVenue(handle, callers.get(), venue);
              return held(handle, venue, quarantined).message().toArray();
            });
    return Response.ok(bytes)
        .header(
            "Content-Disposition", "attachment; filename=\"set-aside-" + quarantined + ".cbor\"")
        .build();
  }

  /**
   * What is to become of it.
   *
   * @param verdict COUNTED or DISCARDED.
   * @param reason range [1, 200] bytes.
   */
  public record Verdict(@Nullable String verdict, @Nullable String reason) {}

  /** Says what is to become of one; once. */
  @POST
  @Path("{quarantined: \\d{1,18}}/verdict")
  @RolesAllowed(Scope.INCIDENTS_WRITE)
  public Response judge(
      @PathParam("venue") long venue,
      @PathParam("quarantined") long quarantined,
      @Nullable Verdict sent) {
    Verdict said = Writes.sent(sent);
    return writes.once(
        said,
        handle -> {
          quarantine.judge(
              handle,
              callers.get(),
              venue,
              quarantined,
              Quarantine.verdict(said.verdict()),
              said.reason());
          return Answer.ok(quarantine.view(handle, held(handle, venue, quarantined)));
        });
  }

  private static QuarantineTable.Held held(Handle handle, long venue, long id) {
    return QuarantineTable.find(handle, venue, id, false)
        .orElseThrow(() -> Problem.notFound("message that was set aside"));
  }
}
