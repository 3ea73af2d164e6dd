package org.stile.system.chips;

import java.util.ArrayList;
import java.util.List;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChannelException.Fault.ChipLost;
import org.stile.chips.channel.ChipChannel;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;
import org.stile.simulator.chip.VirtualChip;

/** The field of a reader with one virtual chip in it, which can be torn out at any exchange. */
final class Field implements ChipChannel {
  /** The longest command that a PN532 takes in one go. */
  private static final int COMMAND_LENGTH_MAX = 262;

  private final VirtualChip chip;
  private final List<Bytes> commands = new ArrayList<>();
  private int tornAt = Integer.MAX_VALUE;
  private Tear tear = Tear.BEFORE;
  private int commandLengthMax = COMMAND_LENGTH_MAX;
  private boolean gone;

  private Field(VirtualChip chip) {
    this.chip = chip;
  }

  /** When in an exchange the chip leaves. */
  enum Tear {
    /** Before the command reached it. */
    BEFORE,
    /** After it did all of it, and before its answer arrived. */
    AFTER
  }

  /** A chip is laid on the reader. */
  static Field with(VirtualChip chip) {
    chip.leaveField();
    chip.enterField();
    return new Field(chip);
  }

  /** It will be torn away at the exchange with this number, counted from 0. */
  Field tornAt(int exchange, Tear when) {
    tornAt = exchange;
    tear = when;
    return this;
  }

  /** The reader carries no longer commands than this, in bytes. */
  Field carrying(int longest) {
    commandLengthMax = longest;
    return this;
  }

  /** How many commands were sent so far. */
  int exchanges() {
    return commands.size();
  }

  /** The second byte of each command so far. */
  List<Integer> instructions() {
    return commands.stream().map(command -> command.at(1)).toList();
  }

  @Override
  public ChipTarget target() {
    return chip.target();
  }

  @Override
  public Bytes transceive(Bytes command) throws ChannelException {
    if (gone) {
      throw new ChannelException(new ChipLost("torn away earlier"));
    }
    if (command.length() > commandLengthMax) {
      throw new AssertionError("longer than this reader carries: " + command.length());
    }
    commands.add(command);
    boolean last = commands.size() > tornAt;
    if (last && tear == Tear.BEFORE) {
      throw leave();
    }
    VirtualChip.Answer answer = chip.exchange(command);
    if (last || answer.isSilence()) {
      throw leave();
    }
    return answer.response();
  }

  @Override
  public int commandLengthMax() {
    return commandLengthMax;
  }

  private ChannelException leave() {
    gone = true;
    chip.leaveField();
    return new ChannelException(new ChipLost("torn away"));
  }
}
