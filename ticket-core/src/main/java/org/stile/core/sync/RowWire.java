package org.stile.core.sync;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.WireException.Fault;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.Direction;
import org.stile.core.cbor.CborReader;
import org.stile.core.cbor.CborWriter;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Incident;
import org.stile.core.journal.JournalEntry.Progress;
import org.stile.core.journal.JournalEntry.Refused;
import org.stile.core.journal.JournalRow;
import org.stile.core.journal.RowBytes;

/**
 * Rows of a journal as they travel: everything the hash is over, but what follows from the rows
 * before is not said again. Texts longer than an entry may have are cut by it, and so are not what
 * was sent: such a message is refused.
 *
 * <pre>
 * [kind, lane, wall ms, trust, boot, monotonic ns,
 *   1 granted:  event, index, direction, number, chip, slot, nonce, debits, type, zone, doubted
 *   2 progress: about, outcome, detail
 *   3 refused:  [event, index] or [], chip or no bytes, code, detail
 *   4 incident: kind, detail]
 * </pre>
 */
final class RowWire {
  /** Bytes of a message of rows beside the rows: ids, hashes and, at worst, a boot id a row. */
  static final int AROUND_ROWS_MAX = 256 + SyncLimits.ROWS_MAX * (SyncLimits.BOOT_ID_LENGTH + 1);

  private static final int GRANTED = 1;
  private static final int PROGRESS = 2;
  private static final int REFUSED = 3;
  private static final int INCIDENT = 4;

  /** Longest part before the kind's own: four small numbers, two of 9 bytes, the array's head. */
  private static final int HEAD_MAX = 26;

  private RowWire() {}

  /** No fewer bytes than {@code row} takes. */
  static int lengthMax(JournalRow row) {
    return HEAD_MAX
        + switch (row.entry()) {
          case Granted _ -> 48;
          case Progress progress -> 13 + SyncLimits.utf8Length(progress.detail());
          case Refused refused ->
              28 + SyncLimits.utf8Length(refused.code()) + SyncLimits.utf8Length(refused.detail());
          case Incident incident ->
              6 + SyncLimits.utf8Length(incident.kind()) + SyncLimits.utf8Length(incident.detail());
        };
  }

  /** The boots of {@code rows}, in the order in which they come. */
  static List<Bytes> boots(List<JournalRow> rows) {
    Set<Bytes> boots = new LinkedHashSet<>();
    for (JournalRow row : rows) {
      boots.add(row.bootId());
    }
    return List.copyOf(boots);
  }

  static void write(CborWriter to, JournalRow row, List<Bytes> boots) {
    JournalEntry entry = row.entry();
    switch (entry) {
      case Granted granted -> {
        head(to.array(17).integer(GRANTED), row, boots);
        granted(to, granted);
      }
      case Progress progress -> {
        head(to.array(9).integer(PROGRESS), row, boots);
        to.integer(progress.about()).integer(Codes.of(progress.outcome()));
        to.text(progress.detail());
      }
      case Refused refused -> {
        head(to.array(10).integer(REFUSED), row, boots);
        refused(to, refused);
      }
      case Incident incident -> {
        head(to.array(8).integer(INCIDENT), row, boots);
        to.text(incident.kind()).text(incident.detail());
      }
    }
    to.endArray();
  }

  private static void head(CborWriter to, JournalRow row, List<Bytes> boots) {
    to.integer(row.entry().lane()).integer(row.entry().at().now().toEpochMilli());
    to.integer(Codes.of(row.entry().at().trust()));
    to.integer(boots.indexOf(row.bootId())).integer(row.monotonicNanos());
  }

  private static void granted(CborWriter to, Granted granted) {
    to.integer(granted.ticket().event().value()).integer(granted.ticket().index());
    to.integer(Codes.of(granted.direction())).integer(granted.number());
    to.bytes(granted.chip().uid()).integer(granted.slot()).bytes(granted.nonce());
    to.integer(Codes.of(granted.debits())).integer(granted.seatType()).integer(granted.zone());
    to.integer(Codes.of(granted.clockDoubted()));
  }

