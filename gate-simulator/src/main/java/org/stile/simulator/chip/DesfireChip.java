package org.stile.simulator.chip;

import java.util.random.RandomGenerator;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;

/**
 * A MIFARE DESFire as a reader meets it: commands in, answers out. Its state is {@link ChipImage},
 * which lasts, and {@link CardState}, which does not. Owned by one thread.
 *
 * <p>Where public documents are silent it is strict: every error status ends the session and throws
 * the open transaction away, so that a reader that relied on either is found out here.
 */
public final class DesfireChip implements VirtualChip {
  private static final int ATQA = 0x0344;
  private static final int SAK = 0x20;

  private final CardState state;
  private final CommandFlow flow;
  private final ComputeTimes times;
  private boolean powered;

  DesfireChip(ChipMemory memory, RandomGenerator random, ComputeTimes times) {
    this.state = new CardState(memory, random);
    this.flow = new CommandFlow(state);
    this.times = times;
  }

  @Override
  public ChipTarget target() {
    ChipImage image = state.image();
    return new ChipTarget(image.uid(), ATQA, SAK, image.generation().ats());
  }

  @Override
  public void enterField() {
    powered = true;
    state.reset();
    flow.reset();
  }

  @Override
  public void leaveField() {
    if (powered) {
      powered = false;
      flow.losePower();
      state.reset();
    }
  }

  /**
   * {@inheritDoc}
   *
   * @return silence without power, and to what is no command at all.
   */
  @Override
  public Answer exchange(Bytes command) {
    if (!powered || command.isEmpty() || command.length() > Envelope.COMMAND_LENGTH_MAX) {
      return Answer.SILENCE;
    }
    try {
      Bytes response = response(Envelope.of(command));
      return new Answer(response, times.of(flow.lastCost()));
    } catch (PowerLost _) {
      leaveField();
      return Answer.SILENCE;
    }
  }

  /** All that is lasting on it, keys too, as the text a {@link ChipFile} would hold. */
  public String describe() {
    return ChipText.write(state.image());
  }

  ChipImage image() {
    return state.image();
  }

  /** Like {@link #exchange}, but power fails while the chip writes, or else before it answers. */
  void exchangeTorn(Bytes command) {
    state.failPowerAtNextWrite();
    Answer _ = exchange(command);
    leaveField();
  }

  private Bytes response(Envelope envelope) throws PowerLost {
    return switch (envelope) {
      case Envelope.Native(int code, Bytes data) -> {
        CommandFlow.Frame frame = flow.exchange(code, data);
        yield Bytes.concat(Bytes.of(frame.status().code()), frame.data());
      }
      case Envelope.Wrapped(int code, Bytes data) -> {
        CommandFlow.Frame frame = flow.exchange(code, data);
        yield Bytes.concat(frame.data(), Bytes.of(0x91, frame.status().code()));
      }
      case Envelope.Iso iso -> flow.iso(iso);
      case Envelope.Broken(Bytes answer) -> answer;
    };
  }
}
