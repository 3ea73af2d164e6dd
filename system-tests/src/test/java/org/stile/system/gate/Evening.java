package org.stile.system.gate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.stile.cache.PeerPassages;
import org.stile.cache.SqliteJournal;
import org.stile.cache.Uploads;
import org.stile.chips.ChipException;
import org.stile.chips.desfire.ChipInspector;
import org.stile.chips.desfire.ChipKeys;
import org.stile.chips.desfire.ChipReport;
import org.stile.chips.desfire.GateKeys;
import org.stile.core.admission.ClockReading;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.sample.SampleEvent;
import org.stile.simulator.chip.ComputeTimes;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.chip.DirectChannel;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.demo.DemoIssuer;
import org.stile.simulator.demo.SampleChipKeys;
import org.stile.simulator.demo.SampleVenue;

/** The sample event on one day, its keys, and visitors who each hold a chip with one ticket. */
final class Evening implements AutoCloseable {
  static final Instant NOON = Instant.parse("2026-06-06T12:00:00Z");
  static final GateId GATE = new GateId("n1");

  final SecureRandom random = new SecureRandom();
  final SampleEvent event;
  final GateKeys gateKeys;
  private final ChipKeys keys = SampleChipKeys.chipKeys();
  private final DemoIssuer issuer = new DemoIssuer(keys, random, ComputeTimes.OFF);
  private final Instant now;
  private int nextIndex = 1;

  Evening(Instant now) {
    this.now = now;
    event = SampleVenue.today(now);
    gateKeys = keys.gateKeys();
  }

  /** Somebody with one ticket for one entry. */
  record Visitor(DesfireChip chip, TicketId ticket) {}

  Visitor visitor(Generation generation) throws ChipException {
    return visitor(issuer.blank(generation));
  }

  /** Writes a ticket on {@code chip}, as it was delivered. */
  Visitor visitor(DesfireChip chip) throws ChipException {
    int index = nextIndex++;
    int seat = event.firstSeatOf("N101");
    issuer.issue(
        chip, List.of(new DemoIssuer.Order(event, id -> event.ticket(id, index, seat), 1)));
    return new Visitor(chip, new TicketId(event.master().event(), index));
  }

  ClockReading clock() {
    return new ClockReading(now, ClockReading.Trust.TRUSTED);
  }

  SqliteJournal journal(Path file) throws Exception {
    return SqliteJournal.open(
        new SqliteJournal.Setup(
            file, GATE, PeerPassages.NONE, Uploads.NONE, System::nanoTime, random));
  }

  /** Makes a folder for a gate process of today, with short times. */
  static Path venue(Path folder, Instant now) throws IOException {
    Path home = SampleVenue.make(folder, GATE.value(), now);
    String times = "open-for = 1 s\nretry-after = 100 ms\nshow-for = 0 s\ntap-limit = 5 s\n";
    Files.writeString(home.resolve("gate.properties"), times, StandardOpenOption.APPEND);
    return home;
  }

  /** Everything on a chip that a gate may read; takes it into another field. */
  ChipReport.Contents contents(DesfireChip chip) throws ChipException {
    return new ChipInspector(random)
        .look(DirectChannel.tap(chip), gateKeys)
        .contents()
        .orElseThrow();
  }

  @Override
  public void close() {
    gateKeys.close();
    keys.close();
  }
}
