package org.stile.drivers.pn532;

import java.io.ByteArrayOutputStream;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChannelException.Fault;
import org.stile.chips.channel.ChipChannel;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;
import org.stile.drivers.pn532.Command.InDataExchange;

/** The pipe to one listed chip, through InDataExchange (UM0701-02 §7.3.8). Owned by one thread. */
final class DepChannel implements ChipChannel {
  /** Four exchanges: more than any command of a ticket chip, and little memory. */
  static final int COMMAND_LENGTH_MAX = 4 * InDataExchange.DATA_LENGTH_MAX;

  /** What the contract allows; a chip that says more is not one of ours. */
  static final int ANSWER_LENGTH_MAX = 262;

  private static final int ANSWER_LENGTH_MIN = 2;

  /** Pieces an answer may come in; a chip that goes on for ever must not hold the lane. */
  private static final int PIECES_MAX = 16;

  private final Pn532Reader reader;
  private final Target target;
  private final ChipSpeed speed;

  DepChannel(Pn532Reader reader, Target target, ChipSpeed speed) {
    this.reader = reader;
    this.target = target;
    this.speed = speed;
  }

  @Override
  public ChipTarget target() {
    return target.chip();
  }

  @Override
  public int commandLengthMax() {
    return COMMAND_LENGTH_MAX;
  }

  @Override
  public Bytes transceive(Bytes command) throws ChannelException {
    if (command.isEmpty() || command.length() > COMMAND_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "a command has 1 to " + COMMAND_LENGTH_MAX + " bytes, not " + command.length());
    }
    return reader.exchange(this, chip -> transceive(chip, command));
  }

  private Bytes transceive(Pn532 chip, Bytes command) throws ChannelException {
    if (!target.chip().speaksIsoDep()) {
      throw lost("this chip does not speak ISO/IEC 14443-4");
    }
    Bytes rest = command;
    while (rest.length() > InDataExchange.DATA_LENGTH_MAX) {
      Bytes piece = rest.slice(0, InDataExchange.DATA_LENGTH_MAX);
      checked(chip.run(new InDataExchange(target.number(), true, piece)));
      rest = rest.from(InDataExchange.DATA_LENGTH_MAX);
    }
    Command.Reply reply = checked(chip.run(new InDataExchange(target.number(), false, rest)));
    return reply.announcesMore() ? collect(chip, reply) : whole(reply.data());
  }

  private Bytes collect(Pn532 chip, Command.Reply first) throws ChannelException {
    var answer = new ByteArrayOutputStream(ANSWER_LENGTH_MAX);
    Command.Reply reply = first;
    answer.writeBytes(reply.data().toArray());
    for (int pieces = 1; reply.announcesMore(); pieces++) {
      if (pieces == PIECES_MAX || answer.size() > ANSWER_LENGTH_MAX) {
        throw lost("an answer without end");
      }
      reply = checked(chip.run(new InDataExchange(target.number(), false, Bytes.EMPTY)));
      answer.writeBytes(reply.data().toArray());
    }
    return whole(Bytes.copyOf(answer.toByteArray()));
  }

  private static Bytes whole(Bytes answer) throws ChannelException {
    if (answer.length() < ANSWER_LENGTH_MIN || answer.length() > ANSWER_LENGTH_MAX) {
      throw lost("an answer of " + answer.length() + " bytes");
    }
    return answer;
  }

  private Command.Reply checked(Command.Reply reply) throws ChannelException {
    Status status = reply.status();
    if (status == Status.OK) {
      return reply;
    }
    if (status.isNoise() && speed != ChipSpeed.KBIT_106) {
      reader.slowDown(target, status);
    }
    throw new ChannelException(status.asFault());
  }

  private static ChannelException lost(String why) {
    return new ChannelException(new Fault.ChipLost(why));
  }
}
