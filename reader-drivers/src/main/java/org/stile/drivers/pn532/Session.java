package org.stile.drivers.pn532;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChannelException.Fault;
import org.stile.drivers.ReaderEvent;
import org.stile.drivers.ReaderEvent.Rung;
import org.stile.drivers.pn532.Command.RfConfiguration;
import org.stile.drivers.pn532.Command.SetParameters;

/**
 * A PN532 that is made to answer, and brought back when it does not. Owned by one thread, except
 * {@link #wake()}, {@link #drop()} and {@link #attachment()}.
 *
 * <pre>
 *           fault                    no rung helps
 *  READY ----------> SUSPECT ------------------------> exception, still SUSPECT
 *    ^                  |  ABORT, REWAKE, REOPEN, RESET, POWER in turn
 *    +------------------+
 * </pre>
 */
final class Session {
  /** 102.4 ms as RFConfiguration codes it: a DESFire may take 77 ms (FWI 8 in its ATS). */
  static final int CHIP_PATIENCE = 0x0B;

  /** After reset or power-on the chip takes some ms before it hears edges. */
  private static final Duration START_TIME = Duration.ofMillis(20);

  private static final int RETRIES_NONE = 0x00;
  private static final int PSL_RETRIES = 0x01; // Default of the chip.

  private final ReaderPorts ports;
  private final HostInterface host;
  private final LongSupplier nanoTime;
  private final Tally tally;
  private volatile Optional<Pn532> chip = Optional.empty();
  private volatile String model = "PN532, never heard of";
  private volatile String attached = "not open";
  private volatile boolean dropped;
  private boolean ready;
  private boolean everReady;

  Session(ReaderPorts ports, HostInterface host, LongSupplier nanoTime, Tally tally) {
    this.ports = ports;
    this.host = host;
    this.nanoTime = nanoTime;
    this.tally = tally;
  }

  /** The chip, recovered first if the last thing heard of it was a fault. */
  Pn532 chip() throws ChannelException {
    if (!ready) {
      climb();
    }
    return chip.orElseThrow(() -> closed());
  }

  /** The chip, if nothing is held against it: in the middle of a tap nothing is recovered. */
  Pn532 chipIfReady() throws ChannelException {
    if (!ready) {
      throw new ChannelException(new Fault.ReaderSilent(Duration.ZERO, "to be recovered first"));
    }
    return chip.orElseThrow(() -> closed());
  }

  /** Takes note of a fault; the reader's own ones call for recovery before the next command. */
  ChannelException suspect(ChannelException exception) {
    switch (exception.fault()) {
      case Fault.ChipLost _, Fault.SeveralChips _ -> {}
      case Fault.ReaderSilent _, Fault.ReaderProtocol _ -> {
        ready = false;
        ports.listener().on(new ReaderEvent.Faulted(exception.fault()));
      }
      case Fault.LinkDown _ -> {
        ready = false;
        closeLink();
        ports.listener().on(new ReaderEvent.Faulted(exception.fault()));
      }
    }
    return exception;
  }

  /** Sets all that the driver relies on; also after a reset nobody noticed. */
  void configure() throws ChannelException {
    Pn532 to = chip.orElseThrow(() -> closed());
    to.run(new Command.SamConfiguration());
    to.run(new SetParameters(SetParameters.AUTOMATIC_ATR_RES | SetParameters.AUTOMATIC_RATS));
    to.run(RfConfiguration.timings(CHIP_PATIENCE, CHIP_PATIENCE));
    to.run(RfConfiguration.exchangeRetries(RETRIES_NONE));
    listenForEver(to);
  }

  /** Lets a listing wait for a chip without end: the chip polls, not the host. */
  static void listenForEver(Pn532 chip) throws ChannelException {
    chip.run(
        RfConfiguration.retries(RfConfiguration.FOR_EVER, PSL_RETRIES, RfConfiguration.FOR_EVER));
  }

  /** Lets a listing give up after one more look. */
  static void lookOnce(Pn532 chip) throws ChannelException {
    chip.run(RfConfiguration.retries(RfConfiguration.FOR_EVER, PSL_RETRIES, 0x01));
  }

