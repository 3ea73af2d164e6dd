package org.stile.chips.desfire;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.Directory;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.desfire.Command.Mode;
import org.stile.chips.desfire.NativeLink.Answer;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;

/**
 * Makes a chip ready for tickets, and finishes what was cut short. The order makes every step safe
 * to find done: files under the keys all new applications have, blank stamps, keys K1 to K4, K0,
 * the transaction MAC, and last the directory's first byte, which says that all of it is there.
 *
 * <p>Until K0 is changed anybody can do to the application what we do, so nothing found there is
 * taken for ours unless it is exactly what we would have made.
 */
final class Personaliser {
  private static final Bytes NO_APPLICATION = Bytes.of(0, 0, 0); // The chip itself.
  private static final int NEVER_CHANGED = 0; // A key's version before anyone gave it one.
  private static final List<KeyRole> OTHERS =
      List.of(KeyRole.GATE, KeyRole.ISSUE, KeyRole.DESK, KeyRole.RESERVED);

  private final Application application;
  private final ChipKeys keys;
  private final ChipId chip;

  Personaliser(Application application, ChipKeys keys) throws ChipException {
    this.application = application;
    this.keys = keys;
    chip = application.id();
  }

  Personalisation run() throws ChipException {
    boolean fresh =
        switch (application.select()) {
          case HERE -> false;
          case ABSENT -> true;
          case OTHER_FAMILY -> throw new ChipException(new Fault.Foreign("not a DESFire chip"));
        };
    if (fresh) {
      create();
    }
    if (fresh || !knowsOwnKeys()) {
      files();
      blankStamps();
      changeKeys();
    } else if (hasDirectory()) {
      return Personalisation.ALREADY;
    }
    writeDirectory(transactionMac());
    return fresh ? Personalisation.MADE : Personalisation.COMPLETED;
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
    Bytes settings = session.call(SetupCommands.keySettings());
    if (!settings.equals(SetupCommands.APPLICATION_SETTINGS)) {
      throw notOurs("its application has key settings " + settings);
    }
    Set<Integer> present = present(session);
    for (FilePlan plan : FilePlan.all()) {
      if (!present.remove(plan.number())) {
        session.call(plan.create());
      } else if (!plan.describedBy(session.call(SetupCommands.fileSettings(plan.number())))) {
        throw notOurs("its file " + plan.number() + " is not as it should be");
      }
    }
    if (!present.isEmpty()) {
      throw notOurs("it has files that it should not have yet: " + present);
    }
  }

  private static Set<Integer> present(DesfireSession session) throws ChipException {
    Bytes listed = session.call(SetupCommands.fileIds());
    Set<Integer> present = new HashSet<>();
    for (int i = 0; i < listed.length(); i++) {
      present.add(listed.at(i));
    }
    return present;
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
    for (KeyRole role : OTHERS) {
      if (isChanged(session, role)) {
        as(role); // By us, and not by somebody who means to keep it.
        session = asNew(KeyRole.ISSUER);
      } else {
        change(session, role);
      }
    }
    change(session, KeyRole.ISSUER);
  }

  private void change(DesfireSession session, KeyRole role) throws ChipException {
    try (AesKey old = AesKey.zero();
        AesKey next = keys.of(role, chip)) {
      boolean own = role == KeyRole.ISSUER;
      session.changeKey(role.number(), old, next, keys.version(), own);
    }
  }

  private static boolean isChanged(DesfireSession session, KeyRole role) throws ChipException {
    return session.call(SetupCommands.keyVersion(role.number())).at(0) != NEVER_CHANGED;
  }

  private boolean hasDirectory() throws ChipException {
    DesfireSession session = as(KeyRole.GATE);
    Bytes content =
        session.call(
            FileCommands.in(session).read(Layout.DIRECTORY_FILE, DirectoryCodec.LENGTH, Mode.MAC));
    if (content.at(0) == 0) {
      return false;
    }
    DirectoryCodec.decode(content); // A layout of the future is not overwritten.
    return true;
  }

  /**
   * Makes the file for it where the chip knows how; whether there is one. Under our own K0, so that
   * its key goes over the air under a key that nobody knows.
   */
  private boolean transactionMac() throws ChipException {
    DesfireSession session = as(KeyRole.ISSUER);
    if (session instanceof Ev1Session) {
      return false;
    }
    if (!present(session).contains(Layout.TRANSACTION_MAC_FILE)) {
      try (AesKey key = keys.of(KeyRole.TRANSACTION_MAC, chip)) {
        session.call(
            SetupCommands.transactionMacFile(
                Layout.TRANSACTION_MAC_FILE, Layout.RIGHTS_TRANSACTION_MAC, key, keys.version()));
      }
    }
    return true;
  }

  private void writeDirectory(boolean transactionMac) throws ChipException {
    DesfireSession session = as(KeyRole.ISSUE);
    var commands = FileCommands.in(session);
    var empty =
        new DirectoryCodec.Content(
            new Directory(Layout.VERSION, keys.version(), List.of()), transactionMac);
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

  private static ChipException notOurs(String why) {
    return new ChipException(new Fault.NotGenuine(why));
  }
}
