package org.stile.center.settlement;

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
import org.stile.center.db.Database;
import org.stile.center.web.Answer;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;
import org.stile.center.web.Writes;
import org.stile.core.Bytes;

/** Settlements of an organizer's events (docs/reference/settlement.md). */
@Path("/api/v1/events/{event}/settlements")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class SettlementResource {
  private final Database database;
  private final Settling settling;
  private final Settlements settlements;
  private final Writes writes;
  private final CurrentCaller callers;

  public SettlementResource(
      Database database,
      Settling settling,
      Settlements settlements,
      Writes writes,
      CurrentCaller callers) {
    this.database = database;
    this.settling = settling;
    this.settlements = settlements;
    this.writes = writes;
    this.callers = callers;
  }

  /** What the event comes to now; kept nowhere and signed by nobody. */
  @GET
  @Path("now")
  @RolesAllowed(Scope.REGISTER_READ)
  public Settlement now(@PathParam("event") long event) {
    Caller caller = callers.get();
    return database.readOneMoment(handle -> settling.of(handle, caller, event));
  }

  /** Those that were signed, newest first. */
  @GET
  @RolesAllowed(Scope.REGISTER_READ)
  public List<Settlements.Entry> list(@PathParam("event") long event) {
    Caller caller = callers.get();
    return database.read(
        handle -> {
          demand(SettlementSql.event(handle, caller.organizer(), event).isPresent(), "event");
          return settlements.of(handle, event);
        });
  }

  /** Draws a settlement up, signs and keeps it. */
  @POST
  @RolesAllowed(Scope.EVENTS_WRITE)
  public Response sign(@PathParam("event") long event) {
    Caller caller = callers.get();
    Settlement drawnUp = database.readOneMoment(handle -> settling.of(handle, caller, event));
    return writes.once(
        "settle",
        handle -> {
          Settlements.Entry kept = settlements.keep(handle, caller, drawnUp);
          return Answer.created(
              "/api/v1/events/" + event + "/settlements/" + kept.number() + "/document.json", kept);
        });
  }

  /** One as a document. */
  @GET
  @Path("{settlement}/document.json")
  @RolesAllowed(Scope.REGISTER_READ)
  public Response document(
      @PathParam("event") long event, @PathParam("settlement") int settlement) {
    return file(event, settlement, Settlements.File.DOCUMENT);
  }

  /** The signature of the document. */
  @GET
  @Path("{settlement}/document.json.sig")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @RolesAllowed(Scope.REGISTER_READ)
  public Response documentSignature(
      @PathParam("event") long event, @PathParam("settlement") int settlement) {
    return file(event, settlement, Settlements.File.DOCUMENT_SIGNATURE);
  }

  /** One as a table. */
  @GET
  @Path("{settlement}/table.csv")
  @Produces("text/csv")
  @RolesAllowed(Scope.REGISTER_READ)
  public Response table(@PathParam("event") long event, @PathParam("settlement") int settlement) {
    return file(event, settlement, Settlements.File.SHEET);
  }

  /** The signature of the table. */
  @GET
  @Path("{settlement}/table.csv.sig")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @RolesAllowed(Scope.REGISTER_READ)
  public Response tableSignature(
      @PathParam("event") long event, @PathParam("settlement") int settlement) {
    return file(event, settlement, Settlements.File.SHEET_SIGNATURE);
  }

  private Response file(long event, int number, Settlements.File file) {
    Caller caller = callers.get();
    Bytes content =
        database
            .read(handle -> settlements.file(handle, caller, event, number, file))
            .orElseThrow(() -> Problem.notFound("settlement"));
    return Response.ok(content.toArray())
        .type(file.type())
        .header("Content-Disposition", "attachment; filename=\"" + file.name(event, number) + "\"")
        .build();
  }

  private static void demand(boolean there, String what) {
    if (!there) {
      throw Problem.notFound(what);
    }
  }
}
