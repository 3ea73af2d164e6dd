package org.stile.center.board;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stile.center.board.GateCounts.Liveness;

/** What the pages of boards show, in words. The scripts of the page say the same (words.js). */
final class Pages {
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("HH:mm");
  private static final DateTimeFormatter DAYS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

  /** Arrivals as a table: so many rows of five minutes, newest first. */
  private static final int ROWS_MAX = 36;

  private static final long ROW_MINUTES = 5;

  private Pages() {}

  /**
   * An event in the list of boards.
   *
   * @param doors when they open, by the venue's clock.
   */
  record Entry(long id, String name, String venue, String doors, String state) {}

  static String day(Instant time, ZoneId zone) {
    return DAYS.withZone(zone).format(time);
  }

  /** Entries of five minutes. */
  record Row(String from, long entries, boolean complete) {}

  /** Gates that lead to the same zones. */
  record Way(String name, List<BoardView.Gate> gates) {}

  /**
   * The page of a board.
   *
   * @param venueNumber the center's number of the venue.
   * @param aside messages of its gates that were set aside and nobody judged.
   * @param writable whether incidents may be acknowledged.
   */
  record Page(
      BoardView board,
      String name,
      String venue,
      long venueNumber,
      ZoneId zone,
      List<IncidentLog.Incident> incidents,
      long aside,
      boolean writable,
      String problem) {

    /** The venue's unit; without one, one without a word. */
    public BoardView.Unit unit() {
      BoardView.Unit unit = board.head().unit();
      return unit == null
          ? new BoardView.Unit(false, Liveness.NEVER_SEEN, null, 0, 0, null, null, "", "")
          : unit;
    }

    public String number(long value) {
      return value < 0 ? "?" : Summary.number(value);
    }

    public String time(@Nullable Instant time) {
      return time == null ? "never" : SECONDS.withZone(zone).format(time);
    }

    public String day(Instant time) {
      return Pages.day(time, zone);
    }

    public String percent(long part, long whole) {
      return whole <= 0 ? "" : Math.round(100.0 * part / whole) + " %";
    }

    /** Five minutes' entries as people a minute, with one decimal. */
    public String perMinute(@Nullable Long entries) {
      return entries == null ? "?" : String.format(Locale.ROOT, "%.1f", entries / 5.0);
    }

    public String orUnknown(@Nullable Long value) {
      return value == null ? "?" : number(value);
    }

    /** "Between 18:40 and 19:05", or why nobody can say. */
    public String forecast() {
      Forecast forecast = board.head().forecast();
      return forecast.from() == null || forecast.until() == null
          ? "unknown: " + forecast.why()
          : "between "
              + MINUTES.withZone(zone).format(forecast.from())
              + " and "
              + MINUTES.withZone(zone).format(forecast.until());
    }

    public String master(BoardView.Gate gate) {
      long newest = board.head().newest();
      if (gate.master() == 0) {
        return newest == 0 ? "" : "none";
      }
      String of =
          gate.masterAt() == null ? "" : " of " + Troubles.at(gate.masterAt(), board.asOf(), zone);
      return "v" + gate.master() + of + (gate.master() < newest ? ", newest v" + newest : "");
    }

    /** "123 + up to 40". */
    public String admitted(long admitted, long upTo) {
      return number(admitted) + (upTo == 0 ? "" : " + up to " + number(upTo));
    }

    /** "118 (33 %)". */
    public String expected(long admitted, long expected) {
      return number(expected) + (expected > 0 ? " (" + percent(admitted, expected) + ")" : "");
    }

    /** "2026-11-27, doors 18:00, last entry 20:30"; each with its day if that is another. */
    public String hours() {
      var doors = board.head().doors().atZone(zone);
      var last = board.head().lastEntry().atZone(zone);
      boolean same = doors.toLocalDate().equals(last.toLocalDate());
      return doors.toLocalDate()
          + ", doors "
          + MINUTES.format(doors)
          + ", last entry "
          + (same ? MINUTES : DAYS).format(last);
    }

    /** What staff should know of a gate beside its numbers. */
    public String remarks(BoardView.Gate gate) {
      List<String> said = new ArrayList<>();
      if (gate.state() == Liveness.CLOCK_SUSPECT || gate.clockOffMs() != 0) {
        said.add("clock " + off(gate.clockOffMs()) + ".");
      }
      if (gate.rowsLost() > 0) {
        said.add(number(gate.rowsLost()) + " rows of an earlier card never came.");
      }
      gate.troubles().forEach(trouble -> said.add(trouble + "."));
      long faults = gate.computer().readerFaults();
      if (faults > 0) {
        said.add(
            "reader failed " + (faults == 1 ? "once" : number(faults) + " times") + " so far.");
      }
      return String.join(" ", said);
    }

    public String word(Liveness state) {
      return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    public String words(String code) {
      String words = code.toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ');
      return words.isEmpty() ? "?" : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    public List<Way> ways() {
      Map<String, List<BoardView.Gate>> ways = new LinkedHashMap<>();
      board.gates().stream()
          .sorted(java.util.Comparator.comparing(BoardView.Gate::way))
          .forEach(gate -> ways.computeIfAbsent(gate.way(), _ -> new ArrayList<>()).add(gate));
      List<Way> list = new ArrayList<>();
      ways.forEach((way, gates) -> list.add(new Way(way.isEmpty() ? "no zone" : way, gates)));
      return list;
    }

    public long attention() {
      return board.gates().stream().filter(BoardView.Gate::needsAttention).count();
    }

    /** Arrivals by five minutes, newest first. */
    public List<Row> rows() {
      Map<Long, Long> sums = new java.util.TreeMap<>(java.util.Comparator.reverseOrder());
      for (long[] minute : board.arrivals().minutes()) {
        sums.merge(Math.floorDiv(minute[0], ROW_MINUTES), minute[1], Long::sum);
      }
      List<Row> rows = new ArrayList<>();
      sums.forEach(
          (five, entries) -> {
            Instant from = Instant.ofEpochSecond(five * ROW_MINUTES * 60);
            Instant end = from.plusSeconds(ROW_MINUTES * 60);
            boolean complete = !end.isAfter(board.arrivals().completeUntil());
            rows.add(new Row(MINUTES.withZone(zone).format(from), entries, complete));
          });
      return rows.subList(0, Math.min(ROWS_MAX, rows.size()));
    }

    public String asOf() {
      return time(board.asOf());
    }
  }

  /** How far a clock is off, as people say it. */
  static String off(long ms) {
    long seconds = Math.abs(ms) / 1000;
    if (seconds == 0) {
      return "not trusted";
    }
    String amount =
        seconds < 120
            ? seconds + " s"
            : seconds < 7200
                ? seconds / 60 + " min"
                : seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
    return amount + (ms > 0 ? " fast" : " slow");
  }
}
