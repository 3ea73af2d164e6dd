package org.stile.center.grants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.stile.center.seating.SeatPlan;

class BestAvailableTest {
  private static SeatPlan.Run run(int count, int type, boolean aisle) {
    return new SeatPlan.Run(1, 1, count, type, true, aisle, new SeatPlan.Place.Line(0, 0, 50, 0));
  }

  private static SeatPlan plan(List<SeatPlan.Row> rows) {
    var types =
        IntStream.range(0, 2)
            .mapToObj(t -> new SeatPlan.SeatType(t, "T" + t, "#0072b2", SeatPlan.Shape.SQUARE))
            .toList();
    int middle = rows.size() / 2;
    return new SeatPlan(
        types,
        List.of(
            new SeatPlan.Block("N", "1", 0, rows.subList(0, middle)),
            new SeatPlan.Block("N", "2", 0, rows.subList(middle, rows.size()))));
  }

  private static BitSet open(String seats) {
    var open = new BitSet();
    for (int i = 0; i < seats.length(); i++) {
      open.set(i, seats.charAt(i) == 'o');
    }
    return open;
  }

  private static List<Integer> choose(SeatPlan plan, BitSet open, Wish.Best wish) {
    return BestAvailable.choose(Layout.of(plan), open, wish, Aside.NONE)
        .map(seats -> IntStream.of(seats).boxed().toList())
        .orElse(List.of());
  }

  private static final SeatPlan TWO_ROWS =
      plan(
          List.of(
              new SeatPlan.Row("1", List.of(run(8, 0, false))),
              new SeatPlan.Row("2", List.of(run(4, 0, false), run(4, 0, true)))));

  @Test
  void the_middle_of_the_first_row_is_best() {
    assertThat(choose(TWO_ROWS, open("oooooooooooooooo"), Wish.Best.of(2, true)))
        .containsExactly(3, 4);
  }

  @Test
  void a_place_that_leaves_a_single_seat_is_passed_over_where_another_does_not() {
    // Of five, a pair at the end leaves three; nearer the middle it would leave one.
    assertThat(choose(TWO_ROWS, open("oooooxxxoooooooo"), Wish.Best.of(2, true)))
        .containsExactly(3, 4);
    assertThat(choose(TWO_ROWS, open("oooxxxxxoooooooo"), Wish.Best.of(2, true)))
        .containsExactly(10, 11); // Three would leave one: the second row has room for two pairs.
  }

  /** One row: two accessible places, six others, two accessible. */
  private static final SeatPlan WITH_ACCESSIBLE =
      new SeatPlan(
          List.of(
              new SeatPlan.SeatType(0, "Seat", "#0072b2", SeatPlan.Shape.SQUARE),
              new SeatPlan.SeatType(1, "Wheelchair", "#00785a", SeatPlan.Shape.CIRCLE, true)),
          List.of(
              new SeatPlan.Block(
                  "N",
                  "1",
                  0,
                  List.of(
                      new SeatPlan.Row(
                          "1", List.of(run(2, 1, false), run(6, 0, false), run(2, 1, false)))))));

  @Test
  void accessible_places_are_not_given_while_others_are_left() {
    assertThat(choose(WITH_ACCESSIBLE, open("oooxxxxooo"), Wish.Best.of(2, false)))
        .containsExactly(2, 7);
    assertThat(choose(WITH_ACCESSIBLE, open("oooxxxxooo"), Wish.Best.of(2, true)))
        .as("apart is no reason either")
        .isEmpty();
  }

  @Test
  void accessible_places_are_given_if_nothing_else_is_left() {
    assertThat(choose(WITH_ACCESSIBLE, open("ooxxxxxxoo"), Wish.Best.of(2, true))).hasSize(2);
    assertThat(choose(WITH_ACCESSIBLE, open("oooxxxxxoo"), Wish.Best.of(2, true)))
        .as("one other is not enough for two")
        .hasSize(2);
  }

