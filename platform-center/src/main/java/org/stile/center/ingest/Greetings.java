package org.stile.center.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.stile.center.broker.GateName;
import org.stile.center.broker.Incidents;
import org.stile.center.broker.Incidents.Kind;
import org.stile.core.Bytes;
import org.stile.core.sync.StateMessage;
import org.stile.core.sync.StateMessage.Birth;
import org.stile.core.sync.StateMessage.Death;
import org.stile.core.sync.UpMessage.Health;
import org.stile.core.sync.UpMessage.Hello;

/** Takes what gates tell of themselves, and notices units that are not who they were. */
@ApplicationScoped
public class Greetings {
  private final InstantSource clock;

  public Greetings(InstantSource clock) {
    this.clock = clock;
  }

  /** Takes a hello; answers what was known of the gate before it. */
  StatusTable.Before hello(IngestStore store, GateName gate, Hello hello) {
    StatusTable.Before before = store.before(gate, hello.logId());
    if (before.oldLog().isPresent()) {
      another(store, gate, hello.logId(), before.oldLog().get(), before);
    }
    store.hello(gate, hello, clock.instant());
    return before;
  }

  private void another(
      IngestStore store, GateName gate, Bytes logId, Bytes old, StatusTable.Before before) {
    if (before.logKnown()) {
      // A log that had given way to another is back: no unit does that alone.
      note(
          store,
          gate,
          Kind.IDENTITY_SHARED,
          "logs",
          "log "
              + logId.hex()
              + " speaks again after log "
              + old.hex()
              + " did: two units have this gate's certificate, or a card was put back. Revoke it,"
              + " enrol the one that shall stay.");
    } else {
      String left =
          before.missing() == 0
              ? "All rows the old one told of are here."
              : before.missing() + " rows of the old one are not here; keep its card.";
      note(
          store,
          gate,
          Kind.LOG_REPLACED,
          "log " + logId.hex(),
          "log " + logId.hex() + " takes the place of log " + old.hex() + ". " + left);
    }
  }

  /** Takes a health report. */
  void health(IngestStore store, GateName gate, Health health) {
    Instant now = clock.instant();
    long off = Math.subtractExact(bounded(health.wallMs()), now.toEpochMilli());
    store.health(gate, health, Duration.ofMillis(off), madeAfter(health, now), now);
    if (Math.abs(off) > Incidents.CLOCK_OFF_MAX.toMillis()) {
      note(
          store,
          gate,
          Kind.CLOCK_SUSPECT,
          "clock",
          "the unit's clock is off by " + off / 1000 + " s");
    }
  }

  /**
   * The time somebody told the gate before it made this, by whose clock it counts: brokers and
   * units may hold a message up for hours, and the gate's own clock may be years off. Whoever told
   * a time that is yet to come has a clock that is ahead.
   */
  private static Instant madeAfter(Health health, Instant now) {
    Instant told = Instant.ofEpochMilli(health.toldMs().orElse(0));
    return told.isAfter(now) ? now : told;
  }

  /** Takes a birth or a death. */
  void state(IngestStore store, GateName gate, StateMessage state) {
    switch (state) {
      case Birth birth -> store.birth(gate, birth, clock.instant());
      case Death death -> store.death(gate, death);
    }
  }

  private void note(IngestStore store, GateName gate, Kind kind, String about, String detail) {
    store.incident(gate, kind, about, detail, OptionalLong.empty());
  }

  /** A clock may say anything. */
  private static long bounded(long ms) {
    long max = 1L << 50;
    return Math.clamp(ms, -max, max);
  }
}
