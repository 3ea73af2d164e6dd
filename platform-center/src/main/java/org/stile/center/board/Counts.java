package org.stile.center.board;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The counts of an event. All of them are folds over passages as they lie in the database; nothing
 * is counted up beside them that could drift.
 *
 * @param asOf when they were counted.
 * @param expected tickets issued and good.
 * @param total over all gates.
 * @param doubled entries of a ticket that were walked at more than one gate: each counted in {@code
 *     total} as often as it was walked.
 * @param refused refusals by code.
 * @param gates each with how old what it told is.
 * @param zones by number.
 * @param seatTypes by number.
 * @param sellers by number; 0: tickets this center did not issue.
 * @param perMinute entries walked in the last minute, by the time of the scan.
 * @param perFiveMinutes the same for the last five.
 * @param unknown how much may be missing.
 */
public record Counts(
    long event,
    Instant asOf,
    long expected,
    Tally total,
    long doubled,
    Map<String, Long> refused,
    List<GateCounts> gates,
    Map<Long, Tally> zones,
    Map<Long, Tally> seatTypes,
    Map<Long, Tally> sellers,
    long perMinute,
    long perFiveMinutes,
    Unknown unknown) {

  /**
   * How much may be missing.
   *
   * @param upTo entries: a bound (docs/reference/board.md), no more than are still expected.
   * @param gatesSilent gates that are silent or behind.
   * @param rows journal rows that gates said they have and that are not here yet.
   */
  public record Unknown(long upTo, long gatesSilent, long rows) {}

  /** The total as one sentence that claims no more than is known. */
  public String summary() {
    String confirmed = Summary.number(total.admitted()) + " confirmed";
    if (unknown.gatesSilent == 0 && unknown.rows == 0) {
      return confirmed;
    }
    return confirmed
        + " + up to "
        + Summary.number(unknown.upTo)
        + " unknown ("
        + unknown.gatesSilent
        + (unknown.gatesSilent == 1 ? " gate" : " gates")
        + " not live)";
  }
}
