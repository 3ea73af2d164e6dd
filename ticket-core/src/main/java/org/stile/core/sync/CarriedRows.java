package org.stile.core.sync;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.WireException.Fault;
import org.stile.core.cbor.CborForm;
import org.stile.core.cbor.CborReader;
import org.stile.core.cbor.CborWriter;
import org.stile.core.id.GateId;
import org.stile.core.sync.UpMessage.Rows;

/**
 * The body of a {@link Carried} file from a gate: messages of rows exactly as it would publish
 * them, of one journal, one after the other without a gap.
 *
 * @param venue the center's number, range [1, 2^53 - 1].
 * @param messages each as {@link SyncCodec} encodes a {@link Rows}, at least one.
 */
public record CarriedRows(long venue, GateId gate, List<Bytes> messages) {
  private static final int FORMAT = 1;
  private static final long VENUE_MAX = (1L << 53) - 1;

  /** Each holds at least one row of some ten bytes. */
  private static final int MESSAGES_MAX = Carried.BODY_LENGTH_MAX / 100;

  private static final CborForm<CarriedRows> FORM =
      new CborForm<>(Carried.BODY_LENGTH_MAX, CarriedRows::write, CarriedRows::read);

  public CarriedRows {
    SyncLimits.within("venue", venue, 1, VENUE_MAX);
    SyncLimits.within("messages", messages.size(), 1, MESSAGES_MAX);
    messages = List.copyOf(messages);
  }

  /** As the body of a file. */
  public Bytes encode() {
    return FORM.encode(this);
  }

  /** Reads a body whose signature was found good. */
  public static CarriedRows decode(Bytes body) throws WireException {
    return FORM.decode(body);
  }

  /**
   * The rows, once they were found to be of one journal, chained, and without a gap.
   *
   * @throws WireException otherwise.
   */
  public List<Rows> rows() throws WireException {
    var all = new ArrayList<Rows>(messages.size());
    for (Bytes message : messages) {
      if (!(SyncCodec.up(message) instanceof Rows rows)) {
        throw new WireException(new Fault.OutOfRange("a message that holds no rows"));
      }
      if (!rows.isChained()) {
        throw new WireException(new Fault.OutOfRange("rows that do not end with their hash"));
      }
      if (!all.isEmpty() && !follows(all.getLast(), rows)) {
        throw new WireException(
            new Fault.OutOfRange("row " + first(rows) + " does not follow what is before it"));
      }
      all.add(rows);
    }
    return all;
  }

  private static boolean follows(Rows before, Rows rows) {
    return rows.logId().equals(before.logId())
        && rows.hashBefore().equals(before.hashAfter())
        && first(rows) == before.rows().getLast().sequence() + 1;
  }

  private static long first(Rows rows) {
    return rows.rows().getFirst().sequence();
  }

  private static void write(CborWriter to, CarriedRows body) {
    to.map(4).key(0).integer(FORMAT).key(1).integer(body.venue).key(2).text(body.gate.value());
    to.key(3).all(body.messages, CborWriter::bytes);
    to.endMap();
  }

  private static CarriedRows read(CborReader from) throws IOException {
    from.map();
    CarriedAcknowledgement.format(from, FORMAT);
    long venue = from.key(1).integer();
    var gate = new GateId(from.key(2).text());
    List<Bytes> messages =
        from.key(3).all(MESSAGES_MAX, each -> each.bytes(SyncLimits.MESSAGE_LENGTH_MAX));
    from.endMap();
    return new CarriedRows(venue, gate, messages);
  }
}
