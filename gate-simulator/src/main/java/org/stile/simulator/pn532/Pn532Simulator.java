package org.stile.simulator.pn532;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.stile.core.Bytes;
import org.stile.simulator.chip.VirtualChip;

/**
 * A PN532 on a serial line: bytes in, bytes out, chips in its field. It has no thread and no clock
 * of its own: time, in nanoseconds of any origin, comes with each call and never goes back. Owned
 * by one thread, except {@link #faults()}.
 *
 * <pre>
 *            wake-up bytes                   command                  answer out
 *   asleep ---------------> awake, idle ------------------> running ------------> idle
 *     ^                        |    ^                          |
 *     +------ PowerDown -------+    +----- ACK of the host ----+
 * </pre>
 */
final class Pn532Simulator {
  /** Rising edges on the line until it wakes up (PN532 UM0701-02 §7.2.11, HSU). */
  private static final int EDGES_TO_WAKE = 5;

  /** What is lost while it wakes up, in byte times: fits the 10 to 16 bytes hosts send for it. */
  private static final int BYTES_TO_WAKE = 8;

  /** A frame that pauses for longer than this was given up by the host. */
  private static final long FRAME_PAUSE_MAX = 100_000_000;

  /** Most timings kept when nobody takes them. */
  private static final int EXCHANGES_MAX = 4096;

  private final Pace pace;
  private final Faults faults;
  private final ReaderListener listener;
  private final RfField field = new RfField();
  private final Firmware firmware;
  private final HostFrameReader frames = new HostFrameReader();
  private final Outbox outbox;
  private final Deque<Exchange> exchanges = new ArrayDeque<>();

  private boolean powered = true;
  private boolean awake;
  private boolean wakesOnSerial = true;
  private int edges;
  private long deafUntil = Long.MIN_VALUE;
  private byte previous;
  private int baud = Uart.SPEED_AFTER_RESET;
  private Optional<Integer> agreedBaud = Optional.empty();
  private long lastHeard;
  private long lineFree = Long.MIN_VALUE;
  private Bytes lastAnswer = Bytes.EMPTY;
  private Optional<Running> running = Optional.empty();

  Pn532Simulator(Pace pace, Faults faults, ReaderListener listener) {
    this.pace = pace;
    this.faults = faults;
    this.listener = listener;
    firmware = new Firmware(field, pace, faults, listener);
    outbox = new Outbox(pace, faults);
  }

  /** Bytes from a host whose line is set to {@code hostSpeed}. */
  void hear(byte[] bytes, int count, int hostSpeed, long now) {
    byte[] arrived = faults.carry(Faults.Way.TO_READER, bytes, count);
    if (!powered) {
      return;
    }
    if (now - lastHeard > FRAME_PAUSE_MAX) {
      frames.reset();
    }
    lastHeard = now;
    lineFree = Math.max(lineFree, now);
    for (byte next : arrived) {
      lineFree += Uart.nanos(1, baud);
      // The line tells the host's speed of now, not of when it wrote: a host that acknowledges a
      // change of speed and then changes its own, or closes the line, must still be understood.
      boolean understood = Uart.agree(hostSpeed, baud) || agreedBaud.isPresent();
      listen(understood ? next : Uart.garbled(next), hostSpeed, now);
    }
  }

  private void listen(byte next, int hostSpeed, long now) {
    boolean wakeUp = previous == 0x55 && next == 0x55;
    previous = next;
    if (wakeUp) {
      faults.thawedBy(Faults.Cure.WAKE_UP);
    }
    if (!awake) {
      edges += Uart.risingEdges(next);
      if (wakesOnSerial && edges >= EDGES_TO_WAKE) {
        awake = true;
        deafUntil = lineFree + Uart.nanos(BYTES_TO_WAKE, baud);
      }
      return;
    }
    if (lineFree <= deafUntil) {
      return;
    }
    frames.take(next).ifPresent(frame -> take(frame, hostSpeed, now));
  }

  private void take(HostFrame frame, int hostSpeed, long now) {
    if (!(frame instanceof HostFrame.Ack) && !Uart.agree(hostSpeed, baud)) {
      return;
    }
    switch (frame) {
      case HostFrame.Ack _ -> acknowledged();
      case HostFrame.Nack _ -> {
        if (faults.frozen().isEmpty() && !lastAnswer.isEmpty()) {
          outbox.add(lastAnswer, received(now), baud);
        }
      }
      case HostFrame.Command command -> start(command.bytes(), now);
    }
  }

  private void acknowledged() {
    faults.thawedBy(Faults.Cure.ABORT);
    agreedBaud.ifPresent(agreed -> baud = agreed);
    agreedBaud = Optional.empty();
    running = Optional.empty();
    outbox.clear();
  }

