package org.stile.simulator.chip;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.stile.core.Bytes;

/**
 * Takes a chip's commands frame by frame: puts what comes in several frames together, has it
 * guarded, opened, done and sealed, and cuts the answer into frames.
 *
 * <pre>
 *           command             more payload to come       AF data
 *   Idle ------------> (done) <------------------- Collecting <---.
 *    ^  |                |  answer too long             |_________|
 *    |  | authenticate   v
 *    |  '-> Challenged  Telling --AF--> Telling ... last frame --> Idle
 *    |          | AF cryptogram
 *    '----------'          any other command than AF: CA, back to Idle
 * </pre>
 */
final class CommandFlow {
  private static final int ADDITIONAL_FRAME = 0xAF;
  private static final int ISO_SELECT = 0xA4;
  private static final int ISO_ANSWER_MAX = 256; // Short APDU (ISO/IEC 7816-4).
  private static final int MASTER_FILE = 0x3F00;
  private static final Bytes PICC_NAME = Bytes.hex("D2 76 00 00 85 01 00");

  private final CardState state;
  private Stage stage = new Stage.Idle();
  private Cost lastCost = Cost.FRAME;

  CommandFlow(CardState state) {
    this.state = state;
  }

  /** What the chip waits for. */
  private sealed interface Stage {
    record Idle() implements Stage {}

    record Challenged(Handshake handshake) implements Stage {}

    /** Bounded by the payload's length, which the guard held against the file's size. */
    record Collecting(Instruction instruction, Protection protection, Bytes sofar)
        implements Stage {}

    record Telling(Deque<Bytes> frames) implements Stage {}
  }

  /** One frame of an answer. */
  record Frame(Status status, Bytes data) {}

  void reset() {
    stage = new Stage.Idle();
    lastCost = Cost.FRAME;
  }

  /** What kind of work the last frame was. */
  Cost lastCost() {
    return lastCost;
  }

  /** A plain or MACed write under way had its first frames written when power went. */
  void losePower() {
    if (stage instanceof Stage.Collecting(var instruction, var protection, var sofar)
        && instruction == Instruction.WRITE_DATA
        && protection.mode() != CommMode.FULL) {
      try {
        DataCommands.writeUnfinished(state, new Request(instruction, sofar));
      } catch (IOException | PowerLost _) {
        // The file keeps what it held: a tear may do that too.
      }
    }
    reset();
  }

  /** One native command or further frame. */
  Frame exchange(int code, Bytes data) throws PowerLost {
    lastCost = Cost.FRAME;
    try {
      return code == ADDITIONAL_FRAME ? goOn(data) : begin(code, data);
    } catch (Declined declined) {
      return declined(declined.status());
    } catch (IOException _) {
      return declined(Status.MEMORY_ERROR);
    }
  }

  private Frame declined(Status status) {
    stage = new Stage.Idle();
    state.forgetSession();
    state.forgetTransaction();
    return new Frame(status, Bytes.EMPTY);
  }

  private Frame begin(int code, Bytes data) throws Declined, IOException, PowerLost {
    Declined.unless(stage instanceof Stage.Idle, Status.COMMAND_ABORTED);
    var handshake = Authentication.of(code, state.generation());
    if (handshake.isPresent()) {
      lastCost = Cost.AUTHENTICATE_START;
      Handshake begun = handshake.get().begin(state, data);
      stage = new Stage.Challenged(begun);
      return new Frame(Status.ADDITIONAL_FRAME, begun.challenge());
    }
    var known = Instruction.of(code, state.generation());
    if (known.isEmpty()) {
      throw new Declined(Status.ILLEGAL_COMMAND);
    }
    Instruction instruction = known.get();
    boolean fits = instruction.isIsoChained() || data.length() <= Reply.FRAME_BYTES;
    Declined.unless(fits, Status.LENGTH_ERROR);
    Protection protection = instruction.guard().protection(state, data);
    return collect(instruction, protection, data);
  }

