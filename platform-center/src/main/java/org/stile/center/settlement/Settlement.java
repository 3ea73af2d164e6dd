package org.stile.center.settlement;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What an event came to, as far as it is known (docs/reference/settlement.md). All numbers are
 * folds over tickets and passages as they lie in the database when it is drawn up.
 *
 * @param format always {@link #FORMAT}.
 * @param drawnUpAt when it was counted.
 * @param standing whether rows can still be missing.
 * @param missing why it is provisional; empty if it is final.
 * @param total over the whole event.
 * @param sellers by who sold; what this center did not issue is under number 0.
 * @param seatTypes by the type of the seat.
 * @param zones by where the seat is; of tickets this center did not issue, as the gate told.
 * @param gates by where people walked; also gates the venue no longer has.
 * @param arrivals first entries, by scan time in steps of {@link #STEP_MINUTES}; empty steps are
 *     left out.
 * @param refused refusals by code.
 * @param doubles entries walked at more than one gate; at most {@link #LISTED_MAX} of them.
 * @param incidents at the gates, newest first; at most {@link #LISTED_MAX}.
 */
public record Settlement(
    String format,
    Event event,
    Instant drawnUpAt,
    Standing standing,
    List<Missing> missing,
    Figures total,
    List<Line> sellers,
    List<Line> seatTypes,
    List<Line> zones,
    List<GateLine> gates,
    List<Arrival> arrivals,
    Map<String, Long> refused,
    long doubled,
    List<Doubled> doubles,
    List<Incident> incidents) {
  /** Names the format of the document. */
  public static final String FORMAT = "stile-settlement/1";

  /** Fine enough to see a rush, and few enough lines to read. */
  public static final int STEP_MINUTES = 5;

  /** So many doubles and incidents are read one by one; of more, the count says enough. */
  public static final int LISTED_MAX = 1_000;

  /** Whose numbers these are. */
  public record Event(
      long number,
      String name,
      String venue,
      String timeZone,
      Instant startsAt,
      Instant lastEntry) {}

  /** Whether anything can still change. */
  public enum Standing {
    /** The event is over and every gate has told everything after it. */
    FINAL,
    PROVISIONAL
  }

  /**
   * What is not known.
   *
   * @param gate of which, "" if of none.
   * @param rows how many journal rows are known to be missing, 0 if that is not known.
   */
  public record Missing(Why why, String gate, long rows, String words) {}

  /** Why a settlement is provisional. */
  public enum Why {
    /** Last entry is still to come. */
    NOT_OVER,
    /** The gate said it has rows that are not here. */
    ROWS_MISSING,
    /** Nothing was heard of the gate since last entry: it may have rows nobody knows of. */
    NOT_HEARD_SINCE,
    /** The gate never said anything: it was not used, or all its rows are missing. */
    NEVER_SEEN,
    /** Messages of the gate were set aside, and nobody said whether they count. */
    NOT_JUDGED,
    /** Entries were granted of which no row says whether they were walked. */
    FATE_UNKNOWN
  }

  /**
   * Tickets and bodies.
   *
   * @param issued tickets, whatever became of them.
   * @param revoked of those, the ones that are revoked now.
   * @param attended tickets that are not revoked and that somebody came in with, once or more.
   * @param noShows tickets that are not revoked and that nobody came in with.
   * @param attendedRevoked tickets that are revoked now and that somebody came in with before.
   * @param attendedUnknown tickets this center did not issue and that a gate let in.
   * @param entries bodies that came in, each as often as it did.
   * @param exits bodies that went out.
   * @param pending entries granted of which nobody knows whether they were walked.
   */
  public record Figures(
      long issued,
      long revoked,
      long attended,
      long noShows,
      long attendedRevoked,
      long attendedUnknown,
      long entries,
      long exits,
      long pending) {
    static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Different tickets that came in: visitors, as far as a ticket is one. */
    public long attendance() {
      return attended + attendedRevoked + attendedUnknown;
    }

    Figures plus(Figures other) {
      return new Figures(
          issued + other.issued,
          revoked + other.revoked,
          attended + other.attended,
          noShows + other.noShows,
          attendedRevoked + other.attendedRevoked,
          attendedUnknown + other.attendedUnknown,
          entries + other.entries,
          exits + other.exits,
          pending + other.pending);
    }
  }

  /** The figures of one seller, seat type or zone. */
  public record Line(long number, String name, Figures figures) {}

  /**
   * One gate.
   *
   * @param arrivals tickets whose first entry was here; they add up to the attendance.
   * @param doubted entries admitted while its clock could not be trusted: their times may be wrong.
   */
  public record GateLine(
      String gate, long arrivals, long entries, long exits, long pending, long doubted) {}

  /** First entries from {@code from} on, for {@link #STEP_MINUTES}. */
  public record Arrival(Instant from, long tickets) {}

  /** One entry of one ticket, walked at several gates. */
  public record Doubled(int ticket, int number, List<String> gates) {}

  /** What staff were told. */
  public record Incident(
      String gate, String kind, String about, String detail, long times, Instant lastAt) {}
}
