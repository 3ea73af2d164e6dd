package org.stile.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.Direction;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Incident;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.JournalEntry.Progress;
import org.stile.core.journal.JournalEntry.Refused;

/** The hashed bytes never change: journals of old gates must verify. */
class RowBytesTest {
  private static final Bytes BOOT = Bytes.hex("000102030405060708090a0b0c0d0e0f");
  private static final ClockReading AT =
      new ClockReading(Instant.ofEpochMilli(0x0102030405L), Trust.HELD);

  @Test
  void a_grant_is_hashed_as_these_bytes() {
    var granted = Entries.granted(5);
    var entry =
        new Granted(
            2,
            AT,
            granted.ticket(),
            Direction.EXIT,
            3,
            granted.chip(),
            7,
            granted.nonce(),
            true,
            9,
            10,
            false);
    assertThat(hex(new JournalRow(17, entry, BOOT, 0x1122, Bytes.EMPTY)))
        .isEqualTo(
            "01" // version
                + "0000000000000011" // sequence
                + "0010000102030405060708090a0b0c0d0e0f" // length and boot id
                + "0000000000001122" // nanoseconds since boot
                + "02" // lane
                + "0000000102030405" // milliseconds since 1970
                + "0004"
                + ascii("HELD")
                + "0007"
                + ascii("GRANTED")
                + "01"
                + "0000000000001b59"
                + "00000005" // event 7001, ticket 5
                + "0004"
                + ascii("EXIT")
                + "00000003" // number
                + "01"
                + "0007"
                + "04112233445566" // chip
                + "07" // slot
                + "0008"
                + "0102030405060708" // nonce
                + "01" // debits
                + "00000009" // seat type
                + "0000000a" // zone
                + "00"); // clock not doubted
  }

  @Test
  void progress_refusal_and_incident_are_hashed_as_these_bytes() {
    String head = "01" + "0000000000000001" + "0010" + BOOT.hex() + "0000000000000000";
    String told = "00" + "0000000102030405" + "0004" + ascii("HELD");
    assertThat(hex(row(new Progress(0, AT, 4, Outcome.PASSED, "é"))))
        .isEqualTo(
            head
                + told
                + "0008"
                + ascii("PROGRESS")
                + "0000000000000004"
                + "0006"
                + ascii("PASSED")
                + "0002c3a9");
    assertThat(hex(row(new Refused(0, AT, Optional.empty(), Optional.empty(), "C", ""))))
        .isEqualTo(head + told + "0007" + ascii("REFUSED") + "00" + "00" + "000143" + "0000");
    assertThat(hex(row(new Incident(0, AT, "STARTED", "ok"))))
        .isEqualTo(
            head + told + "0008" + ascii("INCIDENT") + "0007" + ascii("STARTED") + "00026f6b");
  }

  @Test
  void rows_that_differ_in_one_thing_have_different_bytes() {
    var chip = new ChipId(Bytes.hex("04112233445567"));
    var later = new ClockReading(AT.now().plusMillis(1), AT.trust());
    var surer = new ClockReading(AT.now(), Trust.TRUSTED);
    var ticket = new TicketId(new EventId(7), 8);
    var nonce = Bytes.hex("0807060504030201");
    Stream<JournalEntry> entries =
        Stream.of(
            grant(0, AT, Entries.ticket(1), Direction.ENTRY, 1, Entries.CHIP, 0, BOOT.slice(0, 8)),
            grant(1, AT, Entries.ticket(1), Direction.ENTRY, 1, Entries.CHIP, 0, BOOT.slice(0, 8)),
            grant(0, later, Entries.ticket(1), Direction.ENTRY, 1, Entries.CHIP, 0, nonce),
            grant(0, surer, Entries.ticket(1), Direction.ENTRY, 1, Entries.CHIP, 0, nonce),
            grant(0, AT, ticket, Direction.ENTRY, 1, Entries.CHIP, 0, nonce),
            grant(0, AT, Entries.ticket(1), Direction.EXIT, 1, Entries.CHIP, 0, nonce),
            grant(0, AT, Entries.ticket(1), Direction.ENTRY, 2, Entries.CHIP, 0, nonce),
            grant(0, AT, Entries.ticket(1), Direction.ENTRY, 1, chip, 0, nonce),
            grant(0, AT, Entries.ticket(1), Direction.ENTRY, 1, Entries.CHIP, 1, nonce),
            new Progress(0, AT, 1, Outcome.PASSED, ""),
            new Progress(0, AT, 2, Outcome.PASSED, ""),
            new Progress(0, AT, 1, Outcome.NOT_PASSED, ""),
            new Progress(0, AT, 1, Outcome.PASSED, "x"),
            new Refused(0, AT, Optional.empty(), Optional.empty(), "AB", "C"),
            new Refused(0, AT, Optional.empty(), Optional.empty(), "A", "BC"),
            new Refused(0, AT, Optional.of(ticket), Optional.empty(), "AB", "C"),
            new Refused(0, AT, Optional.empty(), Optional.of(chip), "AB", "C"),
            new Incident(0, AT, "AB", "C"),
            new Incident(0, AT, "A", "BC"));
    List<String> bytes = entries.map(entry -> hex(row(entry))).toList();
    assertThat(bytes).doesNotHaveDuplicates();
  }

  @Test
  void the_chain_begins_with_the_name_of_the_log() {
    Bytes genesis = RowBytes.genesis(BOOT, "north-1");
    assertThat(genesis).isNotEqualTo(RowBytes.genesis(BOOT, "north-2"));
    assertThat(genesis).isNotEqualTo(RowBytes.genesis(Bytes.copyOf(new byte[16]), "north-1"));
    // SHA-256 of "stile-journal-1", bytes 0 to 15, "north-1"; computed with Python's hashlib.
    assertThat(genesis.hex())
        .isEqualTo("f6fc97fbd8f43cff9177a942e558cc66183c3feecee5661807d5d024e7eb945a");
  }

  private static Granted grant(
      int lane,
      ClockReading at,
      TicketId ticket,
      Direction direction,
      int number,
      ChipId chip,
      int slot,
      Bytes nonce) {
    return new Granted(lane, at, ticket, direction, number, chip, slot, nonce, false, 0, 0, false);
  }

  private static JournalRow row(JournalEntry entry) {
    return new JournalRow(1, entry, BOOT, 0, Bytes.EMPTY);
  }

  private static String hex(JournalRow row) {
    return HexFormat.of().formatHex(RowBytes.of(row));
  }

  private static String ascii(String text) {
    return HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }
}
