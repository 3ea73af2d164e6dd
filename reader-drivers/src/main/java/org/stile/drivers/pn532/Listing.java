package org.stile.drivers.pn532;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.BooleanSupplier;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChannelException.Fault;
import org.stile.core.Bytes;
import org.stile.drivers.ReaderEvent;
import org.stile.drivers.ReaderListener;
import org.stile.drivers.pn532.Command.InListPassiveTarget;
import org.stile.drivers.pn532.Command.RfConfiguration;

/** Finds chips and agrees on a bit rate with them. Owned by one thread. */
final class Listing {
  /**
   * A chip loses its power, and so what it had agreed on, within 5 ms without a field (ISO/IEC
   * 14443-3, reset).
   */
  private static final Duration FIELD_OFF = Duration.ofMillis(6);

  /** Chips seen to fail above 106 kbit/s; older ones are forgotten, and tried fast again. */
  private static final int SLOW_CHIPS_MAX = 64;

  private final Pn532Settings settings;
  private final ReaderListener listener;
  private final SequencedSet<Bytes> slowChips = new LinkedHashSet<>();
  private boolean fieldUsed;

  Listing(Pn532Settings settings, ReaderListener listener) {
    this.settings = settings;
    this.listener = listener;
  }

  /** Waits for chips; none if the time is up or {@code stop} says so. */
  List<Target> await(Pn532 chip, Duration patience, BooleanSupplier stop) throws ChannelException {
    restartField(chip);
    var command = new InListPassiveTarget(settings.chipsListed());
    return switch (chip.await(command, patience, stop)) {
      case Pn532.Waited.Came<List<Target>> came -> {
        fieldUsed = !came.result().isEmpty();
        yield came.result();
      }
      case Pn532.Waited.NothingCame<List<Target>> _ -> List.of();
    };
  }

  /** Lists what is in the field right now; to be framed by {@link Session#lookOnce}. */
  List<Target> now(Pn532 chip) throws ChannelException {
    fieldUsed = true;
    restartField(chip);
    List<Target> found = chip.run(new InListPassiveTarget(settings.chipsListed()));
    fieldUsed = !found.isEmpty();
    return found;
  }

  /** Takes the power from chips that were listed, so that they can be listed again. */
  void restartField(Pn532 chip) throws ChannelException {
    if (fieldUsed) {
      chip.run(RfConfiguration.fieldOff());
      chip.settle(FIELD_OFF);
      fieldUsed = false;
    }
  }

  /**
   * Raises the bit rate as far as chip and settings allow.
   *
   * @return the rate agreed on.
   * @throws ChannelException with {@link Fault.ChipLost} if the chip did not follow: it must be
   *     listed again, and will then be left at 106 kbit/s.
   */
  ChipSpeed speedUp(Pn532 chip, Target target) throws ChannelException {
    ChipSpeed speed = target.fastest(settings.chipSpeed());
    if (speed == ChipSpeed.KBIT_106 || slowChips.contains(target.chip().uid())) {
      return ChipSpeed.KBIT_106;
    }
    Status status = chip.run(new Command.InPsl(target.number(), speed));
    if (status != Status.OK) {
      slowDown(target, status);
      throw new ChannelException(status.asFault());
    }
    return speed;
  }

  /** Remembers that a chip fails above 106 kbit/s. */
  void slowDown(Target target, Status why) {
    Bytes uid = target.chip().uid();
    if (slowChips.add(uid)) {
      listener.on(new ReaderEvent.ChipSlowed(uid, why.toString()));
    }
    if (slowChips.size() > SLOW_CHIPS_MAX) {
      slowChips.removeFirst();
    }
  }
}
