package org.stile.system.chips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stile.system.chips.ChipRig.EVENT;
import static org.stile.system.chips.ChipRig.entry;
import static org.stile.system.chips.ChipRig.stamp;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.StampResult;
import org.stile.chips.TicketChip;
import org.stile.chips.channel.ChannelException;
import org.stile.chips.channel.ChipChannel;
import org.stile.chips.channel.ChipTarget;
import org.stile.chips.desfire.ChipReport;
import org.stile.core.Bytes;
import org.stile.simulator.chip.Generation;
import org.stile.simulator.chip.VirtualChip;

/**
 * Somebody between the gate and a genuine chip, who changes one answer of an admission: every
 * answer in turn, in every way.
 */
class LyingChipTest {
  /** Twice what the longest honest admission takes. */
  private static final int PATIENCE = 30;

  private final ChipRig rig = new ChipRig();

  /** What is done to an answer; {@code before} is the one before it. */
  private enum Lie {
    FIRST_BIT_FLIPPED {
      @Override
      Bytes of(Bytes answer, Bytes before) {
        return flipped(answer, 0);
      }
    },
    LAST_CONTENT_BIT_FLIPPED {
      @Override
      Bytes of(Bytes answer, Bytes before) {
        return flipped(answer, Math.max(0, answer.length() - 3));
      }
    },
    ONE_BYTE_SHORT {
      @Override
      Bytes of(Bytes answer, Bytes before) {
        return answer.from(1);
      }
    },
    ONE_BYTE_LONG {
      @Override
      Bytes of(Bytes answer, Bytes before) {
        return Bytes.concat(Bytes.of(0x00), answer);
      }
    },
    NO_CONTENT {
      @Override
      Bytes of(Bytes answer, Bytes before) {
        return Bytes.hex("91 00");
      }
    },
    NOTHING {
      @Override
      Bytes of(Bytes answer, Bytes before) {
        return Bytes.EMPTY;
      }
    },
    BOUNDARY_ERROR {
      @Override
      Bytes of(Bytes answer, Bytes before) {
        return Bytes.hex("91 BE");
      }
    },
    AUTHENTICATION_ERROR {
      @Override
      Bytes of(Bytes answer, Bytes before) {
        return Bytes.hex("91 AE");
      }
    },
    UNKNOWN_ERROR {
      @Override
      Bytes of(Bytes answer, Bytes before) {
        return Bytes.hex("91 42");
      }
    },
    OTHER_STATUS {
      @Override
      Bytes of(Bytes answer, Bytes before) {
        return Bytes.hex("69 85");
      }
    },
    MORE_TO_COME {
      @Override
      Bytes of(Bytes answer, Bytes before) {
        return Bytes.concat(answer.slice(0, answer.length() - 2), Bytes.hex("91 AF"));
      }
    },
    THE_ANSWER_BEFORE {
      @Override
      Bytes of(Bytes answer, Bytes before) {
        return before;
      }
    };

    abstract Bytes of(Bytes answer, Bytes before);

    private static Bytes flipped(Bytes answer, int at) {
      byte[] changed = answer.toArray();
      changed[at] ^= 1;
      return Bytes.copyOf(changed);
    }
  }

  /** Changes the answer with one number, and from there on every one if it says so. */
  private static final class Between implements ChipChannel {
    private final Field field;
    private final Lie lie;
    private final int from;
    private Bytes before = Bytes.hex("91 00");
    private Bytes toldBefore = Bytes.EMPTY;
    private boolean lied;

    Between(Field field, Lie lie, int from) {
      this.field = field;
      this.lie = lie;
      this.from = from;
    }

    @Override
    public ChipTarget target() {
      return field.target();
    }

