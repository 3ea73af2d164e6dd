package org.stile.center.board;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.stile.center.db.Database;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Scope;

/** Counts of an organizer's events (docs/reference/ingest.md). */
@Path("/api/v1/events/{event: \\d{1,10}}/counts")
@RunOnVirtualThread
@RolesAllowed(Scope.REGISTER_READ)
@Produces(MediaType.APPLICATION_JSON)
public class CountsResource {
  private final Database database;
  private final Counting counting;
  private final CurrentCaller callers;

  public CountsResource(Database database, Counting counting, CurrentCaller callers) {
    this.database = database;
    this.counting = counting;
    this.callers = callers;
  }

  /**
   * Counts, and what they come to in a sentence.
   *
   * @param summary see {@link Counts#summary}.
   */
  public record Answer(String summary, Counts counts) {}

  /** The counts as rows have come. */
  @GET
  public Answer counts(@PathParam("event") long event) {
    return database.read(
        handle -> {
          OwnEvent.demand(handle, callers.get(), event);
          Counts counts = counting.of(handle, event);
          return new Answer(counts.summary(), counts);
        });
  }
}
