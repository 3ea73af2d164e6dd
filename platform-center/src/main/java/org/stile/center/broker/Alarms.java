package org.stile.center.broker;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which alarms are worth telling: who is turned away comes again every few seconds, and somebody
 * who means ill asks for something else each time. Neither may fill the database, nor open an
 * incident again every minute that staff have seen to. Any thread.
 */
final class Alarms {
  /** The same is told again after this. */
  static final Duration QUIET = Duration.ofHours(1);

  /** Different things of a kind that one gate can be named for within that time. */
  static final int ABOUT_MAX = 10;

  /** Thousands of gates; and no more, however many names somebody makes up. */
  private static final int WHO_MAX = 10_000;

  private final Map<Who, Told> told = new HashMap<>();

  private record Who(BrokerDoor.Whose whose, Incidents.Kind kind) {}

  private record Told(long since, Set<String> about) {}

  /**
   * Whether it is to be told; if so, it is taken to have been.
   *
   * @param nanos as {@link System#nanoTime}.
   */
  synchronized boolean isDue(
      BrokerDoor.Whose whose, Incidents.Kind kind, String about, long nanos) {
    if (told.size() > WHO_MAX) {
      told.clear();
    }
    Told before =
        told.compute(
            new Who(whose, kind),
            (_, old) ->
                old == null || nanos - old.since >= QUIET.toNanos()
                    ? new Told(nanos, new HashSet<>())
                    : old);
    return before.about.size() < ABOUT_MAX && before.about.add(about);
  }

  /** It could not be told after all. */
  synchronized void forget(BrokerDoor.Whose whose, Incidents.Kind kind, String about) {
    Told before = told.get(new Who(whose, kind));
    if (before != null) {
      before.about.remove(about);
    }
  }
}
