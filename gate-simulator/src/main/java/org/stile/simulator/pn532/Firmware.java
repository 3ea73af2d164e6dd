package org.stile.simulator.pn532;

import org.stile.core.Bytes;

/** What each command does (PN532 UM0701-02 §7.2), radio commands apart. */
final class Firmware {
  /** IC 32, version 1.6, ISO/IEC 14443 A and B and ISO 18092 (§7.2.2). */
  private static final Bytes VERSION = Bytes.of(0x32, 0x01, 0x06, 0x07);

  /** Baud rates by code (§7.2.8). */
  private static final int[] SPEEDS = {
    9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600, 1_288_000
  };

  /** Bit of PowerDown's WakeUpEnable for the serial line (§7.2.11). */
  private static final int WAKE_ON_SERIAL = 0x10;

  /** Answers of self-tests and of attention requests (§7.2.1). */
  private static final int TEST_PASSED = 0x00;

  private static final int TEST_FAILED = 0xFF;

  private static final int BYTES_PER_REGISTER_WRITE = 3;

  private final Registers registers = new Registers();
  private final Radio radio;
  private int port3;
  private int port7;

  Firmware(RfField field, Pace pace, Faults faults, ReaderListener events) {
    radio = new Radio(field, registers, new RadioSetup(), pace, faults, events);
    reset();
  }

  /** As after power-up. */
  void reset() {
    registers.reset();
    radio.reset();
    port3 = 0x3F; // All of P3 high, inputs by default (§7.2.6).
    port7 = 0x06;
  }

  /** The chip that went is no answer to a question already asked. */
  Radio radio() {
    return radio;
  }

  /** Runs one command: code and arguments. */
  Step run(Bytes command) {
    int code = command.at(0);
    Bytes arguments = command.from(1);
    return switch (code) {
      case 0x00 -> diagnose(arguments);
      case 0x02 -> arguments.isEmpty() ? new Step.Done(VERSION) : new Step.SyntaxError();
      case 0x04 -> arguments.isEmpty() ? radio.generalStatus() : new Step.SyntaxError();
      case 0x06 -> readRegister(arguments);
      case 0x08 -> writeRegister(arguments);
      case 0x0C -> new Step.Done(Bytes.of(port3, port7, 0x00));
      case 0x0E -> writeGpio(arguments);
      case 0x10 -> setSerialBaudRate(arguments);
      case 0x12 -> radio.setParameters(arguments);
      case 0x14 -> radio.samConfiguration(arguments);
      case 0x16 -> powerDown(arguments);
      default -> radio.run(code, arguments);
    };
  }

  /** §7.2.1. */
  private Step diagnose(Bytes arguments) {
    if (arguments.isEmpty()) {
      return new Step.SyntaxError();
    }
    return switch (arguments.at(0)) {
      case 0x00 -> new Step.Done(arguments); // Communication line: all of it comes back.
      case 0x01, 0x02, 0x07 -> Step.Done.status(TEST_PASSED); // ROM, RAM, antenna.
      case 0x04 -> Step.Done.status(TEST_FAILED); // Polls a FeliCa card: there is none.
      case 0x06 -> radio.attention();
      default -> new Step.SyntaxError();
    };
  }

  /** §7.2.4: pairs of address bytes; one value each, no status. */
  private Step readRegister(Bytes arguments) {
    if (arguments.isEmpty() || arguments.length() % 2 != 0) {
      return new Step.SyntaxError();
    }
    var values = new byte[arguments.length() / 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) registers.read(arguments.at(2 * i) << 8 | arguments.at(2 * i + 1));
    }
    return new Step.Done(Bytes.copyOf(values));
  }

  /** §7.2.5: address bytes and value. */
  private Step writeRegister(Bytes arguments) {
    if (arguments.isEmpty() || arguments.length() % BYTES_PER_REGISTER_WRITE != 0) {
      return new Step.SyntaxError();
    }
    for (int i = 0; i < arguments.length(); i += BYTES_PER_REGISTER_WRITE) {
      registers.write(arguments.at(i) << 8 | arguments.at(i + 1), arguments.at(i + 2));
    }
    return new Step.Done(Bytes.EMPTY);
  }

  /** §7.2.7: a port changes only if bit 7 says so. */
  private Step writeGpio(Bytes arguments) {
    if (arguments.length() != 2) {
      return new Step.SyntaxError();
    }
    if ((arguments.at(0) & 0x80) != 0) {
      port3 = arguments.at(0) & 0x3F;
    }
    if ((arguments.at(1) & 0x80) != 0) {
      port7 = arguments.at(1) & 0x06;
    }
    return new Step.Done(Bytes.EMPTY);
  }

  private static Step setSerialBaudRate(Bytes arguments) {
    if (arguments.length() != 1 || arguments.at(0) >= SPEEDS.length) {
      return new Step.SyntaxError();
    }
    return new Step.Done(Bytes.EMPTY, new Step.Effect.SwitchSpeed(SPEEDS[arguments.at(0)]));
  }

  private Step powerDown(Bytes arguments) {
    if (arguments.isEmpty() || arguments.length() > 2) {
      return new Step.SyntaxError();
    }
    radio.turnOff();
    boolean wakesOnSerial = (arguments.at(0) & WAKE_ON_SERIAL) != 0;
    return new Step.Done(Bytes.of(0x00), new Step.Effect.Sleep(wakesOnSerial));
  }
}
