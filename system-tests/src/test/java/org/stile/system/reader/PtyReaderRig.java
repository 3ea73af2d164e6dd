package org.stile.system.reader;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.stile.drivers.PowerPin;
import org.stile.drivers.ReaderEvent;
import org.stile.drivers.ResetPin;
import org.stile.drivers.pn532.Pn532Reader;
import org.stile.drivers.pn532.Pn532Settings;
import org.stile.drivers.pn532.ReaderPorts;
import org.stile.drivers.serial.SerialLink;
import org.stile.simulator.pn532.SimulatedReader;

/** The real driver with both pins, at a simulated PN532 behind a pseudo terminal. */
abstract class PtyReaderRig {
  final List<ReaderEvent> events = new CopyOnWriteArrayList<>();
  final EchoChip chip = EchoChip.desfire("04112233445566");
  SimulatedReader simulated;
  Pn532Reader reader;

  @BeforeEach
  void open() throws IOException {
    simulated = SimulatedReader.onPty();
    reader = reader();
  }

  Pn532Reader reader() {
    ResetPin reset =
        () -> {
          simulated.pulseReset();
          return true;
        };
    PowerPin power =
        () -> {
          simulated.power(false);
          simulated.power(true);
          return true;
        };
    var ports =
        new ReaderPorts(
            () -> SerialLink.open(Path.of(simulated.device())), reset, power, events::add);
    return new Pn532Reader(ports, Pn532Settings.DEFAULT, System::nanoTime);
  }

  @AfterEach
  void close() {
    reader.close();
    simulated.close();
  }
}
