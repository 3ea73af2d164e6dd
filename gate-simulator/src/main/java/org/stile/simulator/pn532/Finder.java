package org.stile.simulator.pn532;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.stile.chips.channel.ChipTarget;
import org.stile.core.Bytes;

/** Finds chips: InListPassiveTarget and InAutoPoll (PN532 UM0701-02 §7.3.5, §7.3.13). */
final class Finder {
  private static final int TARGETS_MAX = 2;

  /** Kinds of chips InListPassiveTarget knows: 106 A, 212, 424, 106 B, 106 Jewel. */
  private static final int KIND_MAX = 4;

  private static final int KIND_TYPE_A = 0;

  /** Stands before a part of a longer UID (ISO/IEC 14443-3, cascade tag). */
  private static final Bytes CASCADE = Bytes.of(0x88);

  /** InAutoPoll: unit of the period, 150 ms (§7.3.13). */
  private static final long PERIOD_NANOS = 150_000_000;

  private static final int PERIOD_MAX = 0x0F;
  private static final int KINDS_MAX = 15;
  private static final int FOR_EVER = 0xFF;

  /** InAutoPoll's kinds that a type A chip answers to (§7.3.13). */
  private static final int ANY_TYPE_A = 0x00;

  private static final int MIFARE = 0x10;
  private static final int ISO_DEP_TYPE_A = 0x20;

  private final RfField field;
  private final Targets targets;
  private final RadioSetup setup;
  private final Pace pace;
  private final ReaderListener events;

  Finder(RfField field, Targets targets, RadioSetup setup, Pace pace, ReaderListener events) {
    this.field = field;
    this.targets = targets;
    this.setup = setup;
    this.pace = pace;
    this.events = events;
  }

  /** InListPassiveTarget: how many at most, kind, and for type A perhaps whom. */
  Step list(Bytes arguments) {
    if (arguments.length() < 2) {
      return new Step.SyntaxError();
    }
    int atMost = arguments.at(0);
    int kind = arguments.at(1);
    Bytes wanted = arguments.from(2);
    boolean typeA = kind == KIND_TYPE_A;
    if (atMost < 1 || atMost > TARGETS_MAX || kind > KIND_MAX || (typeA && !isUid(wanted))) {
      return new Step.SyntaxError();
    }
    Predicate<ChipTarget> matches =
        target -> typeA && (wanted.isEmpty() || cascaded(target.uid()).equals(wanted));
    targets.clear();
    field.turnOn();
    OptionalLong limit =
        setup.looksForEver()
            ? OptionalLong.empty()
            : OptionalLong.of(pace == Pace.INSTANT ? 0 : setup.looks() * AirTime.FRUITLESS_LOOK);
    return search(limit, () -> field.find(matches), guests -> describe(guests, atMost));
  }

  /** Looks until there is somebody; who has gone before being selected was never there. */
  private Step search(
      OptionalLong limit,
      Supplier<List<RfField.Guest>> look,
      Function<List<RfField.Guest>, Bytes> describe) {
    Supplier<Step> select =
        () -> {
          List<RfField.Guest> guests = look.get();
          return guests.isEmpty()
              ? search(limit, look, describe)
              : new Step.Done(describe.apply(guests));
        };
    Supplier<Optional<Step>> attempt =
        () ->
            look.get().isEmpty()
                ? Optional.empty()
                : Optional.of(new Step.After(Cost.ofAir(AirTime.ACTIVATION), select));
    return attempt
        .get()
        .orElseGet(() -> new Step.UntilChip(limit, attempt, () -> new Step.Done(Bytes.of(0))));
  }

  private Bytes describe(List<RfField.Guest> guests, int atMost) {
    List<RfField.Guest> chosen = guests.stream().limit(atMost).toList();
    Bytes answer = Bytes.of(chosen.size());
    for (RfField.Guest guest : chosen) {
      answer = Bytes.concat(answer, targets.describe(select(guest)));
    }
    return answer;
  }

  private static boolean isUid(Bytes wanted) {
    return switch (wanted.length()) {
      case 0, 4, 8, 12 -> true; // None, or one to three cascade levels.
      default -> false;
    };
  }

  /** A UID as it goes over the air: a cascade tag before each part but the last. */
  private static Bytes cascaded(Bytes uid) {
    return switch (uid.length()) {
      case 7 -> Bytes.concat(CASCADE, uid);
      case 10 -> Bytes.concat(CASCADE, uid.slice(0, 3), CASCADE, uid.from(3));
      default -> uid;
    };
  }

  private Listed select(RfField.Guest guest) {
    field.activate(guest);
    var chip = new Listed(guest, setup.sendsRats() && guest.chip().target().speaksIsoDep());
    targets.add(chip);
    events.listed(chip.target);
    return chip;
  }

  /** InAutoPoll: how often, period, kinds; here a chip is noticed when it comes, not by turns. */
  Step poll(Bytes arguments) {
    int kinds = arguments.length() - 2;
    if (kinds < 1 || kinds > KINDS_MAX) {
      return new Step.SyntaxError();
    }
    int times = arguments.at(0);
    int period = arguments.at(1);
    if (times == 0 || period == 0 || period > PERIOD_MAX) {
      return new Step.SyntaxError();
    }
    targets.clear();
    field.turnOn();
    OptionalLong limit =
        times == FOR_EVER
            ? OptionalLong.empty()
            : OptionalLong.of(PERIOD_NANOS * times * period * kinds);
    Bytes wanted = arguments.from(2);
    return search(limit, () -> turn(wanted), guests -> describeKinds(guests, wanted));
  }

  /** The chips of the first kind that is there. */
  private List<RfField.Guest> turn(Bytes kinds) {
    for (int i = 0; i < kinds.length(); i++) {
      int kind = kinds.at(i);
      List<RfField.Guest> guests = field.find(target -> answersTo(kind, target));
      if (!guests.isEmpty()) {
        return guests;
      }
    }
    return List.of();
  }

  private static boolean answersTo(int kind, ChipTarget target) {
    return switch (kind) {
      case ANY_TYPE_A -> true;
      case MIFARE -> !target.speaksIsoDep();
      case ISO_DEP_TYPE_A -> target.speaksIsoDep();
      default -> false;
    };
  }

  private Bytes describeKinds(List<RfField.Guest> guests, Bytes kinds) {
    List<RfField.Guest> chosen = guests.stream().limit(TARGETS_MAX).toList();
    Bytes answer = Bytes.of(chosen.size());
    for (RfField.Guest guest : chosen) {
      Bytes data = targets.describe(select(guest));
      answer = Bytes.concat(answer, Bytes.of(kindOf(guest, kinds), data.length()), data);
    }
    return answer;
  }

  private static int kindOf(RfField.Guest guest, Bytes kinds) {
    for (int i = 0; i < kinds.length(); i++) {
      if (answersTo(kinds.at(i), guest.chip().target())) {
        return kinds.at(i);
      }
    }
    throw new IllegalArgumentException("a chip of none of the kinds asked for");
  }
}
