package org.stile.core.master;

import java.io.IOException;
import org.stile.core.cbor.CborReader;
import org.stile.core.cbor.CborWriter;

/** The parts of a master that a delta carries whole when they changed. */
enum MasterSection {
  INFORMATION(5),
  ACCEPTED(6),
  VENUE(7),
  SEATS(8),
  RULES(9),
  KEYS(10);

  private final int key;

  MasterSection(int key) {
    this.key = key;
  }

  /** Its key in the map of a master or delta. */
  int key() {
    return key;
  }

  void write(CborWriter to, MasterDraft draft) {
    switch (this) {
      case INFORMATION -> to.bytes(MasterDraft.there(draft.signedInformation));
      case ACCEPTED -> MasterWire.accepted(to, MasterDraft.there(draft.accepted));
      case VENUE -> MasterWire.venue(to, MasterDraft.there(draft.venue));
      case SEATS -> MasterWire.seats(to, MasterDraft.there(draft.seats));
      case RULES -> MasterWire.rules(to, MasterDraft.there(draft.rules));
      case KEYS -> MasterWire.keys(to, MasterDraft.there(draft.keys));
    }
  }

  void read(CborReader from, MasterDraft into) throws IOException {
    switch (this) {
      case INFORMATION ->
          into.signedInformation = from.bytes(EventInformationCodec.SIGNED_LENGTH_MAX);
      case ACCEPTED -> into.accepted = MasterWire.accepted(from);
      case VENUE -> into.venue = MasterWire.venue(from);
      case SEATS -> into.seats = MasterWire.seats(from);
      case RULES -> into.rules = MasterWire.rules(from);
      case KEYS -> into.keys = MasterWire.keys(from);
    }
  }

  boolean isIn(MasterDraft draft) {
    return switch (this) {
      case INFORMATION -> draft.signedInformation != null;
      case ACCEPTED -> draft.accepted != null;
      case VENUE -> draft.venue != null;
      case SEATS -> draft.seats != null;
      case RULES -> draft.rules != null;
      case KEYS -> draft.keys != null;
    };
  }
}
