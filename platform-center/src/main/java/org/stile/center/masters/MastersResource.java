package org.stile.center.masters;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.stile.center.db.Database;
import org.stile.center.web.Caller;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;
import org.stile.core.Bytes;

/** Masters of an organizer's events, whole and as deltas (docs/reference/masters.md). */
@Path("/api/v1/events/{event}/master")
@RunOnVirtualThread
@RolesAllowed(Scope.MASTERS_READ)
public class MastersResource {
  private final Database database;
  private final MasterDeltas deltas;
  private final CurrentCaller callers;

  public MastersResource(Database database, MasterDeltas deltas, CurrentCaller callers) {
    this.database = database;
    this.deltas = deltas;
    this.callers = callers;
  }

  /**
   * What is newest.
   *
   * @param version of the master.
   * @param sha256 of its bytes, hexadecimal.
   * @param size in bytes.
   * @param deltaFrom the oldest version that a delta leads from.
   */
  public record Manifest(
      long event, long version, String sha256, int size, Instant publishedAt, long deltaFrom) {}

  /** What is newest, in a few bytes. */
  @GET
  @Path("manifest")
  @Produces(MediaType.APPLICATION_JSON)
  public Manifest manifest(@PathParam("event") long event) {
    return database.read(
        handle -> {
          MasterStore.Head head = head(handle, event);
          return new Manifest(
              event,
              head.version(),
              head.sha256().hex(),
              head.size(),
              head.createdAt(),
              head.oldest());
        });
  }

  /** The newest master, whole. */
  @GET
  @Produces(Served.COSE)
  public Response newest(
      @PathParam("event") long event, @Context Request request, @Context HttpHeaders headers) {
    Bytes signed =
        database.read(
            handle -> {
              head(handle, event);
              return MasterStore.newest(handle, event).orElseThrow();
            });
    return Served.of(signed, request, headers);
  }

  /** One version, while it is kept. */
  @GET
  @Path("{version: \\d{1,16}}")
  @Produces(Served.COSE)
  public Response version(
      @PathParam("event") long event,
      @PathParam("version") long version,
      @Context Request request,
      @Context HttpHeaders headers) {
    Bytes signed =
        database.read(
            handle -> {
              head(handle, event);
              return MasterStore.signed(handle, event, version)
                  .orElseThrow(() -> Problem.notFound("version of this master, or no longer"));
            });
    return Served.of(signed, request, headers);
  }

  /** What leads from a version to the newest. */
  @GET
  @Path("delta")
  @Produces(Served.COSE)
  public Response delta(
      @PathParam("event") long event,
      @QueryParam("from") long from,
      @Context Request request,
      @Context HttpHeaders headers) {
    Bytes signed =
        database.read(handle -> deltas.between(handle, event, from, head(handle, event).version()));
    return Served.of(signed, request, headers);
  }

  /** The newest version of an event of the caller's organizer. */
  private MasterStore.Head head(Handle handle, long event) {
    Caller caller = callers.get();
    boolean own =
        handle
            .createQuery("SELECT 1 FROM event WHERE id = :event AND organizer_id = :organizer")
            .bind("event", event)
            .bind("organizer", caller.organizer())
            .mapTo(int.class)
            .findOne()
            .isPresent();
    if (!own) {
      throw Problem.notFound("event");
    }
    return MasterStore.head(handle, event)
        .orElseThrow(
            () ->
                new Problem(
                    404,
                    "no-master-yet",
                    "This event has no master yet: publish it first.",
                    java.util.List.of()));
  }
}
