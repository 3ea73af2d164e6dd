package org.stile.drivers.pn532;

import java.time.Duration;
import java.util.List;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChannelException.Fault;
import org.stile.core.Bytes;

/**
 * A command of the PN532 and what it answers (UM0701-02 §7.2 and §7.3). The codec of each stands
 * with it.
 *
 * @param <R> what its response means.
 */
sealed interface Command<R> {
  /** How long the chip may take where nothing on the air is waited for. */
  Duration PROMPT = Duration.ofMillis(250);

  /** The command code; the response carries the next number. */
  int code();

  /** What follows the code. */
  Bytes parameters();

  /**
   * Reads the response, without its code.
   *
   * @throws ChannelException if it is not one.
   */
  R parse(Bytes response) throws ChannelException;

  /** How long to wait for the response after the ACK. */
  default Duration patience() {
    return PROMPT;
  }

  /** Whether sending it a second time, not knowing if the first was heard, does no harm. */
  default boolean repeatable() {
    return true;
  }

  /** A command whose response says nothing but that it was done. */
  sealed interface Plain extends Command<Status> {
    @Override
    default Status parse(Bytes response) throws ChannelException {
      expect(response.isEmpty(), this, response);
      return Status.OK;
    }
  }

  /** A command whose response is a status byte. */
  sealed interface Checked extends Command<Status> {
    @Override
    default Status parse(Bytes response) throws ChannelException {
      expect(response.length() == 1, this, response);
      return Status.of(response.at(0));
    }
  }

  /** A command whose response is a status byte and what a chip said. */
  sealed interface OnAir extends Command<Reply> {
    @Override
    default Reply parse(Bytes response) throws ChannelException {
      expect(!response.isEmpty(), this, response);
      return new Reply(response.at(0), response.from(1));
    }

    @Override
    default boolean repeatable() {
      return false; // The chip may have acted on it: a debit must not be sent twice.
    }
  }

  /**
   * What came over the air.
   *
   * @param statusByte range [0x00, 0xFF].
   * @param data what the chip said, range [0, 262] bytes.
   */
  record Reply(int statusByte, Bytes data) {
    Status status() {
      return Status.of(statusByte);
    }

    boolean announcesMore() {
      return Status.announcesMore(statusByte);
    }
  }

  /**
   * Who it says it is.
   *
   * @param ic 0x32 for a PN532.
   */
  record Firmware(int ic, int version, int revision) {
    static final int PN532 = 0x32;

    @Override
    public String toString() {
      String model = ic == PN532 ? "PN532" : "IC %02X".formatted(ic);
      return model + " v" + version + "." + revision;
    }
  }

  /** §7.2.1, test 00: the chip sends {@code pattern} back, which proves the line. */
  record LineTest(Bytes pattern) implements Command<Boolean> {
    private static final int COMMUNICATION_LINE = 0x00;

    @Override
    public int code() {
      return 0x00;
    }

    @Override
    public Bytes parameters() {
      return Bytes.concat(Bytes.of(COMMUNICATION_LINE), pattern);
    }

    @Override
    public Boolean parse(Bytes response) {
      return response.equals(parameters());
    }
  }

  /** §7.2.2: IC, version, revision, what it supports. */
  record GetFirmwareVersion() implements Command<Firmware> {
    @Override
    public int code() {
      return 0x02;
    }

    @Override
    public Bytes parameters() {
      return Bytes.EMPTY;
    }

    @Override
    public Firmware parse(Bytes response) throws ChannelException {
      expect(response.length() == 4, this, response);
      return new Firmware(response.at(0), response.at(1), response.at(2));
    }
  }

  /**
   * §7.2.8: the line's speed from the host's next ACK on.
   *
   * @param index into {@link HsuInterface#SPEEDS}.
   */
  record SetSerialBaudRate(int index) implements Plain {
    @Override
    public int code() {
      return 0x10;
    }

    @Override
    public Bytes parameters() {
      return Bytes.of(index);
    }

    @Override
    public boolean repeatable() {
      return false; // Once heard, the chip no longer listens at the speed of a second one.
    }
  }

  /** §7.2.9: what the chip does of itself. */
  record SetParameters(int flags) implements Plain {
    /** Answers ATR_REQ as a target; the default. */
    static final int AUTOMATIC_ATR_RES = 0x04;

