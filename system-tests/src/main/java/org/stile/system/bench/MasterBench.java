package org.stile.system.bench;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.stile.core.Bytes;
import org.stile.core.master.SignedMaster;
import org.stile.core.master.TicketStatus;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;
import org.stile.core.trust.TrustChain;
import org.stile.core.trust.Trusted;

/** The event master of 100 000 seats. Budget: 1 MB, load in 300 ms, 16 MB of heap. */
final class MasterBench {
  private static final int RUNS = 40;

  private MasterBench() {}

  static void run(InstantSource clock) {
    Instant start = clock.instant();
    SampleKeys keys = SampleKeys.seeded(1);
    SampleEvent first = SampleEvent.largeStadium(keys, start);
    SampleEvent revoked = first.withStatus(revocations(500));
    Bytes signed = revoked.signedMaster().bytes();
    System.out.printf(
        "%d seats in %d blocks: master %,d bytes; delta of 500 revocations %,d bytes%n",
        revoked.master().seats().size(),
        revoked.master().seats().blocks().size(),
        signed.length(),
        revoked.deltaFrom(first).length());
    TrustChain trust = revoked.trust();
    System.out.println(Samples.header());
    System.out.println(measured("verify and load", () -> accept(trust, signed)));
    Bytes delta = revoked.deltaFrom(first);
    System.out.println(
        measured(
            "verify and apply the delta",
            () -> trust.delta(delta, first.signedMaster()).getClass().getSimpleName()));
    heap(trust, signed);
  }

  private static Samples measured(String name, Supplier<Object> work) {
    var samples = new Samples(name);
    var first = new Samples(name + ", first in this JVM");
    for (int i = 0; i <= RUNS; i++) {
      long before = System.nanoTime();
      Object result = work.get();
      (i == 0 ? first : samples).add(System.nanoTime() - before);
      if (result.equals("Rejected")) {
        throw new IllegalStateException(name + " was rejected");
      }
    }
    System.out.println(first);
    return samples;
  }

  private static SignedMaster accept(TrustChain trust, Bytes signed) {
    return switch (trust.master(signed, Map.of())) {
      case Trusted.Accepted<SignedMaster>(SignedMaster master) -> master;
      case Trusted.Rejected<SignedMaster> rejected ->
          throw new IllegalStateException(rejected.toString());
    };
  }

  private static void heap(TrustChain trust, Bytes signed) {
    long before = used();
    SignedMaster[] kept = new SignedMaster[8];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = accept(trust, signed);
    }
    long after = used();
    System.out.printf(
        "heap kept by one loaded master: %,d bytes (%d seats)%n",
        (after - before) / kept.length, kept[0].master().seats().size());
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static Map<Integer, TicketStatus> revocations(int count) {
    return IntStream.range(0, count)
        .boxed()
        .collect(Collectors.toMap(i -> i * 199 + 7, i -> TicketStatus.REVOKED));
  }
}
