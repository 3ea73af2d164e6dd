package org.stile.chips.desfire;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.Directory;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.desfire.Application.Found;
import org.stile.chips.desfire.Command.Mode;
import org.stile.chips.desfire.NativeLink.Answer;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;

/**
 * Makes a chip ready for tickets, and finishes what was cut short. The order makes every step safe
 * to find done: files under the keys all new applications have, blank stamps, keys K1 to K4, K0,
 * and last the directory's first byte, which says that all of it is there.
 */
final class Personaliser {
  private static final Bytes NO_APPLICATION = Bytes.of(0, 0, 0); // The chip itself.
  private static final int NEVER_CHANGED = 0; // A key's version before anyone gave it one.

  private final Application application;
  private final ChipKeys keys;
  private final ChipId chip;

  Personaliser(Application application, ChipKeys keys) throws ChipException {
    this.application = application;
    this.keys = keys;
    chip = application.id();
  }

  Personalisation run() throws ChipException {
    Found found = application.select();
    boolean fresh =
        switch (found) {
          case HERE -> false;
          case ABSENT -> true;
          case OTHER_FAMILY -> throw new ChipException(new Fault.Foreign("not a DESFire chip"));
        };
    if (fresh) {
      create();
    }
    boolean hadOwnKeys = !fresh && knowsOwnKeys();
    if (!hadOwnKeys) {
      files();
      blankStamps();
      changeKeys();
    }
    boolean hadDirectory = hadOwnKeys && hasDirectory();
    if (!hadDirectory) {
      writeDirectory();
    }
    if (fresh) {
      return Personalisation.MADE;
    }
    return hadDirectory ? Personalisation.ALREADY : Personalisation.COMPLETED;
  }

  private void create() throws ChipException {
    bare(Instruction.SELECT_APPLICATION, NO_APPLICATION);
    bare(Instruction.CREATE_APPLICATION, SetupCommands.createApplication());
    application.require();
  }

  private void bare(Instruction instruction, Bytes body) throws ChipException {
    Answer answer = application.link().once(instruction, body);
    if (!answer.says(Status.OK)) {
      throw answer.refusal(instruction);
    }
  }

  private boolean knowsOwnKeys() throws ChipException {
    try {
      as(KeyRole.ISSUER);
      return true;
    } catch (ChipException e) {
      if (e.fault() instanceof Fault.NotGenuine) {
        application.require();
        return false;
      }
      throw e;
    }
  }

  private void files() throws ChipException {
    DesfireSession session = asNew(KeyRole.ISSUER);
    Set<Integer> present = new HashSet<>();
    Bytes listed = session.call(SetupCommands.fileIds());
    for (int i = 0; i < listed.length(); i++) {
      present.add(listed.at(i));
    }
    for (Command command : plan()) {
      if (!present.contains(command.header().at(0))) {
        session.call(command);
      }
    }
    if (session instanceof Ev2Session && !present.contains(Layout.TRANSACTION_MAC_FILE)) {
      try (AesKey key = keys.of(KeyRole.TRANSACTION_MAC, chip)) {
        session.call(
            SetupCommands.transactionMacFile(
                Layout.TRANSACTION_MAC_FILE, Layout.RIGHTS_TRANSACTION_MAC, key, keys.version()));
      }
    }
  }

  private static List<Command> plan() {
    var plan = new ArrayList<Command>();
    plan.add(
        SetupCommands.backupFile(
            Layout.DIRECTORY_FILE,
            Mode.MAC,
            Layout.RIGHTS_DIRECTORY,
            Layout.DIRECTORY_FILE_LENGTH));
    for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
      plan.add(
          SetupCommands.standardFile(
              Layout.ticketFile(slot), Mode.MAC, Layout.RIGHTS_TICKET, Layout.TICKET_LENGTH_MAX));
      plan.add(
          SetupCommands.valueFile(
              Layout.counterFile(slot), Layout.RIGHTS_COUNTER, Layout.ENTRIES_MAX));
      plan.add(
          SetupCommands.standardFile(
              Layout.informationFile(slot),
              Mode.PLAIN,
              Layout.RIGHTS_INFORMATION,
              Layout.INFORMATION_FILE_LENGTH));
    }
    plan.add(
        SetupCommands.cyclicFile(
            Layout.STAMP_FILE, Layout.RIGHTS_STAMPS, Layout.STAMP_LENGTH, Layout.STAMP_RECORDS));
    return plan;
  }

  /** A file that shows fewer records than are asked for answers an error; so it is never short. */
  private void blankStamps() throws ChipException {
    if (isChanged(asNew(KeyRole.ISSUER), KeyRole.GATE)) {
      return; // Keys come after stamps.
    }
    DesfireSession session = asNew(KeyRole.GATE);
    var commands = FileCommands.in(session);
    for (int i = 0; i < Layout.STAMP_COUNT; i++) {
      session.call(commands.writeRecord(Layout.STAMP_FILE, StampCodec.BLANK));
      session.call(commands.commit(false));
    }
  }

  private void changeKeys() throws ChipException {
    DesfireSession session = asNew(KeyRole.ISSUER);
    List<KeyRole> others =
        List.of(KeyRole.GATE, KeyRole.ISSUE, KeyRole.DESK, KeyRole.RESERVED, KeyRole.ISSUER);
    for (KeyRole role : others) {
      boolean own = role == KeyRole.ISSUER;
      if (own || !isChanged(session, role)) {
        try (AesKey old = AesKey.zero();
            AesKey next = keys.of(role, chip)) {
          session.changeKey(role.number(), old, next, keys.version(), own);
        }
      }
    }
  }

  private static boolean isChanged(DesfireSession session, KeyRole role) throws ChipException {
    return session.call(SetupCommands.keyVersion(role.number())).at(0) != NEVER_CHANGED;
  }

  private boolean hasDirectory() throws ChipException {
    DesfireSession session = as(KeyRole.GATE);
    Command read =
        FileCommands.in(session).read(Layout.DIRECTORY_FILE, DirectoryCodec.LENGTH, Mode.MAC);
    Bytes content = session.call(read);
    if (content.at(0) == 0) {
      return false;
    }
    DirectoryCodec.decode(content); // A layout of the future is not overwritten.
    return true;
  }

  private void writeDirectory() throws ChipException {
    DesfireSession session = as(KeyRole.ISSUE);
    var commands = FileCommands.in(session);
    var empty =
        new DirectoryCodec.Content(
            new Directory(Layout.VERSION, keys.version(), List.of()),
            session instanceof Ev2Session);
    session.call(commands.write(Layout.DIRECTORY_FILE, DirectoryCodec.encode(empty), Mode.MAC));
    session.call(commands.commit(false));
  }

  private DesfireSession as(KeyRole role) throws ChipException {
    try (AesKey key = keys.of(role, chip)) {
      return application.authenticate(role.number(), key);
    }
  }

  /** A session under the key that every new application has. */
  private DesfireSession asNew(KeyRole role) throws ChipException {
    try (AesKey key = AesKey.zero()) {
      return application.authenticate(role.number(), key);
    }
  }
}
