package org.stile.drivers.pn532;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.stile.core.Bytes;
import org.stile.drivers.serial.ByteLink;

/**
 * As much of a PN532 as its driver relies on, at the end of a line that is only memory; time passes
 * only by waiting. What it answers can be overridden code by code. The full simulator, which shares
 * nothing with the driver, is met in the system tests.
 */
final class FakePn532 implements ByteLink, LongSupplier {
  /** A DESFire card that takes up to 848 kbit/s: Tg, SENS_RES, SEL_RES, UID, ATS. */
  static final Bytes DESFIRE = Bytes.hex("0344 20 07 04112233445566 067577810280");

  static final Bytes NTAG = Bytes.hex("0044 00 07 04AABBCCDDEEFF");

  private static final Bytes ACK = Bytes.hex("0000FF00FF00");

  private record Arrival(long at, Bytes bytes) {}

  private final FrameBuffer heard = new FrameBuffer();
  private final Deque<Arrival> arrivals = new ArrayDeque<>();
  private final List<Bytes> commands = new ArrayList<>();
  final List<Bytes> inField = new ArrayList<>();
  final Set<Integer> deafAt = new HashSet<>();
  Function<Bytes, Optional<Bytes>> chip = apdu -> Optional.of(Bytes.hex("00 9100"));
  Function<Bytes, Optional<Bytes>> override = command -> Optional.empty();
  boolean dead;
  int chipBaud = 115_200;
  int pulses;
  int opened;
  private int hostBaud = 115_200;
  private int agreedBaud;
  private boolean asleep = true;
  private boolean woken;
  private boolean closed;
  private boolean listing;
  private boolean forEver = true;
  private long now = 5_000_000_000L;
  private Runnable onListen = () -> {};

  /** The link as it is opened: as often as one likes. */
  ByteLink open() {
    opened++;
    closed = false;
    return this;
  }

  /** Runs the next time the reader waits for a chip and there is none. */
  FakePn532 whileListening(Runnable action) {
    onListen = action;
    return this;
  }

  /** A pulse on its reset pin. */
  boolean reset() {
    pulses++;
    dead = false;
    asleep = true;
    chipBaud = 115_200;
    return true;
  }

  /** The commands since the last call, from their code on. */
  List<String> takeCommands() {
    List<String> taken = commands.stream().map(Bytes::hex).toList();
    commands.clear();
    return taken;
  }

  @Override
  public long getAsLong() {
    return now;
  }

  @Override
  public void write(byte[] bytes, int count) throws IOException {
    check();
    if (dead || deafAt.contains(hostBaud) || hostBaud != chipBaud) {
      return;
    }
    if (asleep) {
      asleep = count < 2 || bytes[0] != 0x55;
    }
    if (asleep) {
      return;
    }
    try (var source = new Once(Bytes.copyOf(bytes, 0, count))) {
      while (heard.fill(source, Duration.ZERO) > 0) {
        take();
      }
    }
  }

  private void take() {
    while (true) {
      switch (heard.take()) {
        case FrameCodec.Decoded.Incomplete _ -> {
          return;
        }
        case FrameCodec.Decoded.Malformed _ -> {}
        case FrameCodec.Decoded.Complete(Frame frame, _) -> {
          switch (frame) {
            case Frame.Ack _ -> acknowledged();
            case Frame.Information command ->
                run(Bytes.concat(Bytes.of(command.code()), command.payload()));
            case Frame.Nack _, Frame.SyntaxError _ -> {}
          }
        }
      }
    }
  }

  private void acknowledged() {
    listing = false;
    if (agreedBaud != 0) {
      chipBaud = agreedBaud;
      agreedBaud = 0;
    }
  }

  private void run(Bytes command) {
    commands.add(command);
    say(ACK);
    answer(command)
        .ifPresent(
            answer ->
                say(
                    Bytes.copyOf(
                        FrameCodec.encode(
                            new Frame.Information(
                                Frame.Direction.CHIP_TO_HOST, command.at(0) + 1, answer)))));
  }

  private Optional<Bytes> answer(Bytes command) {
    Optional<Bytes> overridden = override.apply(command);
    if (overridden.isPresent()) {
      return overridden;
    }
    return switch (command.at(0)) {
      case 0x00 -> Optional.of(command.from(1));
      case 0x02 -> Optional.of(Bytes.hex("32010607"));
      case 0x10 -> {
        agreedBaud = HsuInterface.SPEEDS.get(command.at(1));
        yield Optional.of(Bytes.EMPTY);
      }
      case 0x32 -> {
        forEver = command.at(1) == 0x05 ? command.at(4) == 0xFF : forEver;
        yield Optional.of(Bytes.EMPTY);
      }
      case 0x12, 0x14 -> Optional.of(Bytes.EMPTY);
      case 0x4A -> list();
      case 0x4E -> Optional.of(Bytes.of(0));
      case 0x42 -> Optional.of(inField.isEmpty() ? Bytes.of(1) : Bytes.of(0, 0xA2));
      case 0x40 -> inField.isEmpty() ? Optional.of(Bytes.of(1)) : chip.apply(command.from(1));
      default -> throw new AssertionError("a command the fake does not know: " + command);
    };
  }

  private Optional<Bytes> list() {
    listing = inField.isEmpty() && forEver;
    return listing ? Optional.empty() : Optional.of(targets());
  }

  private Bytes targets() {
    Bytes all = Bytes.of(inField.size());
    for (int i = 0; i < inField.size(); i++) {
      all = Bytes.concat(all, Bytes.of(i + 1), inField.get(i));
    }
    return all;
  }

  /** A chip comes into the field of a reader that may be waiting for one. */
  void place(Bytes... chips) {
    inField.addAll(List.of(chips));
    if (listing) {
      listing = false;
      say(ScriptedLink.response("4B" + targets().hex()));
    }
  }

  private void say(Bytes bytes) {
    arrivals.addLast(new Arrival(now, bytes));
  }

  @Override
  public int read(byte[] into, int offset, Duration patience) throws IOException {
    check();
    if (listing && arrivals.isEmpty()) {
      Runnable action = onListen;
      onListen = () -> {};
      action.run();
      check();
    }
    if (woken || arrivals.isEmpty()) {
      now += woken ? 0 : patience.toNanos();
      woken = false;
      return 0;
    }
    Bytes bytes = arrivals.removeFirst().bytes;
    bytes.copyInto(into, offset);
    return bytes.length();
  }

  private void check() throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
  }

  @Override
  public void speed(int baud) {
    hostBaud = baud;
  }

  @Override
  public void discardInput() {
    arrivals.clear();
  }

  @Override
  public void wake() {
    woken = true;
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public void close() {
    closed = true;
  }

  /** Bytes that can be read once. */
  private static final class Once implements ByteLink {
    private Bytes rest;

    private Once(Bytes bytes) {
      rest = bytes;
    }

    @Override
    public int read(byte[] into, int offset, Duration patience) {
      int count = Math.min(rest.length(), into.length - offset);
      rest.slice(0, count).copyInto(into, offset);
      rest = rest.from(count);
      return count;
    }

    @Override
    public void write(byte[] bytes, int count) {}

    @Override
    public void speed(int baud) {}

    @Override
    public void discardInput() {}

    @Override
    public void wake() {}

    @Override
    public String name() {
      return "once";
    }

    @Override
    public void close() {}
  }
}
