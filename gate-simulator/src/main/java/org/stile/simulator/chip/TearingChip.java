package org.stile.simulator.chip;

import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;

/**
 * A chip that is pulled away, once, at a chosen moment of a chosen exchange. From then on it is not
 * near, until {@link #bringBack}.
 */
public final class TearingChip implements VirtualChip {
  private final DesfireChip chip;
  private final int tearAt;
  private final Moment moment;
  private int exchanges;
  private State state = State.NEAR;

  /**
   * Wraps a chip.
   *
   * @param tearAt which exchange, counted from 0 over all sessions.
   */
  public TearingChip(DesfireChip chip, int tearAt, Moment moment) {
    if (tearAt < 0) {
      throw new IllegalArgumentException("exchanges are counted from 0, not " + tearAt);
    }
    this.chip = chip;
    this.tearAt = tearAt;
    this.moment = moment;
  }

  /** When within an exchange. */
  public enum Moment {
    /** The command does not reach the chip. */
    BEFORE,
    /**
     * While the chip writes: a standard file is left half written, a commit did not happen. An
     * exchange that writes nothing is done, and its answer lost.
     */
    WHILE_WRITING,
    /** The chip has done all it was told; only its answer is lost. */
    BEFORE_THE_ANSWER,
    /** The chip stays; one bit of its answer arrives wrong. */
    ANSWER_CORRUPTED
  }

  private enum State {
    NEAR,
    GONE,
    BACK
  }

  /** How many exchanges there were, the torn one included. */
  public int exchanges() {
    return exchanges;
  }

  /** Whether its moment has come. */
  public boolean wasTorn() {
    return state != State.NEAR;
  }

  /** The holder taps again; it is not pulled away a second time. */
  public void bringBack() {
    state = State.BACK;
  }

  @Override
  public boolean isNear() {
    return state != State.GONE;
  }

  @Override
  public ChipTarget target() {
    return chip.target();
  }

  @Override
  public void enterField() {
    if (isNear()) {
      chip.enterField();
    }
  }

  @Override
  public void leaveField() {
    chip.leaveField();
  }

  @Override
  public Answer exchange(Bytes command) {
    if (!isNear()) {
      return Answer.SILENCE;
    }
    boolean now = state == State.NEAR && exchanges == tearAt;
    exchanges++;
    return now ? torn(command) : chip.exchange(command);
  }

  private Answer torn(Bytes command) {
    return switch (moment) {
      case BEFORE -> {
        chip.leaveField();
        yield gone();
      }
      case WHILE_WRITING -> {
        chip.exchangeTorn(command);
        yield gone();
      }
      case BEFORE_THE_ANSWER -> {
        Answer _ = chip.exchange(command);
        chip.leaveField();
        yield gone();
      }
      case ANSWER_CORRUPTED -> {
        state = State.BACK;
        Answer answer = chip.exchange(command);
        yield new Answer(flipped(answer.response()), answer.compute());
      }
    };
  }

  private Answer gone() {
    state = State.GONE;
    return Answer.SILENCE;
  }

  private static Bytes flipped(Bytes response) {
    byte[] content = response.toArray();
    if (content.length > 0) {
      content[content.length / 2] ^= 0x01;
    }
    return Bytes.copyOf(content);
  }
}
