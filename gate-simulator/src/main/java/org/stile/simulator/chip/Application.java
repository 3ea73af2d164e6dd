package org.stile.simulator.chip;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stile.core.Bytes;

/**
 * One application of a chip. Immutable.
 *
 * @param aid range [1, 0xFFFFFF].
 * @param keySettings see {@link KeySettings}.
 * @param filesHaveIsoIds whether files of it are created with an ISO identifier.
 * @param isoId its own ISO identifier, if any.
 * @param name its DF name, range [0, 16] bytes.
 * @param keys AES keys, range [1, 14].
 * @param files by number, range [0, 31].
 */
record Application(
    int aid,
    KeySettings keySettings,
    boolean filesHaveIsoIds,
    OptionalInt isoId,
    Bytes name,
    List<ChipKey> keys,
    SortedMap<Integer, CardFile> files) {
  static final int AID_MAX = 0xFFFFFF;
  static final int KEYS_MAX = 14;
  static final int NAME_MAX = 16;
  static final int FILE_NUMBER_MAX = 31;

  /** Estimate: what a directory entry and a key set take of the memory. */
  static final int OVERHEAD_BYTES = 5 * CardFile.PAGE_BYTES;

  Application {
    keys = List.copyOf(keys);
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  Application with(KeySettings settings) {
    return new Application(aid, settings, filesHaveIsoIds, isoId, name, keys, files);
  }

  Application withKey(int number, ChipKey key) {
    var next = new ArrayList<>(keys);
    next.set(number, key);
    return new Application(aid, keySettings, filesHaveIsoIds, isoId, name, next, files);
  }

  Application withFile(int number, CardFile file) {
    var next = new TreeMap<>(files);
    next.put(number, file);
    return new Application(aid, keySettings, filesHaveIsoIds, isoId, name, keys, next);
  }

  Application withoutFile(int number) {
    var next = new TreeMap<>(files);
    next.remove(number);
    return new Application(aid, keySettings, filesHaveIsoIds, isoId, name, keys, next);
  }

  /** The number of its transaction MAC file, of which it has at most one. */
  OptionalInt transactionMacNumber() {
    return files.entrySet().stream()
        .filter(entry -> entry.getValue() instanceof CardFile.TransactionMac)
        .mapToInt(entry -> entry.getKey())
        .findFirst();
  }

  Optional<CardFile.TransactionMac> transactionMac() {
    return files.values().stream()
        .filter(CardFile.TransactionMac.class::isInstance)
        .map(CardFile.TransactionMac.class::cast)
        .findFirst();
  }

  int memory() {
    return OVERHEAD_BYTES + files.values().stream().mapToInt(CardFile::memory).sum();
  }

  /** AID as commands carry it: low byte first. */
  Bytes aidBytes() {
    return LittleEndian.bytes(aid, 3);
  }
}
