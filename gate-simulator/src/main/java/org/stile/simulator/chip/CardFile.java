package org.stile.simulator.chip;

import java.util.ArrayList;
import java.util.List;
import org.stile.core.Bytes;

/** One file of an application, as it stands in the chip's memory. Immutable. */
sealed interface CardFile {
  /** Memory is handed out in pages of this many bytes. */
  int PAGE_BYTES = 32;

  FileSettings settings();

  /** The same file with other settings. */
  CardFile with(FileSettings settings);

  /** The file type GetFileSettings tells. */
  int type();

  /** Bytes of memory it takes, whole pages. */
  int memory();

  /** A file whose bytes are written at an offset. */
  sealed interface Data extends CardFile {
    Bytes content();

    Data holding(Bytes content);

    /** This file with {@code bytes} at {@code offset}. */
    default Data written(int offset, Bytes bytes) {
      byte[] next = content().toArray();
      bytes.copyInto(next, offset);
      return holding(Bytes.copyOf(next));
    }
  }

  /** Written at once and without a second copy: a tear leaves it torn. */
  record Standard(FileSettings settings, Bytes content) implements Data {
    @Override
    public Standard with(FileSettings other) {
      return new Standard(other, content);
    }

    @Override
    public Standard holding(Bytes other) {
      return new Standard(settings, other);
    }

    @Override
    public int type() {
      return 0;
    }

    @Override
    public int memory() {
      return pages(content.length());
    }
  }

  /** Written to a second copy that becomes the file at commit. */
  record Backup(FileSettings settings, Bytes content) implements Data {
    @Override
    public Backup with(FileSettings other) {
      return new Backup(other, content);
    }

    @Override
    public Backup holding(Bytes other) {
      return new Backup(settings, other);
    }

    @Override
    public int type() {
      return 1;
    }

    @Override
    public int memory() {
      return 2 * pages(content.length());
    }
  }

  /**
   * A number between two limits.
   *
   * @param limitedCredit how much LimitedCredit may still give back.
   */
  record Value(
      FileSettings settings,
      int lower,
      int upper,
      int value,
      int limitedCredit,
      boolean limitedCreditEnabled)
      implements CardFile {
    public Value {
      if (lower > value || value > upper || limitedCredit < 0) {
        throw new IllegalArgumentException("a value lies between its limits");
      }
    }

    Value holding(int other, int credit) {
      return new Value(settings, lower, upper, other, credit, limitedCreditEnabled);
    }

    @Override
    public Value with(FileSettings other) {
      return new Value(other, lower, upper, value, limitedCredit, limitedCreditEnabled);
    }

    @Override
    public int type() {
      return 2;
    }

    @Override
    public int memory() {
      return PAGE_BYTES;
    }
  }

  /**
   * Records of one size, oldest first.
   *
   * @param cyclic whether a full file forgets its oldest record; one record of the capacity is then
   *     the copy being written and never seen.
   */
  record Records(
      FileSettings settings, boolean cyclic, int recordSize, int capacity, List<Bytes> records)
      implements CardFile {
    public Records {
      records = List.copyOf(records);
      if (records.size() > capacity || records.stream().anyMatch(r -> r.length() != recordSize)) {
        throw new IllegalArgumentException("records of another size, or too many");
      }
    }

    boolean isFull() {
      return records.size() >= (cyclic ? capacity - 1 : capacity);
    }

    /** With an empty record added, and the oldest gone if there was no room. */
    Records withBlank() {
      var next = new ArrayList<>(records);
      if (isFull()) {
        next.removeFirst();
      }
      next.add(Bytes.copyOf(new byte[recordSize]));
      return new Records(settings, cyclic, recordSize, capacity, next);
    }

    /** With {@code bytes} at {@code offset} of the newest record. */
    Records withLast(int offset, Bytes bytes) {
      var next = new ArrayList<>(records);
      byte[] last = next.removeLast().toArray();
      bytes.copyInto(last, offset);
      next.add(Bytes.copyOf(last));
      return new Records(settings, cyclic, recordSize, capacity, next);
    }

    Records cleared() {
      return new Records(settings, cyclic, recordSize, capacity, List.of());
    }

    @Override
    public Records with(FileSettings other) {
      return new Records(other, cyclic, recordSize, capacity, records);
    }

    @Override
    public int type() {
      return cyclic ? 4 : 3;
    }

    @Override
    public int memory() {
      return pages(recordSize * capacity);
    }
  }

  /**
   * The chip's word on the last transaction (MF2DLHX0, transaction MAC).
   *
   * @param counter TMC, range [0, 2^32 - 1].
   * @param mac TMV, 8 bytes.
   */
  record TransactionMac(FileSettings settings, ChipKey key, long counter, Bytes mac)
      implements CardFile {
    static final int MAC_LENGTH = 8;
    static final long COUNTER_MAX = 0xFFFF_FFFFL;

    public TransactionMac {
      if (counter < 0 || counter > COUNTER_MAX || mac.length() != MAC_LENGTH) {
        throw new IllegalArgumentException("a counter of 32 bits and a MAC of 8 bytes");
      }
    }

    /** TMC and TMV, 12 bytes, as reading the file and committing with option 1 give them. */
    Bytes content() {
      return Bytes.concat(LittleEndian.bytes(counter, 4), mac);
    }

    @Override
    public TransactionMac with(FileSettings other) {
      return new TransactionMac(other, key, counter, mac);
    }

    @Override
    public int type() {
      return 5;
    }

    @Override
    public int memory() {
      return PAGE_BYTES;
    }
  }

  private static int pages(int bytes) {
    return (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
  }
}
