package org.stile.system.simulation;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What may go wrong in a run; each run draws its own few, so that they meet in all pairings. */
enum Fault {
  /** Connections end. */
  CUT,
  /** A gate reaches nobody for a while, or one of two, and nobody tells it. */
  PARTITION,
  /** A broker loses messages it has said it took, and what it should hand to gates. */
  LOSS,
  /** Messages come twice, much later, or in another order. */
  DISORDER,
  /** A unit loses its power, at any moment. */
  POWER,
  /** An agent's process dies. */
  AGENT,
  /** The broker dies, and all it held. */
  BROKER,
  /** A node of the center dies: before its commit, after it, or while it answers. */
  NODE,
  /** Statements and commits fail. */
  DATABASE,
  /** The unit's disk takes nothing for a while. */
  DISK,
  /** master.db is damaged. */
  DAMAGE,
  /** A unit gets a new card; the old one is lost with what nobody else has. */
  REIMAGE,
  /** Wall clocks jump by years. */
  CLOCK,
  /** The broker hands gates others' messages, old ones, impossible and made-up ones. */
  LIES,
  /** It tells gates that the center has what it has not: nobody can see that at once. */
  FORGERY,
  /** A second unit comes up under the name of one that is there, with a card of its own. */
  TWIN,
  /** The venue's unit loses its power, at any moment, and its broker with it. */
  VENUE,
  /** The venue's unit is cut off from the center for a while. */
  UPLINK,
  /** The disk of the venue's unit is lost, and a copy from before is put in. */
  COPY,
  /** The database of the venue's unit is gone for minutes, and its broker stays open. */
  OUTAGE;

  private static final Set<Fault> OF_A_UNIT = EnumSet.of(VENUE, UPLINK, COPY, OUTAGE);

  /** Some; those of a venue's unit only where there is one. */
  static Set<Fault> some(Random random, boolean withUnit) {
    List<Fault> from =
        Arrays.stream(values()).filter(each -> withUnit || !OF_A_UNIT.contains(each)).toList();
    var some = EnumSet.noneOf(Fault.class);
    int most = random.nextInt(6);
    for (int i = 0; i <= most; i++) {
      some.add(from.get(random.nextInt(from.size())));
    }
    return some;
  }
}
