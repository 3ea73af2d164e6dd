package org.stile.drivers.pn532;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChannelException.Fault;
import org.stile.core.Bytes;
import org.stile.drivers.ReaderEvent;
import org.stile.drivers.ReaderListener;

/**
 * The PN532's high speed UART: it sleeps until it sees edges, starts at 115 200 baud, and keeps the
 * speed it was told until it loses power, whatever becomes of its host. Owned by one thread.
 */
final class HsuInterface implements HostInterface {
  /** In the order of their codes in SetSerialBaudRate (UM0701-02 §7.2.8), in baud. */
  static final List<Integer> SPEEDS =
      List.of(9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600, 1_288_000);

  /** What it starts at (UM0701-02 §7.2.8), and what every line carries. */
  static final int SPEED_AT_POWER_ON = 115_200;

  /** Edges to wake by, then time for its oscillator: 16 bytes are 1.4 ms at 115 200 baud. */
  private static final byte[] WAKE_UP = {0x55, 0x55, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

  /** From waking to having answered SAMConfiguration; an unheard chip costs this per speed. */
  private static final Duration WAKE_PATIENCE = Duration.ofMillis(80);

  /** The ACK leaves at the old speed, and the chip switches about 1 ms after it. */
  private static final Duration SWITCH_TIME = Duration.ofMillis(3);

  /** Long enough to meet every bit pattern, short enough not to be felt: 2 ms at 921 600 baud. */
  private static final Bytes LINE_PATTERN = linePattern();

  private final ReaderListener listener;
  private int wished;
  private int speed = SPEED_AT_POWER_ON;

  /**
   * An interface whose chip is at no known speed.
   *
   * @param wished the speed to raise to, one of {@link #SPEEDS}.
   */
  HsuInterface(int wished, ReaderListener listener) {
    this.wished = wished;
    this.listener = listener;
  }

  @Override
  public void wake(Pn532 chip, Search search) throws ChannelException {
    List<Integer> likely = List.of(speed, SPEED_AT_POWER_ON, wished);
    List<Integer> candidates = new ArrayList<>(new LinkedHashSet<>(likely));
    switch (search) {
      case LIKELY -> {}
      case EVERYWHERE -> {
        SPEEDS.reversed().stream().filter(baud -> !likely.contains(baud)).forEach(candidates::add);
        candidates.addAll(likely); // A host busy starting up may have been late for the answer.
      }
    }
    Duration waited = Duration.ZERO;
    for (int candidate : candidates) {
      if (tune(chip, candidate)) {
        chip.abort(); // It may be waiting for a chip since an earlier run.
        if (chip.answers(WAKE_UP, new Command.SamConfiguration(), WAKE_PATIENCE)) {
          speed = candidate;
          return;
        }
        waited = waited.plus(WAKE_PATIENCE);
      }
    }
    throw new ChannelException(new Fault.ReaderSilent(waited, "woke it at " + candidates));
  }

  @Override
  public void speedUp(Pn532 chip) throws ChannelException {
    if (speed == wished || raise(chip, wished)) {
      return;
    }
    int refused = wished;
    wished = SPEED_AT_POWER_ON;
    wake(chip, Search.EVERYWHERE);
    if (speed != wished && !raise(chip, wished)) {
      throw new ChannelException(
          new Fault.ReaderProtocol("answers at " + speed + " baud but will not leave it"));
    }
    listener.on(new ReaderEvent.LinkSlowed(refused, wished));
  }

  /** Switches chip and host; false if the line proves bad at that speed. */
  private boolean raise(Pn532 chip, int target) throws ChannelException {
    chip.run(new Command.SetSerialBaudRate(SPEEDS.indexOf(target)));
    chip.acknowledge();
    chip.settle(SWITCH_TIME);
    if (!tune(chip, target)) {
      return false;
    }
    var proof = new Command.LineTest(LINE_PATTERN);
    try {
      if (!chip.run(proof)) {
        return false;
      }
    } catch (ChannelException e) {
      if (e.fault() instanceof Fault.LinkDown) {
        throw e;
      }
      return false;
    }
    speed = target;
    return true;
  }

  /** Sets the host's end; false if it cannot go at that speed. */
  private static boolean tune(Pn532 chip, int baud) {
    try {
      chip.link().speed(baud);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void leave(Pn532 chip) throws ChannelException {
    if (speed != SPEED_AT_POWER_ON) {
      chip.run(new Command.SetSerialBaudRate(SPEEDS.indexOf(SPEED_AT_POWER_ON)));
      chip.acknowledge();
      chip.settle(SWITCH_TIME);
    }
  }

  @Override
  public String describe(Pn532 chip) {
    return chip.link().name() + " at " + speed + " baud";
  }

  private static Bytes linePattern() {
    int[] pattern = new int[80];
    for (int i = 0; i < pattern.length; i++) {
      pattern[i] = i % 3 == 0 ? 0x55 : i * 37;
    }
    return Bytes.of(pattern);
  }
}
