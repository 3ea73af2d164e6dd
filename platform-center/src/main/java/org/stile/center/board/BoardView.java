package org.stile.center.board;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stile.center.board.GateCounts.Liveness;

/**
 * An event's board at one moment: what the page shows first and what its stream goes on from
 * (docs/reference/board.md). Times are by the center's clock, except scans, which are by the
 * gates'.
 *
 * @param asOf when the database was read.
 * @param zones by number.
 * @param gates by name.
 * @param arrivals by scan time.
 */
public record BoardView(
    long event, Instant asOf, Head head, List<Zone> zones, List<Gate> gates, Arrivals arrivals) {

  /**
   * What is said of the event as a whole.
   *
   * @param summary the total as a sentence that claims no more than is known.
   * @param expected tickets that are good; negative: not known at this node.
   * @param doors when gates begin to admit, and {@code lastEntry} when they end.
   * @param doubled entries of a ticket that were walked more than once; each counts in {@code
   *     total} as often as it was walked.
   * @param doubted entries walked while the gate could not trust its clock.
   * @param perMinute entries at live gates in the last minute; likewise of the last five.
   * @param rated of the live gates together, people a minute.
   * @param refused by code.
   * @param unread refusals of chips on which no ticket of an event was found, by code.
   * @param exceptions what gates let happen without a ticket, by kind.
   * @param incidents not acknowledged yet.
   * @param newest version of the event's master; 0: none.
   * @param unit of the venue; null: it has none.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Head(
      String summary,
      long expected,
      Instant doors,
      Instant lastEntry,
      Tally total,
      Unknown unknown,
      long doubled,
      long doubted,
      long perMinute,
      long perFiveMinutes,
      long rated,
      Forecast forecast,
      Map<Liveness, Long> states,
      Map<String, Long> refused,
      Map<String, Long> unread,
      Map<String, Long> exceptions,
      List<Part> seatTypes,
      List<Part> sellers,
      long incidents,
      long newest,
      @Nullable Unit unit) {}

  /**
   * The venue's unit as the center knows it; at the unit itself, how it is with the center.
   *
   * @param here whether this is the unit.
   * @param state live, delayed, offline or never seen: of the unit, or of its way to the center.
   * @param asOf when it was last heard of, or at the unit the center's broker; null: never.
   * @param gates that speak through it.
   * @param waiting rows it has that the center did not acknowledge; at the center as it last told.
   * @param waitingSince when it took in the oldest of them.
   * @param followedAt at the unit: when the center last said what is new; null: never.
   * @param word its state, and what follows from that, as they are shown.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Unit(
      boolean here,
      Liveness state,
      @Nullable Instant asOf,
      long gates,
      long waiting,
      @Nullable Instant waitingSince,
      @Nullable Instant followedAt,
      String word,
      String says) {}

  /**
   * What may be missing from the total.
   *
   * @param upTo admissions; a bound, not a guess.
   * @param gates that are silent or behind, which it is about.
   * @param leftOut gates that were never enrolled nor seen, about which it says nothing.
   * @param rows told of and not here.
   */
  public record Unknown(long upTo, long gates, long leftOut, long rows) {}

  /**
   * A part of those expected, such as a seller's.
   *
   * @param expected negative: not known.
   */
  public record Part(long number, String name, long expected, Tally counts) {}

  /**
   * A zone. A gate that leads to several is one of each.
   *
   * @param upTo as many more may have been admitted to it.
   * @param perMinute entries at live gates in the last minute; likewise of the last five.
   * @param rated of its live gates together, people a minute.
   * @param gates serving it; {@code live} of them are live.
   * @param silent those of them that are silent or behind.
   */
  public record Zone(
      long number,
      String name,
      long expected,
      Tally counts,
      long upTo,
      long perMinute,
      long perFiveMinutes,
      long rated,
      long gates,
      long live,
      long silent) {}

  /**
   * A gate. Of one that is not live all numbers are those of its last word.
   *
   * @param way the zones it serves, as a phrase: gates are shown by it.
   * @param asOf when it was last heard of; null: never.
   * @param upTo as many more it may have admitted.
   * @param perMinute entries in the minute before {@code asOf} (now, if it is live); null: its
   *     clock cannot be believed.
   * @param rows told of and not here.
   * @param rowsLost told of in logs it no longer writes.
   * @param master version it has; 0: none.
   * @param masterAt when that version came to be; null: not known.
   * @param clockOffMs its clock minus the center's.
   * @param computer it runs on.
   * @param troubles that staff should see to, each in a few words.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Gate(
      String name,
      String way,
      Liveness state,
      @Nullable Instant asOf,
      Tally counts,
      long upTo,
      @Nullable Long perMinute,
      @Nullable Long perFiveMinutes,
      int rated,
      long rows,
      long rowsLost,
      long master,
      @Nullable Instant masterAt,
      long clockOffMs,
      Computer computer,
      List<String> troubles) {

    /** Whether staff should look at it. */
    public boolean needsAttention() {
      return state != Liveness.LIVE || rowsLost > 0 || !troubles.isEmpty();
    }
  }

  /**
   * A gate's computer, as its last health message says.
   *
   * @param readerFaults readers that failed since its agent started.
   * @param diskFree bytes for the gate's data; null: not known.
   * @param temperature of the processor, degrees Celsius; null: not known.
   * @param underVoltage whether its supply is too weak; null: not known.
   * @param gateRuns whether the gate's program runs on it; null: not known.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Computer(
      long readerFaults,
      @Nullable Long diskFree,
      @Nullable Integer temperature,
      @Nullable Boolean underVoltage,
      @Nullable Boolean gateRuns) {
    static final Computer UNKNOWN = new Computer(0, null, null, null, null);
  }

  /**
   * Entries over time.
   *
   * @param minutes pairs of a minute since 1970 and the entries in it, ascending; minutes without
   *     any are left out.
   * @param completeUntil after it, gates that are silent or behind may have more.
   * @param elsewhere entries whose scan, as their gate's clock says, was over a day ago or is yet
   *     to come: counted, but not drawn.
   */
  public record Arrivals(List<long[]> minutes, Instant completeUntil, long elsewhere) {}
}