    /** Sends RATS to a chip that speaks ISO/IEC 14443-4, while listing it. */
    static final int AUTOMATIC_RATS = 0x10;

    @Override
    public int code() {
      return 0x12;
    }

    @Override
    public Bytes parameters() {
      return Bytes.of(flags);
    }
  }

  /** §7.2.10, normal mode: also what brings the chip out of its low-battery start. */
  record SamConfiguration() implements Plain {
    private static final int NORMAL_MODE = 0x01;

    @Override
    public int code() {
      return 0x14;
    }

    @Override
    public Bytes parameters() {
      return Bytes.of(NORMAL_MODE);
    }
  }

  /** §7.3.1: one item of how the radio behaves. */
  record RfConfiguration(int item, Bytes values) implements Plain {
    /** Retry without end. */
    static final int FOR_EVER = 0xFF;

    /** Item 01: the field goes off; the next listing switches it on again. */
    static RfConfiguration fieldOff() {
      return new RfConfiguration(0x01, Bytes.of(0x00));
    }

    /**
     * Item 02: how long chips may take.
     *
     * @param atrResponse for ATR_RES, as a code: 100 us times 2 to the power of it less one.
     * @param reply for every other answer, the same.
     */
    static RfConfiguration timings(int atrResponse, int reply) {
      return new RfConfiguration(0x02, Bytes.of(0x00, atrResponse, reply));
    }

    /** Item 04: how often an exchange is tried again. */
    static RfConfiguration exchangeRetries(int count) {
      return new RfConfiguration(0x04, Bytes.of(count));
    }

    /** Item 05: how often ATR_REQ, PSL_REQ and the search for a chip are tried again. */
    static RfConfiguration retries(int atr, int psl, int activation) {
      return new RfConfiguration(0x05, Bytes.of(atr, psl, activation));
    }

    @Override
    public int code() {
      return 0x32;
    }

    @Override
    public Bytes parameters() {
      return Bytes.concat(Bytes.of(item), values);
    }
  }

  /** §7.3.5: finds up to {@code most} chips of ISO/IEC 14443-3 type A, at 106 kbit/s. */
  record InListPassiveTarget(int most) implements Command<List<Target>> {
    private static final int TYPE_A_106 = 0x00;

    @Override
    public int code() {
      return 0x4A;
    }

    @Override
    public Bytes parameters() {
      return Bytes.of(most, TYPE_A_106);
    }

    @Override
    public List<Target> parse(Bytes response) throws ChannelException {
      return Target.parse(response);
    }
  }

  /** §7.3.7: chip and reader go on at another bit rate, both ways. */
  record InPsl(int target, ChipSpeed speed) implements Checked {
    @Override
    public int code() {
      return 0x4E;
    }

    @Override
    public Bytes parameters() {
      return Bytes.of(target, speed.code, speed.code);
    }
  }

  /**
   * §7.3.8: a command to a chip and its answer; blocks, chaining and waiting time extensions of
   * ISO/IEC 14443-4 are the reader's business.
   */
  record InDataExchange(int target, boolean moreFollows, Bytes data) implements OnAir {
    /** The longest data of one exchange, either way. */
    static final int DATA_LENGTH_MAX = 262;

    private static final int MORE_INFORMATION = 0x40;

    /** A chip may ask for more time again and again; no visitor waits longer than this. */
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    @Override
    public int code() {
      return 0x40;
    }

    @Override
    public Bytes parameters() {
      return Bytes.concat(Bytes.of(moreFollows ? target | MORE_INFORMATION : target), data);
    }

    @Override
    public Duration patience() {
      return PATIENCE;
    }
  }

  /** §7.3.9: bytes to the chip as they are, with a CRC, and what it says to them. */
  record InCommunicateThru(Bytes data) implements OnAir {
    @Override
    public int code() {
      return 0x42;
    }

    @Override
    public Bytes parameters() {
      return data;
    }
  }

  private static void expect(boolean right, Command<?> command, Bytes response)
      throws ChannelException {
    if (!right) {
      throw new ChannelException(
          new Fault.ReaderProtocol("odd answer to " + command + ": " + response));
    }
  }
}
