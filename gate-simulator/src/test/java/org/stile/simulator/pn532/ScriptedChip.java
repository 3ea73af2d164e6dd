package org.stile.simulator.pn532;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;
import org.stile.simulator.chip.VirtualChip;

/** A chip that says what a test tells it to, and remembers what it was told. */
final class ScriptedChip implements VirtualChip {
  /** As a DESFire card presents itself. */
  static final ChipTarget DESFIRE =
      new ChipTarget(Bytes.hex("04112233445566"), 0x0344, 0x20, Bytes.hex("067577810280"));

  final List<Bytes> heard = new ArrayList<>();
  int entered;
  int left;
  boolean near = true;
  private final ChipTarget target;
  private final UnaryOperator<Bytes> script;

  ScriptedChip(ChipTarget target, UnaryOperator<Bytes> script) {
    this.target = target;
    this.script = script;
  }

  /** Says back what it hears. */
  static ScriptedChip echo() {
    return new ScriptedChip(DESFIRE, command -> command);
  }

  static ScriptedChip withUid(String uid) {
    return new ScriptedChip(
        new ChipTarget(Bytes.hex(uid), 0x0344, 0x20, DESFIRE.ats()), command -> command);
  }

  @Override
  public ChipTarget target() {
    return target;
  }

  @Override
  public void enterField() {
    entered++;
  }

  @Override
  public void leaveField() {
    left++;
  }

  @Override
  public boolean isNear() {
    return near;
  }

  @Override
  public Answer exchange(Bytes command) {
    heard.add(command);
    return new Answer(script.apply(command), Duration.ofMillis(1));
  }
}
