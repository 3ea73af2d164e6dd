package org.stile.system.reader;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;
import org.stile.simulator.chip.VirtualChip;

/** A chip that says back what it hears and counts how often it acted. */
final class EchoChip implements VirtualChip {
  private final ChipTarget target;
  private final AtomicInteger acted = new AtomicInteger();

  private EchoChip(ChipTarget target) {
    this.target = target;
  }

  /** One that looks like a DESFire card. */
  static EchoChip desfire(String uid) {
    return new EchoChip(new ChipTarget(Bytes.hex(uid), 0x0344, 0x20, Bytes.hex("067577810280")));
  }

  /** One that does not speak ISO/IEC 14443-4. */
  static EchoChip ntag() {
    return new EchoChip(new ChipTarget(Bytes.hex("04AABBCCDDEEFF"), 0x0044, 0x00, Bytes.EMPTY));
  }

  int acted() {
    return acted.get();
  }

  @Override
  public ChipTarget target() {
    return target;
  }

  @Override
  public void enterField() {}

  @Override
  public void leaveField() {}

  @Override
  public Answer exchange(Bytes command) {
    acted.incrementAndGet();
    return new Answer(command, Duration.ofMillis(1));
  }
}
