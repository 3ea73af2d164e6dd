package org.stile.simulator.chip;

import java.io.IOException;
import org.stile.core.Bytes;

/** Commands on value files, and those that end a transaction. */
final class ValueCommands {
  private static final int RETURN_MAC = 0x01;

  private ValueCommands() {}

  /** The committed value: a transaction shows only once it is committed. */
  static Reply get(CardState state, Request request) throws Declined {
    Bytes value = LittleEndian.bytes(value(state, request).value(), 4);
    witness(state, request, value);
    return Reply.of(value);
  }

  static Reply credit(CardState state, Request request) throws Declined {
    CardFile.Value pending = pending(state, request);
    change(state, request, pending, amount(request), pending.limitedCredit());
    return Reply.DONE;
  }

  static Reply debit(CardState state, Request request) throws Declined {
    CardFile.Value pending = pending(state, request);
    int amount = amount(request);
    change(state, request, pending, -(long) amount, pending.limitedCredit());
    state.transaction().noteDebit(request.fileNumber(), amount);
    return Reply.DONE;
  }

  /** At most what the last transaction with a debit took, and only once. */
  static Reply limitedCredit(CardState state, Request request) throws Declined {
    CardFile.Value pending = pending(state, request);
    int amount = amount(request);
    boolean covered =
        amount <= pending.limitedCredit()
            && !state.transaction().hasLimitedCredit(request.fileNumber());
    Declined.unless(covered, Status.BOUNDARY_ERROR);
    change(state, request, pending, amount, 0);
    state.transaction().noteLimitedCredit(request.fileNumber());
    return Reply.DONE;
  }

  private static void change(
      CardState state, Request request, CardFile.Value pending, long by, int limitedCredit)
      throws Declined {
    long next = pending.value() + by;
    boolean within = next >= pending.lower() && next <= pending.upper();
    Declined.unless(within, Status.BOUNDARY_ERROR);
    state.transaction().put(request.fileNumber(), pending.holding((int) next, limitedCredit));
    witness(state, request, request.data().slice(1, 5));
  }

  private static int amount(Request request) throws Declined {
    int amount = LittleEndian.signed32(request.data(), 1);
    Declined.unless(amount >= 0, Status.PARAMETER_ERROR);
    return amount;
  }

  private static CardFile.Value value(CardState state, Request request) throws Declined {
    if (state.application().files().get(request.fileNumber()) instanceof CardFile.Value value) {
      return value;
    }
    throw new Declined(Status.FILE_NOT_FOUND);
  }

  private static CardFile.Value pending(CardState state, Request request) throws Declined {
    return state.transaction().mirror(request.fileNumber(), value(state, request));
  }

  private static void witness(CardState state, Request request, Bytes value) throws Declined {
    Bytes input = Bytes.concat(Bytes.of(request.instruction().code(), request.fileNumber()), value);
    state.transaction().witness(state.application(), state.image().uid(), input);
  }

  /** All or nothing: one step from the image before to the image after. */
  static Reply commit(CardState state, Request request) throws Declined, IOException, PowerLost {
    boolean answersMac = wantsMac(state, request);
    Declined.unless(!state.atPicc(), Status.PERMISSION_DENIED);
    Declined.unless(!state.transaction().isEmpty(), Status.NO_CHANGES);
    Application before = state.application();
    boolean counts =
        before.transactionMac().isEmpty()
            || before.transactionMac().get().counter() < CardFile.TransactionMac.COUNTER_MAX;
    Declined.unless(counts, Status.PERMISSION_DENIED);
    Application after = state.transaction().committed(before);
    state.store(state.image().with(after));
    state.forgetTransaction();
    return answersMac ? Reply.of(after.transactionMac().orElseThrow().content()) : Reply.DONE;
  }

  private static boolean wantsMac(CardState state, Request request) throws Declined {
    if (request.data().isEmpty()) {
      return false;
    }
    Declined.unless(state.generation().knowsEv2(), Status.LENGTH_ERROR);
    int option = request.data().at(0);
    Declined.unless((option & ~RETURN_MAC) == 0, Status.PARAMETER_ERROR);
    boolean wanted = option == RETURN_MAC;
    boolean kept = !state.atPicc() && state.application().transactionMac().isPresent();
    Declined.unless(!wanted || kept, Status.PARAMETER_ERROR);
    return wanted;
  }

  static Reply abort(CardState state, Request request) throws Declined {
    Declined.unless(!state.transaction().isEmpty(), Status.NO_CHANGES);
    state.forgetTransaction();
    return Reply.DONE;
  }
}
