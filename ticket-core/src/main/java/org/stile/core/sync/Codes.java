package org.stile.core.sync;

import java.io.IOException;
import org.stile.core.WireException;
import org.stile.core.WireException.Fault;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.Direction;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.cbor.CborReader;
import org.stile.core.journal.JournalEntry.Outcome;

/** Closed words as small numbers that never change (docs/wire-format.md, "Sync"). */
final class Codes {
  private static final int LAST_MAX = 23; // One byte each.

  private Codes() {}

  static int of(Trust trust) {
    return switch (trust) {
      case TRUSTED -> 0;
      case HELD -> 1;
      case UNTRUSTED -> 2;
    };
  }

  static Trust trust(CborReader from) throws IOException {
    int code = code(from);
    return switch (code) {
      case 0 -> Trust.TRUSTED;
      case 1 -> Trust.HELD;
      case 2 -> Trust.UNTRUSTED;
      default -> throw unknown("trust", code);
    };
  }

  static int of(Direction direction) {
    return switch (direction) {
      case ENTRY -> 0;
      case EXIT -> 1;
    };
  }

  static Direction direction(CborReader from) throws IOException {
    return flag(from) ? Direction.EXIT : Direction.ENTRY;
  }

  static int of(Outcome outcome) {
    return switch (outcome) {
      case STAMPED -> 0;
      case NOT_STAMPED -> 1;
      case STAMP_UNKNOWN -> 2;
      case OPENED -> 3;
      case PASSED -> 4;
      case NOT_PASSED -> 5;
      case WITHDRAWN -> 6;
    };
  }

  static Outcome outcome(CborReader from) throws IOException {
    int code = code(from);
    return switch (code) {
      case 0 -> Outcome.STAMPED;
      case 1 -> Outcome.NOT_STAMPED;
      case 2 -> Outcome.STAMP_UNKNOWN;
      case 3 -> Outcome.OPENED;
      case 4 -> Outcome.PASSED;
      case 5 -> Outcome.NOT_PASSED;
      case 6 -> Outcome.WITHDRAWN;
      default -> throw unknown("outcome", code);
    };
  }

  static int of(State state) {
    return switch (state) {
      case WITHDRAWN -> 0;
      case GRANTED -> 1;
      case STAMPED -> 2;
      case NOT_PASSED -> 3;
      case PASSED -> 4;
    };
  }

  static State state(CborReader from) throws IOException {
    int code = code(from);
    return switch (code) {
      case 0 -> State.WITHDRAWN;
      case 1 -> State.GRANTED;
      case 2 -> State.STAMPED;
      case 3 -> State.NOT_PASSED;
      case 4 -> State.PASSED;
      default -> throw unknown("state", code);
    };
  }

  static int of(boolean flag) {
    return flag ? 1 : 0;
  }

  static boolean flag(CborReader from) throws IOException {
    return from.small(0, 1) == 1;
  }

  private static int code(CborReader from) throws IOException {
    return from.small(0, LAST_MAX);
  }

  private static WireException unknown(String what, int code) {
    return new WireException(new Fault.OutOfRange("no " + what + " has the number " + code));
  }
}
