package org.stile.chips.desfire;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.desfire.KeyFile.Keys;
import org.stile.core.id.ChipId;

/**
 * The master keys that chips are made with: the center's vault, or a demo's. Zeroed when closed.
 * Safe to share between threads.
 */
public final class ChipKeys implements AutoCloseable {
  private static final Set<KeyRole> ROLES = EnumSet.allOf(KeyRole.class);

  private final int version;
  private final Map<KeyRole, AesKey> masters;

  private ChipKeys(Keys keys) {
    version = keys.version();
    masters = new EnumMap<>(keys.byRole());
  }

  /**
   * Draws new keys.
   *
   * @param version which generation they are, range [1, 255]; chips tell it.
   */
  public static ChipKeys draw(int version, SecureRandom random) {
    if (version < 1 || version > 255) {
      throw new IllegalArgumentException("key set version out of range [1, 255]: " + version);
    }
    Map<KeyRole, AesKey> drawn = new EnumMap<>(KeyRole.class);
    byte[] material = new byte[AesKey.LENGTH];
    for (KeyRole role : ROLES) {
      random.nextBytes(material);
      drawn.put(role, AesKey.copyOf(material));
    }
    Arrays.fill(material, (byte) 0);
    return new ChipKeys(new Keys(version, drawn));
  }

  /**
   * Reads a key file.
   *
   * @throws KeyFileException if it is not one, with every line that is wrong.
   */
  public static ChipKeys read(Path file) throws IOException {
    return new ChipKeys(KeyFile.read(file, ROLES));
  }

  /** As {@link #read}, from bytes; the caller zeroes them. */
  public static ChipKeys parse(byte[] content) throws KeyFileException {
    return new ChipKeys(KeyFile.parse(content, ROLES));
  }

  /** Writes a new file that only its owner may read. */
  public void write(Path file) throws IOException {
    KeyFile.write(file, new Keys(version, masters));
  }

  /** Which generation of keys this is, range [1, 255]. */
  public int version() {
    return version;
  }

  /** What of them a gate is given; closed on its own. */
  public GateKeys gateKeys() {
    return new GateKeys(version, master(KeyRole.GATE).copy());
  }

  /** One key of one chip. */
  AesKey of(KeyRole role, ChipId chip) {
    return MasterKey.forChip(master(role), chip);
  }

  @Override
  public void close() {
    masters.values().forEach(AesKey::close);
  }

  @Override
  public String toString() {
    return "ChipKeys[version " + version + ", hidden]";
  }

  private AesKey master(KeyRole role) {
    AesKey master = masters.get(role);
    if (master == null) {
      throw new AssertionError("a key file without " + role.title() + " is refused");
    }
    return master;
  }
}