    @Override
    public Bytes transceive(Bytes command) throws ChannelException {
      assertThat(field.exchanges()).as("a gate gives up").isLessThan(PATIENCE);
      int number = field.exchanges();
      boolean goesOn = lied && lie == Lie.MORE_TO_COME && command.at(1) == 0xAF;
      if (goesOn) {
        field.transceive(command);
        return toldBefore;
      }
      Bytes answer = field.transceive(command);
      Bytes told = number == from ? lie.of(answer, before) : answer;
      lied |= !told.equals(answer);
      before = answer;
      toldBefore = told;
      return told;
    }

    @Override
    public int commandLengthMax() {
      return field.commandLengthMax();
    }
  }

  static Stream<Arguments> lies() {
    return Stream.of(Generation.EV1, Generation.EV2)
        .flatMap(generation -> Stream.of(Lie.values()).map(lie -> Arguments.of(generation, lie)));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void a_lie_opens_no_arm_and_is_named(Generation generation, Lie lie) throws ChipException {
    admit(Field.with(rig.ticketed(generation, 3))); // Now the gate knows an EV1 for what it is.
    VirtualChip rehearsal = rig.ticketed(generation, 3);
    Field honest = Field.with(rehearsal);
    assertThat(admit(honest)).containsInstanceOf(StampResult.Committed.class);
    for (int exchange = 0; exchange < honest.exchanges(); exchange++) {
      VirtualChip chip = rig.ticketed(generation, 3);
      Field field = Field.with(chip);
      var between = new Between(field, lie, exchange);
      Optional<StampResult> result = admit(between);
      if (!between.lied) { // That change changed nothing here.
        assertThat(result).containsInstanceOf(StampResult.Committed.class);
        continue;
      }
      ChipReport.Contents after = rig.contents(chip);
      boolean stamped = after.stamps().equals(List.of(stamp(0, 1)));
      assertThat(after.tickets().getFirst().entriesLeft()).isEqualTo(stamped ? 2 : 3);
      boolean last = exchange == honest.exchanges() - 1;
      assertThat(result.isPresent()).as("%s at exchange %d", lie, exchange).isEqualTo(last);
      result.ifPresent(r -> assertThat(r).isInstanceOf(StampResult.Unknown.class));
      assertThat(stamped).isEqualTo(last);
    }
  }

  /** As a gate does it; empty if something was named before the commit. */
  private Optional<StampResult> admit(ChipChannel channel) {
    try {
      Optional<TicketChip> opened = rig.family.open(channel);
      if (opened.isEmpty()) {
        return Optional.empty();
      }
      TicketChip chip = opened.get();
      var directory = chip.readDirectory().of(EVENT);
      chip.readTicket(directory.getFirst().slot(), directory.getFirst().length());
      chip.readStamps();
      return Optional.of(chip.prepare(entry(1)).commit());
    } catch (ChipException e) {
      assertThat(e.fault()).isNotInstanceOf(Fault.Channel.class);
      return Optional.empty();
    }
  }

  @ParameterizedTest
  @MethodSource("oldStories")
  void a_chip_made_as_ev2_is_not_believed_to_be_an_ev1(Generation generation) throws ChipException {
    VirtualChip chip = rig.ticketed(generation, 3);
    for (int tap = 0; tap < 2; tap++) {
      assertThat(admit(new Downgrade(Field.with(chip)))).isEmpty();
    }
    assertThat(rig.contents(chip).stamps()).isEmpty();
    assertThat(admit(Field.with(chip))).containsInstanceOf(StampResult.Committed.class);
  }

  static Stream<Generation> oldStories() {
    return Stream.of(Generation.EV2, Generation.EV3);
  }

  /** Denies that the chip knows EV2. */
  private record Downgrade(Field field) implements ChipChannel {
    @Override
    public ChipTarget target() {
      return field.target();
    }

    @Override
    public Bytes transceive(Bytes command) throws ChannelException {
      return command.at(1) == 0x71 ? Bytes.hex("91 1C") : field.transceive(command);
    }

    @Override
    public int commandLengthMax() {
      return field.commandLengthMax();
    }
  }
}
