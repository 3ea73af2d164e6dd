package org.stile.simulator.chip;

import java.util.random.RandomGenerator;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;

/** A chip that answers honestly up to some exchange, and from there on as an attacker might. */
public final class LyingChip implements VirtualChip {
  private static final int FRAME_BYTES = 59;
  private static final int GARBAGE_BYTES_MAX = 262; // What a PN532 passes on.
  private static final int WRAPPED_STATUS = 0x91;

  private final VirtualChip honest;
  private final int from;
  private final Lie lie;
  private final RandomGenerator random;
  private int exchanges;
  private Bytes last = Bytes.EMPTY;

  /**
   * Wraps a chip.
   *
   * @param from the first exchange to lie in, counted from 0.
   */
  public LyingChip(VirtualChip honest, int from, Lie lie, RandomGenerator random) {
    this.honest = honest;
    this.from = from;
    this.lie = lie;
    this.random = random;
  }

  /** What is wrong with its answers. */
  public enum Lie {
    /** The last data byte is missing. */
    ONE_BYTE_SHORT,
    /** A data byte too many. */
    ONE_BYTE_LONG,
    /** Nothing but a status that says all is well. */
    BARE_SUCCESS,
    /** Nothing but the first byte of an answer. */
    ONE_BYTE_ONLY,
    /** Full frames, each promising another one. */
    ENDLESS_FRAMES,
    /** What it would have said one exchange earlier. */
    REPLAYED,
    /** One bit of the last data byte, where message codes are, is wrong. */
    WRONG_MAC,
    /** Any number of random bytes. */
    GARBAGE,
    /** The uid it is listed by is not its own; all else is honest. */
    OTHER_UID
  }

  /** How many exchanges there were. */
  public int exchanges() {
    return exchanges;
  }

  @Override
  public boolean isNear() {
    return honest.isNear();
  }

  @Override
  public ChipTarget target() {
    ChipTarget target = honest.target();
    return lie == Lie.OTHER_UID
        ? new ChipTarget(
            withLastBitFlipped(target.uid()), target.atqa(), target.sak(), target.ats())
        : target;
  }

  @Override
  public void enterField() {
    honest.enterField();
  }

  @Override
  public void leaveField() {
    honest.leaveField();
  }

  @Override
  public Answer exchange(Bytes command) {
    Answer answer = honest.exchange(command);
    boolean lying = exchanges >= from && !answer.isSilence();
    exchanges++;
    Bytes said = lying ? lied(answer.response(), isApdu(command)) : answer.response();
    last = answer.response();
    return new Answer(said, answer.compute());
  }

  private static boolean isApdu(Bytes command) {
    return !command.isEmpty()
        && (command.at(0) == Envelope.WRAPPED_CLASS || command.at(0) == Envelope.ISO_CLASS);
  }

  private Bytes lied(Bytes response, boolean apdu) {
    int statusLength = apdu ? 2 : 1;
    Bytes data =
        apdu ? response.slice(0, response.length() - statusLength) : response.from(statusLength);
    Bytes status = apdu ? response.from(data.length()) : response.slice(0, statusLength);
    return switch (lie) {
      case ONE_BYTE_SHORT ->
          data.isEmpty() ? response : joined(apdu, data.slice(0, data.length() - 1), status);
      case ONE_BYTE_LONG -> joined(apdu, Bytes.concat(data, Bytes.of(0x00)), status);
      case BARE_SUCCESS -> apdu ? Bytes.of(WRAPPED_STATUS, 0x00) : Bytes.of(0x00);
      case ONE_BYTE_ONLY -> response.slice(0, 1);
      case ENDLESS_FRAMES -> {
        Bytes more = Bytes.of(Status.ADDITIONAL_FRAME.code());
        Bytes full = Handshake.draw(random, FRAME_BYTES);
        yield joined(apdu, full, apdu ? Bytes.concat(Bytes.of(WRAPPED_STATUS), more) : more);
      }
      case REPLAYED -> last.isEmpty() ? response : last;
      case WRONG_MAC -> data.isEmpty() ? response : joined(apdu, withLastBitFlipped(data), status);
      case GARBAGE -> Handshake.draw(random, 1 + random.nextInt(GARBAGE_BYTES_MAX));
      case OTHER_UID -> response;
    };
  }

  private static Bytes joined(boolean apdu, Bytes data, Bytes status) {
    return apdu ? Bytes.concat(data, status) : Bytes.concat(status, data);
  }

  private static Bytes withLastBitFlipped(Bytes bytes) {
    byte[] content = bytes.toArray();
    content[content.length - 1] ^= 0x01;
    return Bytes.copyOf(content);
  }
}
