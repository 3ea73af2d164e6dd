package org.stile.system.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.stile.core.Bytes;
import org.stile.core.admission.AdmissionPolicy;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.Decision;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Group;
import org.stile.core.admission.TapContext;
import org.stile.core.admission.TicketLedger;
import org.stile.core.id.ChipId;
import org.stile.core.id.GateId;
import org.stile.core.master.EventMaster;
import org.stile.core.master.TicketStatus;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;
import org.stile.core.ticket.VerifiedTicket;
import org.stile.core.verify.TicketVerifier;
import org.stile.core.verify.Verification;

/** Rules 3 to 11 on a verified ticket. Budget: p99 under 0.2 ms, whatever is revoked. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DecideBenchmark {
  private static final Instant START = Instant.parse("2026-06-01T18:00:00Z");
  private static final int TICKET = 199_999;

  /** How many tickets of the event were taken back. */
  @Param({"0", "1000", "100000"})
  public int revoked;

  private @org.jspecify.annotations.Nullable Case admitted;

  private record Case(VerifiedTicket ticket, EventMaster master, TapContext tap) {}

  /** Revokes, and verifies one good ticket. */
  @Setup
  public void setUp() {
    Map<Integer, TicketStatus> status =
        IntStream.range(0, revoked)
            .boxed()
            .collect(Collectors.toMap(index -> index, index -> TicketStatus.REVOKED));
    SampleEvent event = SampleEvent.stadium(SampleKeys.seeded(1), START).withStatus(status);
    EventMaster master = event.master();
    var chip = new ChipId(Bytes.hex("04112233445566"));
    Bytes signed = event.ticket(chip, TICKET, event.firstSeatOf("N101"));
    if (TicketVerifier.verify(signed, List.of(master)) instanceof Verification.Verified verified) {
      var tap =
          new TapContext(
              chip,
              new GateId("n1"),
              0,
              Direction.ENTRY,
              master.event(),
              TicketLedger.EMPTY,
              Group.ALONE,
              new ClockReading(START.minus(Duration.ofHours(1)), ClockReading.Trust.TRUSTED));
      admitted = new Case(verified.ticket(), master, tap);
    }
    if (admit() instanceof Decision.Refuse refuse) {
      throw new IllegalStateException("it should be admitted: " + refuse);
    }
  }

  /** A first entry. */
  @Benchmark
  public Decision admit() {
    Case it = java.util.Objects.requireNonNull(admitted);
    return AdmissionPolicy.decide(it.ticket(), it.master(), it.tap());
  }
}
