package org.stile.system.bench;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;
import org.stile.core.master.EventMaster;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;
import org.stile.core.ticket.TicketCodec;
import org.stile.core.verify.TicketVerifier;
import org.stile.core.verify.Verification;

/** Parse a signed ticket and verify it against two cached events, by each algorithm. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class VerifyBenchmark {
  private static final Instant START = Instant.parse("2026-06-01T18:00:00Z");

  private List<EventMaster> masters = List.of();
  private Bytes ed25519 = Bytes.EMPTY;
  private Bytes es256 = Bytes.EMPTY;

  /** Signs one ticket by each key. */
  @Setup
  public void setUp() {
    SampleKeys keys = SampleKeys.seeded(1);
    SampleEvent event = SampleEvent.stadium(keys, START);
    masters = List.of(SampleEvent.concert(keys, START).master(), event.master());
    var chip = new ChipId(Bytes.hex("04112233445566"));
    ed25519 = event.ticket(chip, 70_000, 70_000);
    es256 = TicketCodec.sign(event.unsignedTicket(chip, 70_000, 70_000, 0, 1), keys.issuingEs256());
  }

  /** Ed25519. */
  @Benchmark
  public Verification ed25519() {
    return TicketVerifier.verify(ed25519, masters);
  }

  /** ECDSA on P-256. */
  @Benchmark
  public Verification es256() {
    return TicketVerifier.verify(es256, masters);
  }
}
