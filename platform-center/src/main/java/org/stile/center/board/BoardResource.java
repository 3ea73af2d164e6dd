package org.stile.center.board;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.web.CurrentCaller;
import org.stile.center.web.Problem;
import org.stile.center.web.Scope;

/** The live board of an event for programs (docs/reference/board.md). */
@Path("/api/v1/events/{event: \\d{1,10}}/board")
@RunOnVirtualThread
@RolesAllowed(Scope.REGISTER_READ)
public class BoardResource {
  /** So that a node that was taken out of service is left within the hour. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Database database;
  private final Boards boards;
  private final CurrentCaller callers;
  private final InstantSource clock;

  public BoardResource(
      Database database, Boards boards, CurrentCaller callers, InstantSource clock) {
    this.database = database;
    this.boards = boards;
    this.callers = callers;
    this.clock = clock;
  }

  /** The board as it is at this moment. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public BoardView board(@PathParam("event") long event) {
    demand(event);
    return boards.now(event);
  }

  /** The same as Prometheus reads it. */
  @GET
  @Path("metrics")
  @Produces("text/plain; version=0.0.4; charset=utf-8")
  public String metrics(@PathParam("event") long event) {
    demand(event);
    BoardView board = boards.now(event);
    BoardTables.Lag lag = database.read(handle -> BoardTables.lag(handle, event));
    return Exposition.of(board, lag, clock.instant());
  }

  /**
   * The board and what changes of it, as server-sent events.
   *
   * @param seconds when to end the stream, range [0, 3600], by default an hour.
   */
  @GET
  @Path("stream")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void stream(
      @PathParam("event") long event,
      @QueryParam("seconds") @Nullable Integer seconds,
      @Context SseEventSink sink,
      @Context Sse sse,
      @Context HttpServerResponse response) {
    demand(event);
    Duration longest = seconds == null ? LONGEST : Duration.ofSeconds(seconds);
    if (longest.isNegative() || longest.compareTo(LONGEST) > 0) {
      throw Problem.invalid("seconds", "must be from 0 to " + LONGEST.toSeconds());
    }
    // Proxies that collect an answer before they pass it on would hold the stream back.
    response.putHeader("X-Accel-Buffering", "no");
    response.putHeader("Cache-Control", "no-store"); // Filters are not asked about streams.
    boards.follow(
        event,
        new Viewer(
            sink, callers.get(), callers.again(), clock.instant().plus(longest), response::reset),
        sse);
  }

  private void demand(long event) {
    database.read(
        handle -> {
          OwnEvent.demand(handle, callers.get(), event);
          return true;
        });
  }
}
