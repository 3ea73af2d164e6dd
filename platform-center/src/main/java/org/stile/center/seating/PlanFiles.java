package org.stile.center.seating;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.web.Caller;
import org.stile.center.web.Problem;

/** Seat plans as files: read when they come in, written when they are fetched. */
@ApplicationScoped
public class PlanFiles {
  private final Database database;
  private final PlanStore plans;
  private final SeatPlans seatPlans;

  public PlanFiles(Database database, PlanStore plans, SeatPlans seatPlans) {
    this.database = database;
    this.plans = plans;
    this.seatPlans = seatPlans;
  }

  /**
   * Reads a file for a venue of the caller's; outside of any transaction, since it may take a
   * second.
   *
   * @param zone for seats of a format that names none; empty: the venue's first zone.
   */
  public SeatPlan read(Caller caller, long venue, byte[] content, @Nullable Integer zone) {
    int otherwise =
        database.read(
            handle -> {
              plans.demandVenue(handle, caller, venue);
              return zone != null ? zone : plans.firstZone(handle, venue);
            });
    if (otherwise < 0 || otherwise > PlanLimits.ZONE_MAX) {
      throw Problem.invalid("zone", "must be the number of a zone of the venue");
    }
    return PlanFormat.read(content, otherwise);
  }

  /** A plan of the caller's organizer as a file of the format with this ending. */
  public Response download(Caller caller, long venue, long plan, String ending) {
    PlanFormat format = PlanFormat.ofEnding(ending);
    String name = database.read(handle -> plans.entry(handle, caller, venue, plan)).name();
    SeatPlan document = database.read(handle -> seatPlans.of(handle, plan));
    StreamingOutput body = to -> format.write(document, name, to);
    return Response.ok(body)
        .type(format.mediaType())
        .header(
            "Content-Disposition",
            "attachment; filename=\"seat-plan-" + plan + "." + format.ending() + "\"")
        .build();
  }
}
