package org.stile.chips.desfire;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.stile.chips.ChipException;
import org.stile.chips.Directory;
import org.stile.chips.Directory.Entry;
import org.stile.chips.channel.ChipChannel;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.desfire.Command.Mode;
import org.stile.chips.desfire.DirectoryCodec.Content;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;

/**
 * Makes chips, and writes tickets to them and off them: what whoever holds all keys does, over any
 * channel. Stateless; each call needs a chip in the field from its beginning to its end.
 */
public final class DesfireIssuer {
  private static final int TAG_LENGTH = 4;

  private final ChipKeys keys;
  private final SecureRandom random;
  private final GenerationMemory memory = new GenerationMemory();

  /**
   * @param keys stay the caller's to close.
   * @param random for the challenges to chips.
   */
  public DesfireIssuer(ChipKeys keys, SecureRandom random) {
    this.keys = keys;
    this.random = random;
  }

  /**
   * Makes a chip ready for tickets. A call that was cut short is made good by the next one.
   *
   * @throws ChipException with {@link ChipException.Fault.NotGenuine} if the chip has this system's
   *     application under keys of somebody else; it is left as it was.
   */
  public Personalisation personalise(ChipChannel channel) throws ChipException {
    return new Personaliser(application(channel), keys).run();
  }

  /**
   * Writes tickets, all or none: slots and event information first, which nothing names yet, then
   * directory and counters in one transaction.
   *
   * @param orders range [1, 8].
   */
  public IssueResult issue(ChipChannel channel, List<IssueOrder> orders) throws ChipException {
    if (orders.isEmpty() || orders.size() > Layout.SLOT_COUNT) {
      throw new IllegalArgumentException("1 to 8 tickets at a time, not " + orders.size());
    }
    Application application = application(channel);
    application.require();
    Content before = directory(application);
    List<Integer> free = free(before.directory());
    if (orders.size() > free.size()) {
      return new IssueResult.NoRoom(free.size());
    }
    List<Integer> slots = free.subList(0, orders.size());
    DesfireSession session = as(KeyRole.ISSUE, application);
    var files = FileCommands.in(session);
    List<Entry> entries = new ArrayList<>(before.directory().entries());
    for (int i = 0; i < orders.size(); i++) {
      IssueOrder order = orders.get(i);
      writeSlot(session, slots.get(i), order);
      setCounter(session, slots.get(i), order.entries());
      Bytes tag = order.event().value().slice(0, TAG_LENGTH);
      entries.add(new Entry(slots.get(i), tag, order.ticket().length()));
    }
    Optional<String> doubt = commit(session, files, before, entries);
    return doubt.isEmpty() ? new IssueResult.Issued(slots) : new IssueResult.Unknown(doubt.get());
  }

  /**
   * Takes a ticket off the chip: directory and counter in one transaction, then what is left of it
   * is overwritten.
   *
   * @param slot range [0, 7].
   */
  public DeleteResult delete(ChipChannel channel, int slot) throws ChipException {
    Application application = application(channel);
    application.require();
    Content before = directory(application);
    List<Entry> entries = new ArrayList<>(before.directory().entries());
    if (!entries.removeIf(entry -> entry.slot() == slot)) {
      return new DeleteResult.NotThere();
    }
    DesfireSession session = as(KeyRole.ISSUE, application);
    var files = FileCommands.in(session);
    setCounter(session, slot, 0);
    Optional<String> doubt = commit(session, files, before, entries);
    if (doubt.isPresent()) {
      return new DeleteResult.Unknown(doubt.get());
    }
    wipe(session, files, slot);
    return new DeleteResult.Deleted();
  }

  private Application application(ChipChannel channel) {
    return new Application(channel, random, memory);
  }

  /** Only the gate's key and the desk's may read it, and the desk's may not credit. */
  private Content directory(Application application) throws ChipException {
    return application.directory(as(KeyRole.GATE, application));
  }

  private DesfireSession as(KeyRole role, Application application) throws ChipException {
    ChipId chip = application.id();
    try (AesKey key = keys.of(role, chip)) {
      return application.authenticate(role.number(), key);
    }
  }

  private static List<Integer> free(Directory directory) {
    List<Integer> free = new ArrayList<>();
    for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
      int candidate = slot;
      if (directory.entries().stream().noneMatch(entry -> entry.slot() == candidate)) {
        free.add(slot);
      }
    }
    return free;
  }

  private static void writeSlot(DesfireSession session, int slot, IssueOrder order)
      throws ChipException {
    var files = FileCommands.in(session);
    Bytes information = Bytes.concat(Bytes.of(order.information().length()), order.information());
    session.call(files.write(Layout.informationFile(slot), information, Mode.PLAIN));
    session.call(files.write(Layout.ticketFile(slot), order.ticket(), Mode.MAC));
  }

  /** Brings a counter to {@code entries}, whatever it was; not lasting before the commit. */
  private static void setCounter(DesfireSession session, int slot, int entries)
      throws ChipException {
    var files = FileCommands.in(session);
    int file = Layout.counterFile(slot);
    Bytes value = session.call(files.value(file));
    int change = entries - (value.at(0) | value.at(1) << 8); // Its limits are 0 and 255.
    if (change > 0) {
      session.call(files.credit(file, change));
    } else if (change < 0) {
      session.call(files.debit(file, -change));
    }
  }

  /** Writes the directory and commits; empty if the chip vouches for it, else why it is unknown. */
  private static Optional<String> commit(
      DesfireSession session, FileCommands files, Content before, List<Entry> entries)
      throws ChipException {
    entries.sort(Comparator.comparingInt(Entry::slot));
    Directory old = before.directory();
    var after =
        new Content(
            new Directory(old.layout(), old.keyVersion(), entries), before.transactionMac());
    session.call(files.write(Layout.DIRECTORY_FILE, DirectoryCodec.encode(after), Mode.MAC));
    try {
      session.call(files.commit(before.transactionMac()));
      return Optional.empty();
    } catch (ChipException e) {
      return Optional.of(e.fault().toString());
    }
  }

  private static void wipe(DesfireSession session, FileCommands files, int slot) {
    try {
      Bytes blank = Bytes.copyOf(new byte[Layout.TICKET_LENGTH_MAX]);
      session.call(files.write(Layout.ticketFile(slot), blank, Mode.MAC));
      session.call(files.write(Layout.informationFile(slot), Bytes.of(0), Mode.PLAIN));
    } catch (ChipException e) {
      // Nothing names it any more, and the next ticket in this slot overwrites it.
    }
  }
}
