package org.stile.chips.desfire;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.desfire.KeyFile.Keys;
import org.stile.core.id.ChipId;

/**
 * All that a gate holds of the chips' keys: enough to read, to stamp and to take entries away,
 * nothing to issue with. Zeroed when closed. Safe to share between threads.
 */
public final class GateKeys implements AutoCloseable {
  private static final Set<KeyRole> ROLES = Set.of(KeyRole.GATE);

  private final int version;
  private final AesKey gate;

  GateKeys(int version, AesKey gate) {
    this.version = version;
    this.gate = gate;
  }

  /**
   * Reads a gate's key file.
   *
   * @throws KeyFileException if it is not one, with every line that is wrong.
   */
  public static GateKeys read(Path file) throws IOException {
    return of(KeyFile.read(file, ROLES));
  }

  /** As {@link #read}, from bytes; the caller zeroes them. */
  public static GateKeys parse(byte[] content) throws KeyFileException {
    return of(KeyFile.parse(content, ROLES));
  }

  /** Writes a new file that only its owner may read. */
  public void write(Path file) throws IOException {
    KeyFile.write(file, new Keys(version, Map.of(KeyRole.GATE, gate)));
  }

  /** Which generation of keys this is, range [1, 255]. */
  public int version() {
    return version;
  }

  /** The gate's key on one chip. */
  AesKey of(ChipId chip) {
    return MasterKey.forChip(gate, chip);
  }

  @Override
  public void close() {
    gate.close();
  }

  @Override
  public String toString() {
    return "GateKeys[version " + version + ", hidden]";
  }

  private static GateKeys of(Keys keys) {
    AesKey gate = keys.byRole().get(KeyRole.GATE);
    if (gate == null) {
      throw new AssertionError("a key file without its key is refused");
    }
    return new GateKeys(keys.version(), gate);
  }
}
