package org.stile.center.seating;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.stile.center.seating.SeatPlan.Block;
import org.stile.center.seating.SeatPlan.Place;
import org.stile.center.seating.SeatPlan.Row;
import org.stile.center.seating.SeatPlan.Run;
import org.stile.center.seating.SeatPlan.SeatType;

class PlanFormatPropertyTest {
  /** What makes trouble in tables and mark-up, and letters of one to four bytes. */
  private static final String LETTERS = "=+-@'\",;<>&{}[]\\/ aZ09éß東😀";

  @Property(tries = 300)
  void our_json_reads_back_as_it_was(@ForAll("plans") SeatPlan plan) throws IOException {
    assertThat(PlanFormat.read(written(PlanFormat.STILE, plan), 0)).isEqualTo(plan);
  }

  @Property(tries = 300)
  void csv_keeps_every_seat(@ForAll("plans") SeatPlan plan) throws IOException {
    SeatPlan read = PlanFormat.read(written(PlanFormat.CSV, plan), 0);
    assertThat(FlatSeat.of(read)).isEqualTo(FlatSeat.of(plan));
  }

  @Property(tries = 300)
  void pretix_keeps_every_seat_but_for_shapes_and_numbers_of_types(@ForAll("plans") SeatPlan plan)
      throws IOException {
    SeatPlan read = PlanFormat.read(written(PlanFormat.PRETIX, plan), 0);
    assertThat(FlatSeat.asPretixSays(read)).isEqualTo(FlatSeat.asPretixSays(plan));
  }

  @Property(tries = 100)
  void no_cell_of_a_table_begins_as_a_formula(@ForAll("plans") SeatPlan plan) throws IOException {
    String csv = new String(written(PlanFormat.CSV, plan), java.nio.charset.StandardCharsets.UTF_8);
    try (var parser =
        org.apache.commons.csv.CSVParser.parse(csv, org.apache.commons.csv.CSVFormat.RFC4180)) {
      for (var row : parser) {
        for (String cell : row) {
          // A number below zero is a number.
          assertThat(cell).matches("(?s)|-[0-9]+|[^=+\\-@\t\r].*");
        }
      }
    }
  }

  private static byte[] written(PlanFormat format, SeatPlan plan) throws IOException {
    var out = new ByteArrayOutputStream();
    format.write(plan, "Plan", out);
    return out.toByteArray();
  }

  @Provide
  Arbitrary<SeatPlan> plans() {
    return Arbitraries.randomValue(PlanFormatPropertyTest::plan);
  }

  private static SeatPlan plan(Random random) {
    List<SeatType> types = new ArrayList<>();
    Set<String> typeNames = new HashSet<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      types.add(
          new SeatType(
              i * 7,
              name(random, typeNames, 10),
              "#%06x".formatted(random.nextInt(1 << 24)),
              SeatPlan.Shape.values()[random.nextInt(6)],
              random.nextBoolean()));
    }
    List<Block> blocks = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      String stand = random.nextBoolean() ? "" : name(random, new HashSet<>(), 8);
      int zone = random.nextInt(256);
      List<Row> rows = random.nextInt(4) == 0 ? List.of(area(random, types)) : rows(random, types);
      blocks.add(new Block(stand, name(random, names, 8), zone, rows));
    }
    return new SeatPlan(types, blocks);
  }

  private static String name(Random random, Set<String> taken, int most) {
    while (true) {
      var text = new StringBuilder();
      int[] letters = LETTERS.codePoints().toArray();
      for (int i = 0; i <= random.nextInt(most); i++) {
        text.appendCodePoint(letters[random.nextInt(letters.length)]);
      }
      String name = text.toString().strip();
      boolean fits =
          name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= 16
              && !name.isEmpty()
              && !(name + " ").contains(" / "); // It parts stand and block in pretix.
      if (fits && taken.add(name)) {
        return name;
      }
    }
  }

  private static Row area(Random random, List<SeatType> types) {
    var place =
        new Place.Area(
            coordinate(random),
            coordinate(random),
            1 + random.nextInt(5000),
            1 + random.nextInt(99));
    int type = types.get(random.nextInt(types.size())).number();
    return new Row("", List.of(new Run(0, 1, 1 + random.nextInt(50), type, false, false, place)));
  }

  private static List<Row> rows(Random random, List<SeatType> types) {
    List<Row> rows = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      List<Run> runs = new ArrayList<>();
      int next = random.nextInt(100);
      for (int j = 0; j <= random.nextInt(3); j++) {
        int count = 1 + random.nextInt(6);
        int step = 1 + random.nextInt(3);
        boolean down = random.nextBoolean();
        boolean numbered = random.nextInt(5) > 0;
        int first = numbered ? down ? next + (count - 1) * step : next : 0;
        next += count * step;
        runs.add(
            new Run(
                first,
                numbered ? down ? -step : step : 1,
                count,
                types.get(random.nextInt(types.size())).number(),
                numbered,
                random.nextBoolean(),
                place(random, count)));
      }
      rows.add(new Row(name(random, names, 5), runs));
    }
    return rows;
  }

  private static Place place(Random random, int count) {
    if (random.nextBoolean()) {
      return new Place.Line(
          coordinate(random),
          coordinate(random),
          random.nextInt(9_999) / 100.0,
          -random.nextDouble());
    }
    return new Place.Points(
        random.ints(count, -9_999, 9_999).boxed().toList(),
        random.ints(count, -9_999, 9_999).boxed().toList());
  }

  private static int coordinate(Random random) {
    return random.nextInt(200_000) - 100_000;
  }
}