  private Frame goOn(Bytes data) throws Declined, IOException, PowerLost {
    Declined.unless(data.length() <= Reply.FRAME_BYTES, Status.LENGTH_ERROR);
    return switch (stage) {
      case Stage.Idle _ -> throw new Declined(Status.ILLEGAL_COMMAND);
      case Stage.Challenged(Handshake handshake) -> {
        lastCost = Cost.AUTHENTICATE_FINISH;
        Handshake.Opened opened = handshake.finish(data);
        state.open(opened.channel());
        stage = new Stage.Idle();
        yield new Frame(Status.OPERATION_OK, opened.answer());
      }
      case Stage.Collecting(var instruction, var protection, var sofar) -> {
        Declined.unless(!data.isEmpty(), Status.LENGTH_ERROR);
        yield collect(instruction, protection, Bytes.concat(sofar, data));
      }
      case Stage.Telling(Deque<Bytes> frames) -> {
        Declined.unless(data.isEmpty(), Status.LENGTH_ERROR);
        yield tell(frames);
      }
    };
  }

  private Frame collect(Instruction instruction, Protection protection, Bytes data)
      throws Declined, IOException, PowerLost {
    if (protection.flow() == Protection.Flow.IN) {
      int total =
          protection.headerLength()
              + state.channel().sealedLength(protection.payloadLength(), protection.mode());
      if (data.length() < total && instruction.takesFrames()) {
        stage = new Stage.Collecting(instruction, protection, data);
        return new Frame(Status.ADDITIONAL_FRAME, Bytes.EMPTY);
      }
      Declined.unless(data.length() == total, Status.LENGTH_ERROR);
    }
    stage = new Stage.Idle();
    return execute(instruction, protection, data);
  }

  private Frame execute(Instruction instruction, Protection protection, Bytes data)
      throws Declined, IOException, PowerLost {
    lastCost = instruction.cost();
    Bytes opened =
        instruction == Instruction.CHANGE_KEY
            ? KeyCryptogram.open(state, data)
            : state.channel().open(instruction.code(), data, protection);
    Declined.unless(instruction.takes(opened.length()), Status.LENGTH_ERROR);
    Reply reply = instruction.handler().run(state, new Request(instruction, opened));
    Bytes sealed = state.channel().seal(reply.data(), protection);
    if (instruction.isIsoChained()) {
      Declined.unless(sealed.length() <= ISO_ANSWER_MAX, Status.LENGTH_ERROR);
      return new Frame(Status.OPERATION_OK, sealed);
    }
    return tell(new ArrayDeque<>(reply.frames(sealed)));
  }

  private Frame tell(Deque<Bytes> frames) {
    Bytes next = frames.removeFirst();
    stage = frames.isEmpty() ? new Stage.Idle() : new Stage.Telling(frames);
    return new Frame(frames.isEmpty() ? Status.OPERATION_OK : Status.ADDITIONAL_FRAME, next);
  }

  /** SELECT by DF name or file identifier, the only ISO/IEC 7816-4 command known here. */
  Bytes iso(Envelope.Iso command) {
    lastCost = Cost.SELECT;
    if (command.instruction() != ISO_SELECT) {
      return Bytes.of(0x6D, 0x00);
    }
    boolean byName = command.p1() == 0x04;
    boolean byId = command.p1() == 0x00;
    if (!(byName || byId) || (command.p2() != 0x00 && command.p2() != 0x0C)) {
      return Bytes.of(0x6A, 0x86);
    }
    Bytes wanted = command.data();
    if (byId ? wanted.length() != 2 : wanted.isEmpty() || wanted.length() > 16) {
      return Bytes.of(0x67, 0x00);
    }
    List<Integer> found = byName ? named(wanted) : identified(wanted);
    stage = new Stage.Idle();
    if (found.isEmpty()) {
      return Bytes.of(0x6A, 0x82);
    }
    state.select(found.getFirst());
    return Bytes.of(0x90, 0x00);
  }

  private List<Integer> named(Bytes name) {
    if (name.equals(PICC_NAME)) {
      return List.of(CardState.PICC);
    }
    return state.image().named(name).map(Application::aid).stream().toList();
  }

  private List<Integer> identified(Bytes id) {
    int isoId = (id.at(0) << 8) | id.at(1);
    if (isoId == MASTER_FILE) {
      return List.of(CardState.PICC);
    }
    return state.image().withIsoId(isoId).map(Application::aid).stream().toList();
  }
}
