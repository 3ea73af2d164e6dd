package org.stile.system.sync;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stile.core.admission.Direction;
import org.stile.system.gate.GateProcess;
import org.stile.system.sync.Office.Guest;
import org.stile.system.sync.Turnout.Tap;

/**
 * People before one gate, one after the other without a pause, whatever else happens: a thread that
 * taps. If their gate dies they wait until it is there again, and tap again.
 */
final class Crowd implements AutoCloseable {
  /** From one to the next; a turnstile takes some seconds. */
  private static final long PACE_MS = 250;

  private static final long LOOK_MS = 20;
  private static final int TRIES_MAX = 8;
  private static final String OPENED = "\"opened\":true";
  private static final String INSIDE = "\"code\":\"R09-ALREADY-INSIDE\"";
  private static final String OUTSIDE = "\"code\":\"R10-NOT-INSIDE\"";

  /** Refusals that the chip's own stamp and the gates' memory give. */
  private static final Pattern USED = Pattern.compile("\"code\":\"(R09-|R10-)");

  /** On a loaded machine a reader can look dead, or a tap outlast its limit: no decision. */
  private static final Pattern NO_DECISION =
      Pattern.compile("\"code\":\"(G01-OUT-OF-ORDER|C04-PULLED-AWAY|C05-CHIP-UNREADABLE)\"");

  private static final Pattern TIMES = Pattern.compile("\"([a-z]+)-us\":(\\d+)");

  private final GateUnit unit;
  private final Turnout turnout;
  private final Direction direction;
  private final Thread thread;
  private volatile boolean stopped;
  private boolean newcomersTurn = true;

  /**
   * What came of holding a chip there until there was a decision.
   *
   * @param interrupted the gate died over it, so nobody can say how far it came.
   */
  private record Answer(String line, boolean interrupted) {
    boolean opened() {
      return line.contains(OPENED);
    }
  }

  /** They begin to come. */
  Crowd(GateUnit unit, Direction direction, Turnout turnout) {
    this.unit = unit;
    this.direction = direction;
    this.turnout = turnout;
    thread = Thread.ofPlatform().daemon().name("crowd-" + unit.name).start(this::run);
  }

  private void run() {
    try {
      while (!stopped) {
        long next = System.nanoTime() + PACE_MS * 1_000_000;
        switch (direction) {
          case ENTRY -> in();
          case EXIT -> out();
        }
        Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
      }
    } catch (InterruptedException | RuntimeException | AssertionError e) {
      turnout.failed(new AssertionError(unit.name, e));
    }
  }

  /** Somebody new and somebody known, in turn. */
  private void in() throws InterruptedException {
    Optional<Guest> fresh = newcomersTurn ? turnout.fresh() : Optional.empty();
    newcomersTurn = !newcomersTurn;
    if (fresh.isPresent()) {
      enter(fresh.get());
    } else {
      Optional<Guest> known = turnout.trying(unit.name);
      if (known.isPresent()) {
        tryAgain(known.get(), USED);
      }
    }
  }

  private void out() throws InterruptedException {
    Optional<Guest> leaving = turnout.leaving();
    if (leaving.isPresent()) {
      leave(leaving.get());
    } else {
      Optional<Guest> known = turnout.trying(unit.name);
      if (known.isPresent()) {
        tryAgain(known.get(), Pattern.compile(OUTSIDE));
      }
    }
  }

  private void enter(Guest guest) throws InterruptedException {
    Optional<Answer> answer = decided(guest);
    if (answer.isEmpty()) {
      return; // It is over.
    }
    Answer said = answer.get();
    if (!said.opened() && !(said.interrupted && said.line.contains(INSIDE))) {
      throw new AssertionError("a ticket that nobody had used was refused: " + said);
    }
    turnout.entered(guest, unit.name);
  }

  private void leave(Guest guest) throws InterruptedException {
    Optional<Answer> answer = decided(guest);
    if (answer.isEmpty()) {
      return;
    }
    Answer said = answer.get();
    if (!said.opened() && !(said.interrupted && said.line.contains(OUTSIDE))) {
      throw new AssertionError("somebody who was inside was not let out: " + said);
    }
    turnout.left(guest, unit.name);
  }

  private void tryAgain(Guest guest, Pattern expected) throws InterruptedException {
    Optional<Answer> answer = decided(guest);
    if (answer.isEmpty()) {
      return;
    }
    Answer said = answer.get();
    // Who was let out and did not go may still go.
    boolean stillLeaving = direction == Direction.EXIT && said.opened();
    if (!expected.matcher(said.line).find() && !stillLeaving) {
      throw new AssertionError("a ticket that was used was not refused for that: " + said);
    }
    turnout.refused(guest, unit.name);
  }

  /** Holds a chip there until the gate has decided; empty: it is over. */
  private Optional<Answer> decided(Guest guest) throws InterruptedException {
    boolean interrupted = false;
    int tries = 0;
    while (!stopped) {
      GateProcess gate = unit.gate();
      if (!gate.lives()) {
        Thread.sleep(LOOK_MS);
        continue;
      }
      String during = turnout.during();
      Optional<String> line = unit.tapAt(gate, guest.chip());
      if (line.isEmpty()) {
        interrupted = true;
        continue;
      }
      boolean again = NO_DECISION.matcher(line.get()).find();
      var answer = new Answer(line.get(), interrupted);
      turnout.answered(new Tap(during, unit.name, micros(line.get()), answer.opened(), again));
      if (answer.opened()) {
        turnout.opened(guest, direction);
      }
      if (!again) {
        return Optional.of(answer);
      }
      tries++;
      if (tries == TRIES_MAX) {
        throw new AssertionError("no decision, " + TRIES_MAX + " times: " + answer);
      }
    }
    return Optional.empty();
  }

  private static long micros(String line) {
    long sum = 0;
    for (Matcher time = TIMES.matcher(line); time.find(); ) {
      if (!time.group(1).equals("field")) {
        sum += Long.parseLong(time.group(2));
      }
    }
    return sum;
  }

  /** Nobody comes any more; returns when the last tap is over. */
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
