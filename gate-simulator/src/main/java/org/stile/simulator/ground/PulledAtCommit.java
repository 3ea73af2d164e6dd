package org.stile.simulator.ground;

import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;
import org.stile.simulator.chip.DesfireChip;
import org.stile.simulator.chip.VirtualChip;

/** A chip that is pulled away at the worst moment: it has committed, and its answer is lost. */
final class PulledAtCommit implements VirtualChip {
  private static final int COMMIT = 0xC7;

  private final DesfireChip chip;
  private boolean gone;

  PulledAtCommit(DesfireChip chip) {
    this.chip = chip;
  }

  @Override
  public boolean isNear() {
    return !gone;
  }

  @Override
  public ChipTarget target() {
    return chip.target();
  }

  @Override
  public void enterField() {
    chip.enterField();
  }

  @Override
  public void leaveField() {
    chip.leaveField();
  }

  @Override
  public Answer exchange(Bytes command) {
    if (gone) {
      return Answer.SILENCE;
    }
    Answer answer = chip.exchange(command);
    if (command.length() > 1 && command.at(1) == COMMIT) {
      gone = true;
      chip.leaveField();
      return Answer.SILENCE;
    }
    return answer;
  }
}
