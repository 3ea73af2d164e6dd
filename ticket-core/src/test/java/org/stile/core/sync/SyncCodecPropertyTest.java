package org.stile.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.Direction;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Incident;
import org.stile.core.journal.JournalEntry.Outcome;
import org.stile.core.journal.JournalEntry.Progress;
import org.stile.core.journal.JournalEntry.Refused;
import org.stile.core.journal.JournalRow;
import org.stile.core.sync.UpMessage.Rows;

class SyncCodecPropertyTest {
  @Property(tries = 300)
  void any_rows_come_back_as_they_went(
      @ForAll("entries") List<JournalEntry> entries, @ForAll("sequences") long first)
      throws WireException {
    List<JournalRow> all = SyncMessages.chained(SyncMessages.SHA, first, entries);
    List<JournalRow> fit = Rows.thatFit(all);
    assertThat(fit).isNotEmpty();
    var rows = Rows.of(SyncMessages.LOG, SyncMessages.SHA, fit);
    Bytes encoded = SyncCodec.encode(rows);
    assertThat(encoded.length())
        .isLessThanOrEqualTo(
            RowWire.AROUND_ROWS_MAX + fit.stream().mapToInt(RowWire::lengthMax).sum());
    assertThat(SyncCodec.up(encoded)).isEqualTo(rows);
  }

  /** A flipped bit is refused, or shows in the chain, or names another log or place in it. */
  @Property(tries = 2_000)
  void no_flipped_bit_goes_unnoticed(@ForAll Random random) {
    byte[] encoded = SyncCodec.encode(SyncMessages.ROWS).toArray();
    int bit = random.nextInt(encoded.length * 8);
    encoded[bit / 8] ^= (byte) (1 << bit % 8);
    try {
      var rows = (Rows) SyncCodec.up(Bytes.copyOf(encoded));
      assertThat(
              rows.isChained()
                  && rows.logId().equals(SyncMessages.LOG)
                  && rows.hashBefore().equals(SyncMessages.ROWS.hashBefore()))
          .as("bit " + bit)
          .isFalse();
    } catch (WireException e) {
      assertThat(e.fault()).isNotNull();
    }
  }

  @Provide
  Arbitrary<Long> sequences() {
    return Arbitraries.longs().between(1, Long.MAX_VALUE - 1_000);
  }

  @Provide
  Arbitrary<List<JournalEntry>> entries() {
    return Arbitraries.oneOf(granted(), progress(), refused(), incident())
        .list()
        .ofMinSize(1)
        .ofMaxSize(120);
  }

  private static Arbitrary<ClockReading> at() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.of(Trust.class))
        .as((ms, trust) -> new ClockReading(Instant.ofEpochMilli(ms), trust));
  }

  private static Arbitrary<Integer> lane() {
    return Arbitraries.integers().between(0, 15);
  }

  private static Arbitrary<TicketId> ticket() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 0xFFFF_FFFFL),
            Arbitraries.integers().between(0, TicketId.INDEX_MAX))
        .as((event, index) -> new TicketId(new EventId(event), index));
  }

  private static Arbitrary<ChipId> chip() {
    return bytes(4, 10).map(ChipId::new);
  }

  private static Arbitrary<Bytes> bytes(int from, int to) {
    return Arbitraries.bytes().array(byte[].class).ofMinSize(from).ofMaxSize(to).map(Bytes::copyOf);
  }

  private static Arbitrary<JournalEntry> granted() {
    Arbitrary<Integer> small = Arbitraries.integers().between(1, 255);
    return Combinators.combine(
            lane(), at(), ticket(), Arbitraries.of(Direction.class), small, chip(), bytes(8, 8))
        .as(
            (lane, at, ticket, direction, number, chip, nonce) ->
                new Granted(
                    lane,
                    at,
                    ticket,
                    direction,
                    number,
                    chip,
                    number % 8,
                    nonce,
                    number % 2 == 0,
                    number,
                    255 - number,
                    number % 3 == 0));
  }

  private static Arbitrary<JournalEntry> progress() {
    return Combinators.combine(
            lane(),
            at(),
            Arbitraries.longs().between(1, Long.MAX_VALUE),
            Arbitraries.of(Outcome.class),
            Arbitraries.strings())
        .as(Progress::new);
  }

  private static Arbitrary<JournalEntry> refused() {
    return Combinators.combine(
            lane(),
            at(),
            ticket().optional(),
            chip().optional(),
            Arbitraries.strings(),
            Arbitraries.strings())
        .as(
            (Integer lane,
                ClockReading at,
                Optional<TicketId> ticket,
                Optional<ChipId> chip,
                String code,
                String detail) -> new Refused(lane, at, ticket, chip, code, detail));
  }

  private static Arbitrary<JournalEntry> incident() {
    return Combinators.combine(lane(), at(), Arbitraries.strings(), Arbitraries.strings())
        .as(Incident::new);
  }
}
