package org.stile.chips.desfire;

import org.stile.chips.crypto.AesKey;
import org.stile.chips.crypto.An10922;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;

/** From a master key to one chip's (docs/chip-layout.md, "Application"). */
final class MasterKey {
  private MasterKey() {}

  static AesKey forChip(AesKey master, ChipId chip) {
    return An10922.diversify(master, Bytes.concat(chip.uid(), Layout.AID, Layout.SYSTEM));
  }
}
