package org.stile.chips.desfire;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChannelException.Fault.ChipLost;
import org.stile.chips.channel.ChipChannel;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;

/** A chip that says what it was told to say, and then is gone. */
final class ScriptedChannel implements ChipChannel {
  static final Bytes UID = Bytes.hex("04112233445566");

  private final Deque<Bytes> answers = new ArrayDeque<>();
  private final List<Bytes> commands = new ArrayList<>();
  private final int commandLengthMax;

  ScriptedChannel(int commandLengthMax) {
    this.commandLengthMax = commandLengthMax;
  }

  static ScriptedChannel saying(String... answers) {
    var channel = new ScriptedChannel(262);
    for (String answer : answers) {
      channel.answers.add(Bytes.hex(answer));
    }
    return channel;
  }

  /** The same answer for ever. */
  static ChipChannel sayingForEver(String answer) {
    return new ChipChannel() {
      private int commands;

      @Override
      public ChipTarget target() {
        return ScriptedChannel.saying().target();
      }

      @Override
      public Bytes transceive(Bytes command) {
        if (++commands > 100) {
          throw new AssertionError("asked " + commands + " times and still not tired of it");
        }
        return Bytes.hex(answer);
      }

      @Override
      public int commandLengthMax() {
        return 262;
      }
    };
  }

  void says(Bytes answer) {
    answers.add(answer);
  }

  List<Bytes> commands() {
    return commands;
  }

  boolean saidAll() {
    return answers.isEmpty();
  }

  @Override
  public ChipTarget target() {
    return new ChipTarget(UID, 0x0344, 0x20, Bytes.hex("067577810280"));
  }

  @Override
  public Bytes transceive(Bytes command) throws ChannelException {
    commands.add(command);
    if (answers.isEmpty()) {
      throw new ChannelException(new ChipLost("end of the script"));
    }
    return answers.removeFirst();
  }

  @Override
  public int commandLengthMax() {
    return commandLengthMax;
  }
}
