package org.stile.center.sellers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.stile.center.seating.SeatPlan;
import org.stile.center.web.FieldErrors;

/**
 * Seats as people type them: "C12/24/101-130; D3/1-4". Items apart by ";" or a new line, each
 * "block", "block/rows" or "block/rows/seats", with the stand before the block where two blocks
 * share a name; "a-b" is all between, "," adds, "*" is every row. Names that hold a separator go in
 * double quotes. The map's ranges.js reads the same.
 */
final class SeatWords {
  private static final int ITEMS_MAX = 1_000;
  private static final int LENGTH_MAX = 20_000; // A thousand items of twenty letters.
  private static final Pattern SEATS =
      Pattern.compile("\\s*(\\d{1,7})\\s*(?:[-\u2013]\\s*(\\d{1,7})\\s*)?");

  private final List<Place> places = new ArrayList<>();

  SeatWords(SeatPlan plan) {
    int next = 0;
    for (SeatPlan.Block block : plan.blocks()) {
      var rows = new ArrayList<Line>();
      for (SeatPlan.Row row : block.rows()) {
        rows.add(new Line(row, next));
        next += row.size();
      }
      places.add(new Place(block, rows));
    }
  }

  private record Line(SeatPlan.Row row, int first) {}

  private record Place(SeatPlan.Block block, List<Line> rows) {
    String label() {
      return block.stand().isEmpty() ? block.name() : block.stand() + " " + block.name();
    }
  }

  /** What is wrong with one item. */
  private static final class Unknown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unknown(String message) {
      super(message, null, false, false);
    }
  }

  /** The seats a text names; what is wrong with it is added to {@code errors}. */
  List<SeatRange> read(FieldErrors errors, String at, String text) {
    var seats = new ArrayList<SeatRange>();
    if (text.length() > LENGTH_MAX) {
      errors.add(at, "is too long: at most " + LENGTH_MAX + " characters at once");
      return seats;
    }
    List<String> items =
        split(text, ";\n\r").stream().map(String::strip).filter(s -> !s.isEmpty()).toList();
    if (items.isEmpty() || items.size() > ITEMS_MAX) {
      errors.add(at, "needs 1 to " + ITEMS_MAX + " items such as C12/24/101-130");
      return seats;
    }
    for (String item : items) {
      try {
        seats.addAll(item(item));
      } catch (Unknown e) {
        errors.add(at, "\"" + item + "\": " + e.getMessage());
      }
    }
    return seats;
  }

  private List<SeatRange> item(String item) {
    List<String> parts = split(item, "/").stream().map(String::strip).toList();
    Found found = block(parts);
    Place place = found.place;
    List<String> rest = parts.subList(found.used, parts.size());
    if (rest.size() > 2) {
      throw new Unknown("has too many parts; write block/row/seats");
    }
    if (rest.isEmpty()) {
      return List.of(new SeatRange(place.rows.getFirst().first, place.block.size()));
    }
    List<Line> rows =
        rest.getFirst().equals("*")
            ? place.rows
            : split(rest.getFirst(), ",").stream()
                .flatMap(part -> rows(place, part.strip()).stream())
                .toList();
    return rows.stream()
        .flatMap(
            row ->
                (rest.size() == 1
                        ? List.of(new SeatRange(row.first, row.row.size()))
                        : seats(row, rest.get(1)))
                    .stream())
        .toList();
  }

  private record Found(Place place, int used) {}

  private Found block(List<String> parts) {
    String name = unquoted(parts.getFirst());
    List<Place> named = places.stream().filter(p -> same(p.block.name(), name)).toList();
    if (named.size() == 1) {
      return new Found(named.getFirst(), 1);
    }
    if (parts.size() > 1) {
      String second = unquoted(parts.get(1));
      List<Place> inStand =
          places.stream()
              .filter(p -> same(p.block.stand(), name) && same(p.block.name(), second))
              .toList();
      if (inStand.size() == 1) {
        return new Found(inStand.getFirst(), 2);
      }
    }
    if (named.isEmpty()) {
      throw new Unknown("there is no block \"" + name + "\"");
    }
    SeatPlan.Block one = named.getFirst().block;
    throw new Unknown(
        "block \"%s\" is in several stands; write %s/%s".formatted(name, one.stand(), one.name()));
  }

  private static List<Line> rows(Place place, String text) {
    int one = row(place, text);
    if (one >= 0) {
      return List.of(place.rows.get(one));
    }
    int dash = text.indexOf('-', 1);
    if (dash > 0 && !text.startsWith("\"")) {
      int from = row(place, text.substring(0, dash));
      int to = row(place, text.substring(dash + 1));
      if (from >= 0 && to >= 0) {
        return place.rows.subList(Math.min(from, to), Math.max(from, to) + 1);
      }
    }
    throw new Unknown("block %s has no row \"%s\"".formatted(place.label(), unquoted(text)));
  }

  private static int row(Place place, String name) {
    String wanted = unquoted(name.strip());
    return IntStream.range(0, place.rows.size())
        .filter(i -> same(place.rows.get(i).row.name(), wanted))
        .findFirst()
        .orElse(-1);
  }

  private static List<SeatRange> seats(Line row, String text) {
    var seats = new ArrayList<SeatRange>();
    for (String part : text.split(",", -1)) {
      Matcher match = SEATS.matcher(part);
      if (!match.matches()) {
        throw new Unknown("\"" + part.strip() + "\" is no seat number; write 101 or 101-130");
      }
      int a = Integer.parseInt(match.group(1));
      int b = match.group(2) == null ? a : Integer.parseInt(match.group(2));
      List<SeatRange> found = between(row, Math.min(a, b), Math.max(a, b));
      if (found.isEmpty()) {
        throw new Unknown("row \"%s\" has no seat %s".formatted(row.row.name(), part.strip()));
      }
      seats.addAll(found);
    }
    return seats;
  }

  private static List<SeatRange> between(Line row, int low, int high) {
    var seats = new ArrayList<SeatRange>();
    int index = row.first;
    for (SeatPlan.Run run : row.row.runs()) {
      for (int i = 0; i < run.count(); i++, index++) {
        int number = run.numbered() ? run.first() + i * run.step() : index - row.first + 1;
        if (number >= low && number <= high) {
          SeatRange last = seats.isEmpty() ? new SeatRange(-1, 0) : seats.getLast();
          if (last.end() == index) {
            seats.set(seats.size() - 1, new SeatRange(last.first(), last.count() + 1));
          } else {
            seats.add(new SeatRange(index, 1));
          }
        }
      }
    }
    return seats;
  }

  private static boolean same(String a, String b) {
    return a.toLowerCase(Locale.ROOT).equals(b.toLowerCase(Locale.ROOT));
  }

  private static String unquoted(String text) {
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  /** Splits where a separator stands outside quotes. */
  private static List<String> split(String text, String separators) {
    var parts = new ArrayList<String>();
    var part = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      if (!quoted && separators.indexOf(c) >= 0) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    return parts;
  }
}