  @Test
  void accessible_places_are_given_to_who_asks_for_their_type() {
    var asked = new Wish.Best(2, true, OptionalInt.of(1), Optional.empty());
    assertThat(choose(WITH_ACCESSIBLE, open("oooooooooo"), asked)).containsExactly(0, 1);
    assertThat(choose(WITH_ACCESSIBLE, open("xxoooooooo"), asked)).containsExactly(8, 9);
  }

  @Test
  void a_single_seat_is_left_where_there_is_no_other_way() {
    assertThat(choose(TWO_ROWS, open("oooxxxxxxxxxxxxx"), Wish.Best.of(2, true))).hasSize(2);
  }

  @Test
  void seats_across_an_aisle_are_not_side_by_side() {
    assertThat(choose(TWO_ROWS, open("xxxxxxxxxxxooxxx"), Wish.Best.of(2, true))).isEmpty();
    assertThat(choose(TWO_ROWS, open("xxxxxxxxxxxooxxx"), Wish.Best.of(2, false)))
        .containsExactly(11, 12);
  }

  @Test
  void only_seats_of_the_wanted_block_or_type_are_chosen() {
    var wish =
        new Wish.Best(2, true, OptionalInt.empty(), Optional.of(new Wish.BlockName("N", "2")));
    assertThat(choose(TWO_ROWS, open("oooooooooooooooo"), wish)).allMatch(seat -> seat >= 8);
    var nowhere =
        new Wish.Best(2, true, OptionalInt.empty(), Optional.of(new Wish.BlockName("S", "2")));
    assertThat(choose(TWO_ROWS, open("oooooooooooooooo"), nowhere)).isEmpty();
    var other = new Wish.Best(2, true, OptionalInt.of(1), Optional.empty());
    assertThat(choose(TWO_ROWS, open("oooooooooooooooo"), other)).isEmpty();
  }

  @Test
  void in_an_area_without_numbers_nobody_needs_neighbours() {
    var area =
        plan(
            List.of(
                new SeatPlan.Row("1", List.of(run(2, 0, false))),
                new SeatPlan.Row(
                    "",
                    List.of(
                        new SeatPlan.Run(
                            0, 1, 10, 0, false, false, new SeatPlan.Place.Area(0, 0, 9, 9))))));
    assertThat(choose(area, open("xxoxoxoxoxox"), Wish.Best.of(3, true))).containsExactly(2, 4, 6);
  }

  /** What was drawn: rows of runs, and which seats are open. */
  record Hall(SeatPlan plan, BitSet open) {}

  @Provide
  Arbitrary<Hall> halls() {
    Arbitrary<SeatPlan.Run> runs =
        Combinators.combine(
                Arbitraries.integers().between(1, 7),
                Arbitraries.integers().between(0, 1),
                Arbitraries.of(true, false))
            .as(BestAvailableTest::run);
    Arbitrary<List<SeatPlan.Row>> rows =
        runs.list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(of -> new SeatPlan.Row("r", of))
            .list()
            .ofMinSize(2)
            .ofMaxSize(5);
    return rows.flatMap(
        of -> {
          SeatPlan plan = plan(of);
          return Arbitraries.integers()
              .between(0, plan.size() - 1)
              .set()
              .map(
                  seats -> {
                    var open = new BitSet();
                    seats.forEach(open::set);
                    return new Hall(plan, open);
                  });
        });
  }

  /** Every place of {@code count} open seats side by side, found the slow way. */
  private static List<List<Integer>> places(Hall hall, int count, OptionalInt type) {
    var places = new ArrayList<List<Integer>>();
    int[] types = hall.plan.seatTypes();
    for (List<Integer> stretch : stretches(hall.plan)) {
      for (int at = 0; at + count <= stretch.size(); at++) {
        List<Integer> place = stretch.subList(at, at + count);
        if (place.stream()
            .allMatch(s -> hall.open.get(s) && (type.isEmpty() || types[s] == type.getAsInt()))) {
          places.add(place);
        }
      }
    }
    return places;
  }

