package org.stile.simulator.pn532;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.stile.core.Bytes;

/** A host that speaks bytes to a reader without any thread: time goes as the test says. */
final class Host {
  /** As hosts wake a reader up: 55 55 and fourteen zeros. */
  static final Bytes WAKE_UP = Bytes.hex("5555" + "00".repeat(14));

  static final Bytes ACK = Bytes.hex("0000FF00FF00");
  static final Bytes NACK = Bytes.hex("0000FFFF0000");
  static final Bytes ERROR = Bytes.hex("0000FF01FF7F8100");

  final Faults faults = new Faults();
  final Pn532Simulator reader;
  int speed = 115_200;
  long now = 1_000_000_000_000L;

  private Host(Pace pace) {
    reader = new Pn532Simulator(pace, faults, ReaderListener.NONE);
  }

  /** At a reader as it is after power-up. */
  static Host atColdReader() {
    return new Host(Pace.INSTANT);
  }

  /** At a reader that was woken up and told about its SAM. */
  static Host atReader() {
    return awaken(new Host(Pace.INSTANT));
  }

  static Host atLifelikeReader() {
    return awaken(new Host(Pace.LIFELIKE));
  }

  private static Host awaken(Host host) {
    host.send(WAKE_UP);
    host.ask("14 01");
    host.passMillis(100);
    host.reader.takeExchanges();
    return host;
  }

  /** Sends bytes as they are; what the reader said by now. */
  Bytes send(Bytes bytes) {
    byte[] array = bytes.toArray();
    reader.hear(array, array.length, speed, now);
    return heard();
  }

  Bytes heard() {
    reader.advance(now);
    var all = new ByteArrayOutputStream();
    for (var next = reader.transmission(now); next.isPresent(); next = reader.transmission(now)) {
      all.writeBytes(next.get().asHeardAt(speed));
    }
    return Bytes.copyOf(all.toByteArray());
  }

  Bytes passMillis(long millis) {
    now += millis * 1_000_000;
    return heard();
  }

  /** Sends a command in its frame; everything the reader says at once. */
  Bytes ask(String command) {
    return send(frame(Bytes.hex(command)));
  }

  /** Sends a command that must be answered at once: the answer without D5 and code. */
  Bytes answer(String command) {
    Bytes all = ask(command);
    Bytes expectedHead = Bytes.concat(ACK, Bytes.hex("0000FF"));
    if (all.length() < expectedHead.length() + 6
        || !all.slice(0, expectedHead.length()).equals(expectedHead)) {
      throw new AssertionError(command + " was answered " + all);
    }
    boolean extended = all.at(9) == 0xFF && all.at(10) == 0xFF;
    int from = extended ? 14 : 11;
    int length = extended ? all.at(11) << 8 | all.at(12) : all.at(9);
    Bytes body = all.slice(from, from + length);
    if (body.at(0) != 0xD5 || body.at(1) != Bytes.hex(command).at(0) + 1) {
      throw new AssertionError(command + " was answered " + all);
    }
    return body.from(2);
  }

  /** A command as a host frames it, extended only if it must be. */
  static Bytes frame(Bytes command) {
    int length = command.length() + 1;
    int sum = 0xD4;
    for (int i = 0; i < command.length(); i++) {
      sum += command.at(i);
    }
    Bytes head =
        length <= 255
            ? Bytes.of(0, 0, 0xFF, length, -length)
            : Bytes.of(0, 0, 0xFF, 0xFF, 0xFF, length >> 8, length, -(length >> 8) - length);
    return Bytes.concat(head, Bytes.of(0xD4), command, Bytes.of(-sum, 0));
  }

  List<Exchange> exchanges() {
    return reader.takeExchanges();
  }
}