  private static void refused(CborWriter to, Refused refused) {
    if (refused.ticket().isPresent()) {
      to.array(2).integer(refused.ticket().get().event().value());
      to.integer(refused.ticket().get().index()).endArray();
    } else {
      to.array(0).endArray();
    }
    to.bytes(refused.chip().map(ChipId::uid).orElse(Bytes.EMPTY));
    to.text(refused.code()).text(refused.detail());
  }

  /**
   * Reads rows, and chains them.
   *
   * @param first sequence of the first of them.
   */
  static List<JournalRow> read(CborReader from, Bytes hashBefore, long first, List<Bytes> boots)
      throws IOException {
    var rows = new ArrayList<JournalRow>();
    from.all(
        SyncLimits.ROWS_MAX,
        each -> {
          Bytes before = rows.isEmpty() ? hashBefore : rows.getLast().hash();
          JournalRow row = readOne(each, Math.addExact(first, rows.size()), boots);
          Bytes hash = RowBytes.hash(before, row);
          rows.add(
              new JournalRow(
                  row.sequence(), row.entry(), row.bootId(), row.monotonicNanos(), hash));
          return rows.size();
        });
    return rows;
  }

  private static JournalRow readOne(CborReader from, long sequence, List<Bytes> boots)
      throws IOException {
    from.array();
    int kind = from.small(GRANTED, INCIDENT);
    int lane = from.small(0, JournalEntry.LANE_MAX);
    Instant now = Instant.ofEpochMilli(from.integer());
    var at = new ClockReading(now, Codes.trust(from));
    int boot = from.small(0, SyncLimits.ROWS_MAX);
    if (boot >= boots.size()) {
      throw new WireException(new Fault.OutOfRange("no boot has the number " + boot));
    }
    long monotonicNanos = from.integer();
    JournalEntry entry =
        switch (kind) {
          case GRANTED -> readGranted(from, lane, at);
          case PROGRESS ->
              new Progress(
                  lane, at, from.integer(1, Long.MAX_VALUE), Codes.outcome(from), from.text());
          case REFUSED -> readRefused(from, lane, at);
          default -> new Incident(lane, at, from.text(), from.text());
        };
    from.endArray();
    return new JournalRow(sequence, entry, boots.get(boot), monotonicNanos, Bytes.EMPTY);
  }

  private static Granted readGranted(CborReader from, int lane, ClockReading at)
      throws IOException {
    TicketId ticket = ticket(from);
    Direction direction = Codes.direction(from);
    int number = from.small(1, 255);
    var chip = new ChipId(from.bytes(10));
    int slot = from.small(0, 7);
    Bytes nonce = from.bytes(Granted.NONCE_LENGTH);
    boolean debits = Codes.flag(from);
    int seatType = from.small(0, 255);
    int zone = from.small(0, 255);
    return new Granted(
        lane,
        at,
        ticket,
        direction,
        number,
        chip,
        slot,
        nonce,
        debits,
        seatType,
        zone,
        Codes.flag(from));
  }

  private static Refused readRefused(CborReader from, int lane, ClockReading at)
      throws IOException {
    from.array();
    Optional<TicketId> ticket = from.more() ? Optional.of(ticket(from)) : Optional.empty();
    from.endArray();
    Bytes uid = from.bytes(10);
    Optional<ChipId> chip = uid.isEmpty() ? Optional.empty() : Optional.of(new ChipId(uid));
    return new Refused(lane, at, ticket, chip, from.text(), from.text());
  }

  static TicketId ticket(CborReader from) throws IOException {
    var event = new EventId(from.integer(1, 0xFFFF_FFFFL));
    return new TicketId(event, from.small(0, TicketId.INDEX_MAX));
  }
}
