package org.stile.simulator.chip;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stile.core.Bytes;

/**
 * Everything lasting on a chip. Immutable, so that a change is one step from one image to the next
 * and power can fail only before or after it.
 *
 * @param uid 7 bytes.
 * @param spent bytes of memory handed out; an EV1 takes nothing back before it is formatted.
 * @param applications by AID.
 */
record ChipImage(
    Generation generation,
    Bytes uid,
    KeySettings settings,
    ChipKey masterKey,
    int spent,
    SortedMap<Integer, Application> applications) {
  static final int UID_LENGTH = 7;

  /** As many as an EV1 has room for; a bound for the others, whose number memory limits. */
  static final int APPLICATIONS_MAX = 28;

  private static final KeySettings FACTORY_SETTINGS = new KeySettings(0x0F);

  ChipImage {
    if (uid.length() != UID_LENGTH) {
      throw new IllegalArgumentException("a DESFire has a uid of 7 bytes, not " + uid.length());
    }
    applications = Collections.unmodifiableSortedMap(new TreeMap<>(applications));
  }

  /** As delivered: DES master key of zeros, creating and listing free, nothing on it. */
  static ChipImage blank(Generation generation, Bytes uid) {
    return new ChipImage(
        generation, uid, FACTORY_SETTINGS, ChipKey.zero(KeyType.TDEA), 0, new TreeMap<>());
  }

  ChipImage with(KeySettings other) {
    return new ChipImage(generation, uid, other, masterKey, spent, applications);
  }

  ChipImage withSpent(int bytes) {
    return new ChipImage(generation, uid, settings, masterKey, bytes, applications);
  }

  ChipImage with(ChipKey master) {
    return new ChipImage(generation, uid, settings, master, spent, applications);
  }

  /** With {@code application} new or changed, and {@code bytes} more or less memory spent. */
  ChipImage with(Application application, int bytes) {
    var next = new TreeMap<>(applications);
    next.put(application.aid(), application);
    return new ChipImage(generation, uid, settings, masterKey, spent + bytes, next);
  }

  ChipImage with(Application application) {
    return with(application, 0);
  }

  ChipImage without(int aid, int bytesBack) {
    var next = new TreeMap<>(applications);
    next.remove(aid);
    return new ChipImage(generation, uid, settings, masterKey, spent - bytesBack, next);
  }

  /** Without any application, with all memory back; keys and settings stay. */
  ChipImage formatted() {
    return new ChipImage(generation, uid, settings, masterKey, 0, new TreeMap<>());
  }

  Optional<Application> named(Bytes name) {
    return applications.values().stream()
        .filter(application -> !name.isEmpty() && application.name().equals(name))
        .findFirst();
  }

  Optional<Application> withIsoId(int isoId) {
    return applications.values().stream()
        .filter(a -> a.isoId().isPresent() && a.isoId().getAsInt() == isoId)
        .findFirst();
  }

  int free() {
    return Generation.MEMORY_BYTES - spent;
  }
}
