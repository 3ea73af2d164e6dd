package org.stile.center.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.stile.center.testing.Seeds;

/**
 * The fold against sums over the newest state of each passage, in any order, with any repetition.
 */
class FoldTest {
  private static final int HISTORIES = 300;

  @Test
  void the_fold_is_the_sum_of_what_is_newest_however_it_came() {
    Seeds.play(HISTORIES, FoldTest::history);
  }

  private static void history(Random random) {
    List<Walk> told = new ArrayList<>();
    Map<Walk.Key, Walk> newest = new HashMap<>();
    for (int sequence = 1; sequence <= random.nextInt(120); sequence++) {
      Walk walk = walk(random, sequence);
      for (int change = 0; change <= random.nextInt(4); change++) {
        told.add(walk);
        newest.put(walk.key(), walk);
        walk = later(walk, random.nextInt(5));
      }
    }
    told.addAll(told.subList(0, told.size() / 2)); // Half of it comes again.
    Collections.shuffle(told, random);
    var fold = new Fold();
    told.forEach(fold::take);
    newest.values().forEach(walk -> assertThat(fold.take(walk)).isFalse());
    compare(fold, newest.values().stream().toList());
  }

  private static void compare(Fold fold, List<Walk> walks) {
    assertThat(fold.total()).isEqualTo(sum(walks));
    assertThat(fold.zones()).isEqualTo(by(walks, Walk::zone));
    assertThat(fold.types()).isEqualTo(by(walks, Walk::type));
    assertThat(fold.sellers()).isEqualTo(by(walks, Walk::seller));
    by(walks, Walk::gate).forEach((gate, tally) -> assertThat(fold.gate(gate)).isEqualTo(tally));
    Map<Long, Long> once = new HashMap<>();
    walks.stream().filter(Walk::admitted).forEach(walk -> once.merge(walk.once(), 1L, Long::sum));
    assertThat(fold.doubled()).isEqualTo(once.values().stream().filter(n -> n > 1).count());
    assertThat(fold.doubted())
        .isEqualTo(walks.stream().filter(walk -> walk.admitted() && walk.doubted()).count());
    Map<Long, Integer> minutes = new TreeMap<>();
    walks.stream()
        .filter(Walk::admitted)
        .forEach(walk -> minutes.merge(walk.second() / 60, 1, Integer::sum));
    assertThat(fold.minutes(0, Long.MAX_VALUE)).isEqualTo(minutes);
    assertThat(fold.entries("g1", 100, 700))
        .isEqualTo(
            walks.stream()
                .filter(walk -> walk.admitted() && walk.gate().equals("g1"))
                .filter(walk -> walk.second() > 100 && walk.second() <= 700)
                .collect(Collectors.groupingBy(Walk::zone, Collectors.counting())));
  }

  private static Walk walk(Random random, int sequence) {
    return new Walk(
        1,
        sequence,
        sequence,
        "g" + random.nextInt(3),
        random.nextInt(3),
        random.nextInt(2),
        random.nextInt(3),
        random.nextInt(4) > 0,
        random.nextInt(30),
        1 + random.nextInt(2),
        random.nextInt(1000),
        random.nextInt(5),
        random.nextInt(9) == 0);
  }

  private static Walk later(Walk walk, int state) {
    return new Walk(
        walk.log(),
        walk.sequence(),
        walk.asOf() + 1000,
        walk.gate(),
        walk.zone(),
        walk.type(),
        walk.seller(),
        walk.entry(),
        walk.ticket(),
        walk.number(),
        walk.second(),
        state,
        walk.doubted());
  }

  private static <K> Map<K, Tally> by(List<Walk> walks, Function<Walk, K> key) {
    Map<K, List<Walk>> groups = new TreeMap<>();
    walks.forEach(
        walk -> groups.computeIfAbsent(key.apply(walk), _ -> new ArrayList<>()).add(walk));
    Map<K, Tally> tallies = new TreeMap<>();
    groups.forEach((group, members) -> tallies.put(group, sum(members)));
    return tallies;
  }

  private static Tally sum(List<Walk> walks) {
    long in = walks.stream().filter(walk -> walk.entry() && walk.state() == 4).count();
    long out = walks.stream().filter(walk -> !walk.entry() && walk.state() == 4).count();
    long open =
        walks.stream()
            .filter(walk -> walk.entry() && (walk.state() == 1 || walk.state() == 2))
            .count();
    return new Tally(in, out, open);
  }
}
