package org.stile.center.ingest;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** What a transaction in memory changed, so that it can be taken back. One thread. */
final class Undo {
  private final Deque<Runnable> steps = new ArrayDeque<>();

  /** Another transaction begins. */
  void begin() {
    steps.clear();
  }

  void takeBack() {
    while (!steps.isEmpty()) {
      steps.pop().run();
    }
  }

  /** How to take back what is about to be changed. */
  void note(Runnable step) {
    steps.push(step);
  }

  <K, V> void put(Map<K, V> map, K key, V value) {
    boolean had = map.containsKey(key);
    V before = map.put(key, value);
    note(
        () -> {
          if (had) {
            map.put(key, before);
          } else {
            map.remove(key);
          }
        });
  }

  <K, V> void remove(Map<K, V> map, K key) {
    V before = map.remove(key);
    note(() -> map.put(key, before));
  }
}
