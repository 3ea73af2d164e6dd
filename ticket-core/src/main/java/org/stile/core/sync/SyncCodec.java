package org.stile.core.sync;

import java.io.IOException;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.WireException.Fault;
import org.stile.core.cbor.CborForm;
import org.stile.core.cbor.CborReader;
import org.stile.core.cbor.CborWriter;
import org.stile.core.journal.JournalRow;
import org.stile.core.sync.StateMessage.Birth;
import org.stile.core.sync.StateMessage.Death;

/**
 * What gate and center tell each other, as bytes (docs/wire-format.md, "Sync"). Every message is a
 * map whose key 0 names its kind, in the deterministic CBOR of all that Stile writes. Pure; any
 * thread.
 */
public final class SyncCodec {
  private static final int BIRTH = 16;
  private static final int DEATH = 17;
  private static final int KIND_MAX = 23; // One byte; later kinds are refused by name.

  private static final CborForm<UpMessage> UP =
      new CborForm<>(SyncLimits.MESSAGE_LENGTH_MAX, UpWire::write, UpWire::read);
  private static final CborForm<DownMessage> DOWN =
      new CborForm<>(SyncLimits.MESSAGE_LENGTH_MAX, DownWire::write, DownWire::read);
  private static final CborForm<StateMessage> STATE =
      new CborForm<>(SyncLimits.STATE_LENGTH_MAX, SyncCodec::write, SyncCodec::read);
  private static final CborForm<UnitMessage> UNIT =
      new CborForm<>(SyncLimits.MESSAGE_LENGTH_MAX, UnitWire::write, UnitWire::read);

  private SyncCodec() {}

  public static Bytes encode(UpMessage message) {
    return UP.encode(message);
  }

  public static Bytes encode(DownMessage message) {
    return DOWN.encode(message);
  }

  public static Bytes encode(StateMessage message) {
    return STATE.encode(message);
  }

  public static Bytes encode(UnitMessage message) {
    return UNIT.encode(message);
  }

  /**
   * Reads what a gate sent.
   *
   * @throws WireException {@code UnknownFormat} for a kind this program does not know; another
   *     fault for what no program ever sends.
   */
  public static UpMessage up(Bytes encoded) throws WireException {
    return UP.decode(encoded);
  }

  /**
   * Reads what the center sent.
   *
   * @throws WireException as {@link #up}.
   */
  public static DownMessage down(Bytes encoded) throws WireException {
    return DOWN.decode(encoded);
  }

  /**
   * Reads a birth or a death.
   *
   * @throws WireException as {@link #up}.
   */
  public static StateMessage state(Bytes encoded) throws WireException {
    return STATE.decode(encoded);
  }

  /**
   * Reads what a venue's unit told of itself.
   *
   * @throws WireException as {@link #up}.
   */
  public static UnitMessage unit(Bytes encoded) throws WireException {
    return UNIT.decode(encoded);
  }

  private static void write(CborWriter to, StateMessage message) {
    switch (message) {
      case Birth birth -> {
        to.map(3).key(0).integer(BIRTH).key(1).bytes(birth.bootId());
        to.key(2).text(birth.agentVersion());
      }
      case Death death -> to.map(2).key(0).integer(DEATH).key(1).bytes(death.bootId());
    }
    to.endMap();
  }

  private static StateMessage read(CborReader from) throws IOException {
    from.map();
    int kind = kind(from);
    StateMessage message =
        switch (kind) {
          case BIRTH -> new Birth(bootId(from.key(1)), from.key(2).text());
          case DEATH -> new Death(bootId(from.key(1)));
          default -> throw unknownKind(kind);
        };
    from.endMap();
    return message;
  }

  static int kind(CborReader from) throws IOException {
    return from.key(0).small(0, KIND_MAX);
  }

  static WireException unknownKind(int kind) {
    return new WireException(new Fault.UnknownFormat(kind));
  }

  static Bytes logId(CborReader from) throws IOException {
    return from.bytes(JournalRow.LOG_ID_LENGTH);
  }

  static Bytes bootId(CborReader from) throws IOException {
    Bytes bootId = from.bytes(SyncLimits.BOOT_ID_LENGTH);
    SyncLimits.length("boot id", bootId, SyncLimits.BOOT_ID_LENGTH);
    return bootId;
  }

  static Bytes hash(CborReader from) throws IOException {
    return from.bytes(SyncLimits.HASH_LENGTH);
  }
}
