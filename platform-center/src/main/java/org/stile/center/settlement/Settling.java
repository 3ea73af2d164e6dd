package org.stile.center.settlement;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.jdbi.v3.core.Handle;
import org.stile.center.seating.SeatPlan;
import org.stile.center.seating.SeatPlans;
import org.stile.center.settlement.Settlement.Arrival;
import org.stile.center.settlement.Settlement.Figures;
import org.stile.center.settlement.Settlement.GateLine;
import org.stile.center.settlement.Settlement.Line;
import org.stile.center.settlement.Settlement.Missing;
import org.stile.center.settlement.Settlement.Standing;
import org.stile.center.settlement.Settlement.Why;
import org.stile.center.settlement.SettlementSql.GateWord;
import org.stile.center.web.Caller;
import org.stile.center.web.Problem;
import org.stile.core.master.Seat;
import org.stile.core.master.SeatMap;

/** Draws settlements up. */
@ApplicationScoped
public class Settling {
  private final SeatPlans plans;
  private final InstantSource clock;

  public Settling(SeatPlans plans, InstantSource clock) {
    this.plans = plans;
    this.clock = clock;
  }

  /**
   * What an event of the caller's organizer comes to now.
   *
   * @param handle one that sees one moment ({@code Database.readOneMoment}, or a transaction of a
   *     venue that is at rest): its statements are added up.
   * @throws Problem 404 if there is no such event of this organizer.
   */
  public Settlement of(Handle handle, Caller caller, long event) {
    SettlementSql.Found found =
        SettlementSql.event(handle, caller.organizer(), event)
            .orElseThrow(() -> Problem.notFound("event"));
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    SeatPlan plan = plans.ofEvent(handle, event);
    var fold = new Fold();
    SettlementSql.tickets(handle, event, zones(plan.seatMap()), fold::take);
    List<GateWord> words = SettlementSql.gates(handle, found.venue(), found.doorsOpen());
    List<Missing> missing = missing(found, words, fold.total, now);
    atTheUnit(SettlementSql.atTheUnit(handle, found.venue())).ifPresent(missing::add);
    List<Settlement.Doubled> doubles = SettlementSql.doubles(handle, event);
    return new Settlement(
        Settlement.FORMAT,
        found.event(),
        now,
        missing.isEmpty() ? Standing.FINAL : Standing.PROVISIONAL,
        missing,
        fold.total,
        lines(fold.sellers, SettlementSql.sellers(handle, event)),
        lines(fold.types, types(plan)),
        lines(fold.zones, SettlementSql.zones(handle, event)),
        gates(words, SettlementSql.walkedAt(handle, event), fold.firstAt),
        fold.arrivals.entrySet().stream()
            .map(each -> new Arrival(each.getKey(), each.getValue()))
            .toList(),
        SettlementSql.refused(handle, event),
        doubles.size(),
        doubles.stream().limit(Settlement.LISTED_MAX).toList(),
        SettlementSql.incidents(handle, event));
  }

  /** Figures by this and that. One thread. */
  private static final class Fold {
    private final Map<Long, Figures> sellers = new TreeMap<>();
    private final Map<Long, Figures> types = new TreeMap<>();
    private final Map<Long, Figures> zones = new TreeMap<>();
    private final Map<String, Long> firstAt = new TreeMap<>();
    private final Map<Instant, Long> arrivals = new TreeMap<>();
    private Figures total = Figures.NONE;

    void take(TicketFacts ticket) {
      Figures figures = ticket.figures();
      total = total.plus(figures);
      sellers.merge(ticket.seller(), figures, Figures::plus);
      types.merge((long) ticket.type(), figures, Figures::plus);
      zones.merge((long) ticket.zone(), figures, Figures::plus);
      ticket
          .firstAt()
          .ifPresent(
              at -> {
                firstAt.merge(ticket.firstGate(), 1L, Long::sum);
                arrivals.merge(step(at), 1L, Long::sum);
              });
    }
  }

  static Instant step(Instant at) {
    long step = Duration.ofMinutes(Settlement.STEP_MINUTES).toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), step) * step);
  }

  private static IntUnaryOperator zones(SeatMap seats) {
    return seat -> seats.at(seat).map(Seat::zone).orElse(0);
  }

  private static Map<Long, String> types(SeatPlan plan) {
    Map<Long, String> names = new TreeMap<>();
    plan.types().forEach(type -> names.put((long) type.number(), type.name()));
    return names;
  }

  /** A line for each that has figures, and for each that could have had some. */
  private static List<Line> lines(Map<Long, Figures> figures, Map<Long, String> names) {
    var all = new TreeMap<Long, Line>();
    names.forEach((number, name) -> all.put(number, new Line(number, name, Figures.NONE)));
    figures.forEach(
        (number, each) -> all.put(number, new Line(number, names.getOrDefault(number, ""), each)));
    return List.copyOf(all.values());
  }

  private static List<GateLine> gates(
      List<GateWord> words, Map<String, GateLine> walked, Map<String, Long> firstAt) {
    var all = new TreeMap<String, GateLine>();
    words.forEach(word -> all.put(word.gate(), new GateLine(word.gate(), 0, 0, 0, 0, 0)));
    all.putAll(walked);
    return all.values().stream()
        .map(
            gate ->
                new GateLine(
                    gate.gate(),
                    firstAt.getOrDefault(gate.gate(), 0L),
                    gate.entries(),
                    gate.exits(),
                    gate.pending(),
                    gate.doubted()))
        .toList();
  }

  /** All that keeps a settlement from being final; empty only if nothing does. */
  private static List<Missing> missing(
      SettlementSql.Found found, List<GateWord> gates, Figures total, Instant now) {
    var missing = new ArrayList<Missing>();
    Instant over = found.event().lastEntry();
    if (now.isBefore(over) && !found.cancelled()) {
      missing.add(new Missing(Why.NOT_OVER, "", 0, "Last entry is still to come."));
    }
    for (GateWord gate : gates) {
      if (!gate.seen()) {
        missing.add(
            new Missing(
                Why.NEVER_SEEN,
                gate.gate(),
                0,
                "Nothing was ever heard of it: it was not used, or all its rows are missing."));
      } else if (gate.missing() > 0) {
        missing.add(
            new Missing(
                Why.ROWS_MISSING,
                gate.gate(),
                gate.missing(),
                "It has " + gate.missing() + " journal rows that are not here."));
      } else if (!found.cancelled()
          && gate.heard().filter(heard -> !heard.isBefore(over)).isEmpty()) {
        missing.add(
            new Missing(
                Why.NOT_HEARD_SINCE,
                gate.gate(),
                0,
                "It did not say since last entry how many journal rows it has: there may be some"
                    + " that nobody knows of."));
      }
      notJudged(gate).ifPresent(missing::add);
    }
    if (total.pending() > 0) {
      missing.add(
          new Missing(
              Why.FATE_UNKNOWN,
              "",
              total.pending(),
              total.pending()
                  + " entries were granted of which no row says whether they were walked."));
    }
    return missing;
  }

  private static Optional<Missing> notJudged(GateWord gate) {
    return gate.aside() == 0
        ? Optional.empty()
        : Optional.of(
            new Missing(
                Why.NOT_JUDGED,
                gate.gate(),
                0,
                gate.aside()
                    + " of its messages were set aside, and nobody said whether they count."));
  }

  private static Optional<Missing> atTheUnit(long rows) {
    return rows == 0
        ? Optional.empty()
        : Optional.of(
            new Missing(
                Why.ROWS_MISSING,
                "venue unit",
                rows,
                "It has " + rows + " journal rows that are not here."));
  }
}
