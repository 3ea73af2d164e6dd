package org.stile.simulator.pn532;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.stile.core.Bytes;

/**
 * What is to go wrong with a simulated reader. May be set from any thread, at any time; everything
 * is counted from the moment it is set.
 */
public final class Faults {
  /** Which way bytes go. */
  public enum Way {
    TO_READER,
    TO_HOST
  }

  /** What brings a frozen reader back; each also yields to all after it. */
  public enum Cure {
    /** An ACK from the host, which ends the running command. */
    ABORT,
    /** The wake-up bytes 55 55. */
    WAKE_UP,
    /** A pulse on the reset pin. */
    RESET,
    /** Only taking its power away. */
    POWER_CYCLE
  }

  /** When, in an exchange, the chip is pulled away. */
  public enum Moment {
    /** The command does not reach the chip. */
    BEFORE_THE_CHIP_ACTS,
    /** The chip has done what it was told, its answer does not reach the reader. */
    AFTER_THE_CHIP_ACTED
  }

  private static final long NEVER = -1;

  private final Wire toReader = new Wire();
  private final Wire toHost = new Wire();
  private Optional<Cure> frozen = Optional.empty();
  private long commandsUntilFreeze = NEVER;
  private Cure coming = Cure.RESET;
  private long exchangesUntilPull = NEVER;
  private Moment pullMoment = Moment.BEFORE_THE_CHIP_ACTS;
  private Duration ackDelay = Duration.ZERO;
  private int acksToDrop;
  private int answersBeforeAck;
  private Bytes noise = Bytes.EMPTY;

  /** Nothing goes wrong yet. */
  public Faults() {}

  /** One direction of the line. */
  private static final class Wire {
    private long cutAfter = NEVER;
    private long corruptAt = NEVER;
    private int corruption;
    private long loseAt = NEVER;

    private byte[] carry(byte[] bytes, int count) {
      byte[] out = new byte[count];
      int kept = 0;
      for (int i = 0; i < count; i++) {
        if (cutAfter == 0) {
          break;
        }
        cutAfter = down(cutAfter);
        boolean lost = loseAt == 0;
        boolean corrupted = corruptAt == 0;
        loseAt = down(loseAt);
        corruptAt = down(corruptAt);
        if (!lost) {
          out[kept++] = (byte) (corrupted ? bytes[i] ^ corruption : bytes[i]);
        }
      }
      return kept == count ? out : Arrays.copyOf(out, kept);
    }

    private static long down(long counter) {
      return counter == NEVER ? NEVER : counter - 1;
    }
  }

  private Wire wire(Way way) {
    return switch (way) {
      case TO_READER -> toReader;
      case TO_HOST -> toHost;
    };
  }

  /** Lets {@code bytes} more through that way, then nothing until {@link #mend()}. */
  public synchronized void cutAfter(Way way, long bytes) {
    wire(way).cutAfter = bytes;
  }

  /** Turns over bits of the byte after the next {@code bytes}, once. */
  public synchronized void corruptAfter(Way way, long bytes, int bits) {
    wire(way).corruptAt = bytes;
    wire(way).corruption = bits;
  }

  /** Swallows the byte after the next {@code bytes}, once. */
  public synchronized void loseAfter(Way way, long bytes) {
    wire(way).loseAt = bytes;
  }

  /** The reader stops dead once it has taken {@code commands} more; until then all is well. */
  public synchronized void freezeAfter(long commands, Cure cure) {
    commandsUntilFreeze = commands;
    coming = cure;
  }

  /** The chip is pulled away in the exchange after the next {@code exchanges}. */
  public synchronized void pullChipAfter(long exchanges, Moment moment) {
    exchangesUntilPull = exchanges;
    pullMoment = moment;
  }

  /** Every ACK comes late by this much, until set to zero. */
  public synchronized void delayAcks(Duration delay) {
    ackDelay = delay;
  }

  /** The next {@code count} commands are answered without an ACK. */
  public synchronized void dropAcks(int count) {
    acksToDrop = count;
  }

  /** The next {@code count} answers come before their ACK, as some readers have been seen to do. */
  public synchronized void answerBeforeAck(int count) {
    answersBeforeAck = count;
  }

  /** These bytes come before every answer, until set to none. */
  public synchronized void noise(Bytes before) {
    noise = before;
  }

  /** Nothing goes wrong any more; what is frozen thaws. */
  public synchronized void mend() {
    for (Wire wire : new Wire[] {toReader, toHost}) {
      wire.cutAfter = NEVER;
      wire.corruptAt = NEVER;
      wire.loseAt = NEVER;
    }
    frozen = Optional.empty();
    commandsUntilFreeze = NEVER;
    exchangesUntilPull = NEVER;
    ackDelay = Duration.ZERO;
    acksToDrop = 0;
    answersBeforeAck = 0;
    noise = Bytes.EMPTY;
  }

  /** Whether the reader is frozen, and what would help. */
  public synchronized Optional<Cure> frozen() {
    return frozen;
  }

  synchronized byte[] carry(Way way, byte[] bytes, int count) {
    return wire(way).carry(bytes, count);
  }

  /** Counts a command; true if the reader freezes instead of answering it. */
  synchronized boolean freezesNow() {
    if (commandsUntilFreeze == NEVER) {
      return false;
    }
    if (commandsUntilFreeze-- > 0) {
      return false;
    }
    frozen = Optional.of(coming);
    return true;
  }

  /** Applies a cure; true if the reader is not, or no longer, frozen. */
  synchronized boolean thawedBy(Cure cure) {
    if (frozen.isPresent() && cure.compareTo(frozen.get()) >= 0) {
      frozen = Optional.empty();
    }
    return frozen.isEmpty();
  }

  /** Counts an exchange; the moment at which the chip is pulled in it, if it is. */
  synchronized Optional<Moment> pull() {
    if (exchangesUntilPull == NEVER || exchangesUntilPull-- > 0) {
      return Optional.empty();
    }
    return Optional.of(pullMoment);
  }

  synchronized Duration ackDelay() {
    return ackDelay;
  }

  synchronized boolean dropsAck() {
    return acksToDrop > 0 && acksToDrop-- > 0;
  }

  synchronized boolean answersBeforeAck() {
    return answersBeforeAck > 0 && answersBeforeAck-- > 0;
  }

  synchronized Bytes noise() {
    return noise;
  }
}
