package org.stile.core.sync;

import java.io.IOException;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.WireException.Fault;
import org.stile.core.cbor.CborForm;
import org.stile.core.cbor.CborReader;
import org.stile.core.cbor.CborWriter;
import org.stile.core.id.GateId;
import org.stile.core.journal.JournalRow;

/**
 * The body of a {@link Carried} file from the center: how far it has a gate's journal.
 *
 * @param venue the center's number, range [1, 2^53 - 1].
 * @param logId of the journal, 16 bytes.
 * @param sequence every row up to it is durable at the center; 0: none is.
 */
public record CarriedAcknowledgement(long venue, GateId gate, Bytes logId, long sequence) {
  /** Longest body in bytes. */
  private static final int LENGTH_MAX = 128;

  private static final int FORMAT = 1;

  private static final CborForm<CarriedAcknowledgement> FORM =
      new CborForm<>(LENGTH_MAX, CarriedAcknowledgement::write, CarriedAcknowledgement::read);

  public CarriedAcknowledgement {
    SyncLimits.within("venue", venue, 1, (1L << 53) - 1);
    SyncLimits.length("log id", logId, JournalRow.LOG_ID_LENGTH);
    SyncLimits.within("sequence", sequence, 0, Long.MAX_VALUE);
  }

  /** As the body of a file. */
  public Bytes encode() {
    return FORM.encode(this);
  }

  /** Reads a body whose signature was found good. */
  public static CarriedAcknowledgement decode(Bytes body) throws WireException {
    return FORM.decode(body);
  }

  private static void write(CborWriter to, CarriedAcknowledgement body) {
    to.map(5).key(0).integer(FORMAT).key(1).integer(body.venue).key(2).text(body.gate.value());
    to.key(3).bytes(body.logId).key(4).integer(body.sequence).endMap();
  }

  private static CarriedAcknowledgement read(CborReader from) throws IOException {
    from.map();
    format(from, FORMAT);
    var body =
        new CarriedAcknowledgement(
            from.key(1).integer(),
            new GateId(from.key(2).text()),
            SyncCodec.logId(from.key(3)),
            from.key(4).integer());
    from.endMap();
    return body;
  }

  static void format(CborReader from, int known) throws IOException {
    long format = from.key(0).integer();
    if (format != known) {
      throw new WireException(new Fault.UnknownFormat(format));
    }
  }
}