  private static List<List<Integer>> stretches(SeatPlan plan) {
    var stretches = new ArrayList<List<Integer>>();
    int seat = 0;
    for (SeatPlan.Block block : plan.blocks()) {
      for (SeatPlan.Row row : block.rows()) {
        boolean first = true;
        for (SeatPlan.Run run : row.runs()) {
          if (first || run.aisle()) {
            stretches.add(new ArrayList<>());
          }
          first = false;
          for (int i = 0; i < run.count(); i++) {
            stretches.getLast().add(seat++);
          }
        }
      }
    }
    return stretches;
  }

  private static boolean orphans(Hall hall, List<Integer> place) {
    List<Integer> stretch =
        stretches(hall.plan).stream()
            .filter(s -> s.contains(place.getFirst()))
            .findFirst()
            .orElseThrow();
    var after = (BitSet) hall.open.clone();
    place.forEach(after::clear);
    for (int beside : List.of(place.getFirst() - 1, place.getLast() + 1)) {
      if (stretch.contains(beside) && after.get(beside)) {
        boolean before = stretch.contains(beside - 1) && after.get(beside - 1);
        boolean behind = stretch.contains(beside + 1) && after.get(beside + 1);
        if (!before && !behind) {
          return true;
        }
      }
    }
    return false;
  }

  /** Row of a seat, then twice its place's distance from the row's middle. */
  private static List<Integer> rank(SeatPlan plan, List<Integer> place) {
    int first = 0;
    int row = 0;
    for (SeatPlan.Block block : plan.blocks()) {
      for (SeatPlan.Row one : block.rows()) {
        if (place.getFirst() < first + one.size()) {
          int middle = 2 * first + one.size() - 1;
          return List.of(row, Math.abs(place.getFirst() + place.getLast() - middle));
        }
        first += one.size();
        row++;
      }
    }
    throw new IllegalStateException();
  }

  @Property
  void of_all_places_side_by_side_the_best_is_chosen(
      @ForAll("halls") Hall hall,
      @ForAll @IntRange(min = 1, max = 4) int count,
      @ForAll @IntRange(min = -1, max = 1) int type) {
    OptionalInt wanted = type < 0 ? OptionalInt.empty() : OptionalInt.of(type);
    List<List<Integer>> places = places(hall, count, wanted);
    List<Integer> chosen =
        choose(hall.plan, hall.open, new Wish.Best(count, true, wanted, Optional.empty()));
    if (places.isEmpty()) {
      assertThat(chosen).isEmpty();
      return;
    }
    assertThat(places).contains(chosen);
    List<List<Integer>> clean = places.stream().filter(p -> !orphans(hall, p)).toList();
    List<List<Integer>> best = clean.isEmpty() ? places : clean;
    Comparator<List<Integer>> order =
        Comparator.<List<Integer>>comparingInt(p -> rank(hall.plan, p).get(0))
            .thenComparingInt(p -> rank(hall.plan, p).get(1));
    List<Integer> expected = best.stream().min(order).orElseThrow();
    assertThat(rank(hall.plan, chosen)).isEqualTo(rank(hall.plan, expected));
    assertThat(orphans(hall, chosen)).isEqualTo(clean.isEmpty());
  }

  @Property
  void who_need_not_sit_together_gets_seats_while_there_are_enough(
      @ForAll("halls") Hall hall, @ForAll @IntRange(min = 1, max = 9) int count) {
    List<Integer> chosen = choose(hall.plan, hall.open, Wish.Best.of(count, false));
    if (hall.open.cardinality() < count) {
      assertThat(chosen).isEmpty();
    } else {
      assertThat(chosen).hasSize(count).doesNotHaveDuplicates().isSorted();
      assertThat(chosen).allMatch(hall.open::get);
    }
  }

  @Property
  void looking_aside_never_gives_less_than_looking_straight(
      @ForAll("halls") Hall hall,
      @ForAll @IntRange(min = 0, max = 1_000) int skip,
      @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double within) {
    var layout = Layout.of(hall.plan);
    var wish = Wish.Best.of(2, true);
    assertThat(BestAvailable.choose(layout, hall.open, wish, new Aside(skip, within)).isPresent())
        .isEqualTo(BestAvailable.choose(layout, hall.open, wish, Aside.NONE).isPresent());
  }
}
