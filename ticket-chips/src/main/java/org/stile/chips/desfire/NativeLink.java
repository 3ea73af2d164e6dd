package org.stile.chips.desfire;

import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChipChannel;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;

/**
 * Native DESFire commands in ISO/IEC 7816-4 clothes, and answers in pieces put together. Owned by
 * the thread that owns the channel.
 *
 * <pre>
 * 90 INS 00 00 Lc body 00   ->   content 91 status
 * 90 INS 00 00 00           ->   content 91 status      (no body)
 * 90 AF  00 00 00           ->   more of the content, after status AF
 * </pre>
 */
final class NativeLink {
  /** The longest honest answer is a list of 28 applications, or 224 bytes of a file. */
  static final int ANSWER_LENGTH_MAX = 512;

  /** An honest piece but the last has 59 bytes (a 64-byte frame), so 512 bytes are 9 pieces. */
  static final int PIECES_MAX = 10;

  /** A piece of a command that fits a frame of 64 bytes with its wrapping; as nfcjlib cuts them. */
  static final int PIECE_LENGTH = 52;

  private static final int WRAPPING_LENGTH = 6;
  private static final int BODY_LENGTH_MAX = 255; // Lc is one byte.
  private static final int WRAPPED_CLASS = 0x90;
  private static final int WRAPPED_STATUS = 0x91;

  private final ChipChannel channel;

  NativeLink(ChipChannel channel) {
    this.channel = channel;
  }

  /**
   * What came back.
   *
   * @param sw both status bytes, range [0, 0xFFFF].
   * @param content what came before them.
   */
  record Answer(int sw, Bytes content) {
    boolean isNative() {
      return sw >>> 8 == WRAPPED_STATUS;
    }

    boolean says(Status status) {
      return isNative() && (sw & 0xFF) == status.code();
    }

    ChipException refusal(Instruction instruction) {
      return new ChipException(
          isNative()
              ? new Fault.Refused(instruction.title(), sw & 0xFF)
              : new Fault.Malformed(
                  instruction.title() + " was answered with status " + Integer.toHexString(sw)));
    }
  }

  ChipTarget target() {
    return channel.target();
  }

  /** The longest body that this pipe carries in one piece. */
  int onePieceMax() {
    return Math.min(BODY_LENGTH_MAX, channel.commandLengthMax() - WRAPPING_LENGTH);
  }

  /** One command, one answer; status {@link Status#ADDITIONAL_FRAME} is left to the caller. */
  Answer once(Instruction instruction, Bytes body) throws ChipException {
    Bytes command =
        body.length() == 0
            ? Bytes.of(WRAPPED_CLASS, instruction.code(), 0, 0, 0)
            : Bytes.concat(
                Bytes.of(WRAPPED_CLASS, instruction.code(), 0, 0, body.length()),
                body,
                Bytes.of(0));
    try {
      Bytes answer = channel.transceive(command);
      int end = answer.length() - 2;
      if (end < 0) {
        throw new ChipException(
            new Fault.Malformed(instruction.title() + " was answered without a status"));
      }
      return new Answer(answer.at(end) << 8 | answer.at(end + 1), answer.slice(0, end));
    } catch (ChannelException e) {
      throw new ChipException(new Fault.Channel(e.fault()), e);
    }
  }

  /** One command and its whole answer, in as many pieces as either takes. */
  Answer send(Instruction instruction, Bytes body) throws ChipException {
    int piece = instruction.isWhole() ? body.length() : PIECE_LENGTH;
    Answer answer = once(instruction, body.slice(0, Math.min(piece, body.length())));
    for (int at = piece; at < body.length(); at += piece) {
      boolean wantsMore = answer.says(Status.ADDITIONAL_FRAME);
      if (answer.says(Status.OK) || (wantsMore && answer.content().length() > 0)) {
        throw new ChipException(
            new Fault.Malformed(instruction.title() + " was answered before it was all said"));
      }
      if (!wantsMore) {
        return answer;
      }
      Bytes next = body.slice(at, Math.min(at + piece, body.length()));
      answer = once(Instruction.ADDITIONAL_FRAME, next);
    }
    return rest(instruction, answer);
  }

  private Answer rest(Instruction instruction, Answer first) throws ChipException {
    Bytes content = first.content();
    Answer answer = first;
    for (int pieces = 1; answer.says(Status.ADDITIONAL_FRAME); pieces++) {
      if (pieces == PIECES_MAX || answer.content().length() == 0) {
        throw endless(instruction, pieces, content.length());
      }
      answer = once(Instruction.ADDITIONAL_FRAME, Bytes.EMPTY);
      content = Bytes.concat(content, answer.content());
    }
    if (content.length() > ANSWER_LENGTH_MAX) {
      throw endless(instruction, PIECES_MAX, content.length());
    }
    return new Answer(answer.sw(), content);
  }

  private static ChipException endless(Instruction instruction, int pieces, int length) {
    return new ChipException(
        new Fault.Malformed(
            instruction.title()
                + " is still being answered after "
                + pieces
                + " pieces and "
                + length
                + " bytes"));
  }
}