  /** A command ends the one before it, as an ACK does. */
  private void start(Bytes command, long now) {
    if (faults.frozen().isPresent() || faults.freezesNow()) {
      running = Optional.empty();
      outbox.clear();
      return;
    }
    agreedBaud = Optional.empty();
    outbox.clear();
    listener.commanded(command);
    long start = outbox.acknowledge(received(now), baud);
    var fresh = new Running(command, start);
    fresh.uart =
        Uart.nanos(HostFrameReader.bytesUntilKnown(command) + ReaderFrames.ACK.length(), baud);
    running = Optional.of(fresh);
    Cost own = Cost.ofFirmware(AirTime.FIRMWARE);
    follow(fresh, new Step.After(own, () -> firmware.run(command)));
    advance(now);
  }

  private long received(long now) {
    return pace == Pace.LIFELIKE ? Math.max(now, lineFree) : now;
  }

  /** Lets everything happen that is due by {@code now}. */
  void advance(long now) {
    while (running.isPresent() && running.get().isDue(now)) {
      Running command = running.get();
      follow(command, command.next.get());
    }
  }

  private void follow(Running command, Step step) {
    switch (step) {
      case Step.After(Cost cost, var then) -> {
        command.cost = command.cost.plus(cost);
        command.until(OptionalLong.of(pace == Pace.LIFELIKE ? cost.total() : 0), then);
      }
      case Step.UntilChip(var limit, var look, var none) -> {
        command.until(limit, none);
        command.look = Optional.of(look);
      }
      case Step.SyntaxError _ -> finish(command, ReaderFrames.ERROR);
      case Step.Done(Bytes data, var effect) -> {
        finish(command, ReaderFrames.answer(command.code(), data));
        take(effect);
      }
    }
  }

  private void finish(Running command, Bytes answer) {
    running = Optional.empty();
    lastAnswer = answer;
    outbox.add(answer, command.due, baud);
    if (exchanges.size() == EXCHANGES_MAX) {
      exchanges.removeFirst();
    }
    exchanges.addLast(command.timing(Uart.nanos(answer.length(), baud)));
    listener.answered(answer);
  }

  private void take(Step.Effect effect) {
    switch (effect) {
      case Step.Effect.None _ -> {}
      case Step.Effect.SwitchSpeed(int agreed) -> agreedBaud = Optional.of(agreed);
      case Step.Effect.Sleep(boolean serial) -> {
        awake = false;
        edges = 0;
        wakesOnSerial = serial;
      }
    }
  }

  /** What has left the reader by {@code now} and was not taken yet. */
  Optional<Transmission> transmission(long now) {
    return powered ? outbox.take(now) : Optional.empty();
  }

  /** When something is to happen next without anything coming from outside. */
  OptionalLong nextDue() {
    OptionalLong sending = outbox.nextDue();
    OptionalLong working = running.map(Running::nextDue).orElse(OptionalLong.empty());
    if (sending.isEmpty() || working.isEmpty()) {
      return sending.isEmpty() ? working : sending;
    }
    return OptionalLong.of(Math.min(sending.getAsLong(), working.getAsLong()));
  }

  void place(VirtualChip chip, long now) {
    place(List.of(chip), now);
  }

  /** Chips that come together, as in a wallet. */
  void place(List<VirtualChip> chips, long now) {
    chips.forEach(field::place);
    running.ifPresent(command -> command.chipCame(now).ifPresent(step -> follow(command, step)));
    advance(now);
  }

  void remove(VirtualChip chip) {
    field.remove(chip);
  }

  void removeAll() {
    field.chips().forEach(field::remove);
  }

  /** The reset pin goes low and high again (PN532 data sheet, RSTPDN). */
  void pulseReset() {
    if (powered) {
      faults.thawedBy(Faults.Cure.RESET);
      restart();
    }
  }

  void power(boolean on) {
    if (!on) {
      faults.thawedBy(Faults.Cure.POWER_CYCLE);
      restart();
    }
    powered = on;
  }

  private void restart() {
    awake = false;
    wakesOnSerial = true;
    edges = 0;
    baud = Uart.SPEED_AFTER_RESET;
    agreedBaud = Optional.empty();
    lastAnswer = Bytes.EMPTY;
    running = Optional.empty();
    outbox.clear();
    frames.reset();
    firmware.reset();
  }

  Faults faults() {
    return faults;
  }

  int baud() {
    return baud;
  }

  /** The timings since the last call, oldest first. */
  List<Exchange> takeExchanges() {
    List<Exchange> taken = new ArrayList<>(exchanges);
    exchanges.clear();
    return List.copyOf(taken);
  }
}