  private void climb() throws ChannelException {
    long start = nanoTime.getAsLong();
    List<Rung> tried = new ArrayList<>();
    Optional<ChannelException> last = Optional.empty();
    for (Rung rung : Rung.values()) {
      try {
        if (attempt(rung)) {
          arrived(rung, since(start));
          return;
        }
      } catch (ChannelException e) {
        tried.add(rung);
        last = Optional.of(e);
        if (e.fault() instanceof Fault.LinkDown) {
          closeLink();
        }
      }
    }
    ports.listener().on(new ReaderEvent.Dead(tried, since(start)));
    throw last.filter(e -> e.fault() instanceof Fault.LinkDown)
        .orElseGet(
            () -> new ChannelException(new Fault.ReaderSilent(since(start), tried.toString())));
  }

  /** Tries one rung; false if it does not apply, an exception if it did not help. */
  private boolean attempt(Rung rung) throws ChannelException {
    if (dropped) {
      throw closed();
    }
    try {
      switch (rung) {
        case ABORT -> {
          if (!everReady || chip.isEmpty()) {
            return false;
          }
          chip.get().abort();
          configure();
        }
        case REWAKE -> {
          if (chip.isEmpty()) {
            return false;
          }
          bringUp(HostInterface.Search.LIKELY);
        }
        case REOPEN -> {
          closeLink();
          bringUp(HostInterface.Search.EVERYWHERE);
        }
        case RESET -> {
          if (!ports.reset().pulse()) {
            return false;
          }
          bringUpAfterStart();
        }
        case POWER -> {
          if (!ports.power().cycle()) {
            return false;
          }
          bringUpAfterStart();
        }
      }
    } catch (IOException e) {
      throw e instanceof ChannelException known
          ? known
          : new ChannelException(new Fault.ReaderProtocol(rung + ": " + e.getMessage()), e);
    }
    return true;
  }

  private void bringUpAfterStart() throws ChannelException {
    open().settle(START_TIME);
    bringUp(HostInterface.Search.LIKELY);
  }

  private void bringUp(HostInterface.Search search) throws ChannelException {
    Pn532 it = open();
    host.wake(it, search);
    host.speedUp(it);
    Command.Firmware firmware = it.run(new Command.GetFirmwareVersion());
    if (firmware.ic() != Command.Firmware.PN532) {
      throw new ChannelException(new Fault.ReaderProtocol("not a PN532 but " + firmware));
    }
    model = firmware.toString();
    configure();
    attached = host.describe(it);
  }

  private void arrived(Rung rung, Duration took) {
    ready = true;
    if (everReady) {
      tally.recoveries.incrementAndGet();
      ports.listener().on(new ReaderEvent.Recovered(rung, took));
    }
    everReady = true;
    ports.listener().on(new ReaderEvent.Ready(model, attached));
  }

  private Pn532 open() throws ChannelException {
    if (chip.isEmpty()) {
      try {
        chip = Optional.of(new Pn532(ports.link().open(), nanoTime, tally));
      } catch (IOException e) {
        throw new ChannelException(new Fault.LinkDown(String.valueOf(e.getMessage())), e);
      }
    }
    if (dropped) {
      closeLink();
    }
    return chip.orElseThrow(() -> closed());
  }

  /** Makes a read return that waits for the chip. Any thread. */
  void wake() {
    chip.ifPresent(it -> it.link().wake());
  }

  /** Leaves the chip with its field off, and the link closed. */
  void leave() {
    try {
      if (ready && chip.isPresent()) {
        chip.get().abort();
        chip.get().run(RfConfiguration.fieldOff());
        host.leave(chip.get());
      }
    } catch (ChannelException e) {
      ports.listener().on(new ReaderEvent.Faulted(e.fault()));
    } finally {
      drop();
    }
  }

  /** Closes the link under whoever uses it, for good. Any thread. */
  void drop() {
    dropped = true;
    attached = "closed";
    closeLink();
  }

  String model() {
    return model;
  }

  String attachment() {
    return attached;
  }

  private void closeLink() {
    chip.ifPresent(it -> it.link().close());
    chip = Optional.empty();
  }

  private Duration since(long start) {
    return Duration.ofNanos(nanoTime.getAsLong() - start);
  }

  private static ChannelException closed() {
    return new ChannelException(new Fault.LinkDown("closed"));
  }
}
