package org.stile.chips.desfire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.Directory;
import org.stile.chips.Stamp;
import org.stile.chips.StampOrder;
import org.stile.chips.StampResult;
import org.stile.chips.TicketChip;
import org.stile.chips.desfire.Command.Mode;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;

/** A DESFire chip with a session under the gate's key. Owned by the channel's thread. */
final class DesfireChip implements TicketChip {
  /** Two stamps and their code fit one native frame: all a chip with one ticket needs to tell. */
  private static final int STAMPS_IN_ONE_FRAME = 2;

  private final ChipId id;
  private final Application application;
  private final DesfireSession session;
  private final FileCommands files;
  private DirectoryCodec.@Nullable Content content;

  DesfireChip(ChipId id, Application application, DesfireSession session) {
    this.id = id;
    this.application = application;
    this.session = session;
    files = FileCommands.in(session);
  }

  @Override
  public ChipId id() {
    return id;
  }

  @Override
  public String model() {
    return switch (session) {
      case Ev1Session _ -> "DESFire EV1";
      case Ev2Session _ -> "DESFire EV2 or later";
    };
  }

  @Override
  public Directory readDirectory() throws ChipException {
    return content().directory();
  }

  @Override
  public Bytes readTicket(int slot, int length) throws ChipException {
    if (slot < 0 || slot >= Layout.SLOT_COUNT || length < 1 || length > Layout.TICKET_LENGTH_MAX) {
      throw new IllegalArgumentException("no ticket of " + length + " bytes in slot " + slot);
    }
    return session.call(files.read(Layout.ticketFile(slot), length, Mode.MAC));
  }

  @Override
  public List<Stamp> readStamps() throws ChipException {
    int count = stampsWorthReading();
    Bytes records = session.call(files.readRecords(Layout.STAMP_FILE, count, Layout.STAMP_LENGTH));
    List<Stamp> stamps = new ArrayList<>();
    for (int at = records.length(); at > 0; at -= Layout.STAMP_LENGTH) {
      StampCodec.decode(records.slice(at - Layout.STAMP_LENGTH, at)).ifPresent(stamps::add);
    }
    return stamps;
  }

  /** Entries that slot {@code slot} still pays for, as its counter says. */
  int entriesLeft(int slot) throws ChipException {
    Bytes value = session.call(files.value(Layout.counterFile(slot)));
    return value.at(0) | value.at(1) << 8 | value.at(2) << 16 | value.at(3) << 24;
  }

  boolean hasTransactionMac() throws ChipException {
    return content().transactionMac();
  }

  @Override
  public PendingStamp prepare(StampOrder order) throws ChipException {
    boolean proof = content().transactionMac();
    session.call(files.writeRecord(Layout.STAMP_FILE, StampCodec.encode(order.stamp())));
    if (order.debit()) {
      debit(order.stamp().slot());
    }
    return new HeldBack(proof);
  }

  private void debit(int slot) throws ChipException {
    try {
      session.call(files.debit(Layout.counterFile(slot), 1));
    } catch (ChipException e) {
      application.abandon(session);
      if (e.fault() instanceof Fault.Refused refused
          && refused.status() == Status.BOUNDARY_ERROR.code()) {
        throw new ChipException(new Fault.NoEntriesLeft(slot), e);
      }
      throw e;
    }
  }

  private DirectoryCodec.Content content() throws ChipException {
    if (content == null) {
      content = application.directory(session);
    }
    return content;
  }

  private int stampsWorthReading() {
    boolean alone = content != null && content.directory().entries().size() <= 1;
    return alone && !files.answersWhole() ? STAMPS_IN_ONE_FRAME : Layout.STAMP_COUNT;
  }

  /** The transaction that {@link #prepare} opened. */
  private final class HeldBack implements PendingStamp {
    private final boolean proof;
    private Optional<StampResult> outcome = Optional.empty();

    HeldBack(boolean proof) {
      this.proof = proof;
    }

    @Override
    public StampResult commit() {
      StampResult result = outcome.orElseGet(this::ask);
      outcome = Optional.of(result);
      return result;
    }

    @Override
    public void abort() {
      if (outcome.isEmpty()) {
        application.abandon(session);
        outcome = Optional.of(new StampResult.NotCommitted("aborted before the commit was sent"));
      }
    }

    /**
     * An error status is nobody's word: whoever sits between gate and chip may have let the commit
     * through and put an error in place of the answer. So only what was never sent did not happen.
     */
    private StampResult ask() {
      if (session.over()) {
        return new StampResult.NotCommitted("the session ended before the commit was sent");
      }
      try {
        return new StampResult.Committed(session.call(files.commit(proof)));
      } catch (ChipException e) {
        return new StampResult.Unknown(e.fault().toString());
      }
    }
  }
}
