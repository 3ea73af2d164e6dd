package org.stile.chips.desfire;

import java.security.SecureRandom;
import java.util.Optional;
import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.channel.ChipChannel;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.desfire.NativeLink.Answer;
import org.stile.core.id.ChipId;

/** This system's application on a chip in the field. Owned by the channel's thread. */
final class Application {
  private final NativeLink link;
  private final Authentication authentication;
  private final GenerationMemory memory;

  Application(ChipChannel channel, SecureRandom random, GenerationMemory memory) {
    link = new NativeLink(channel);
    authentication = new Authentication(link, random);
    this.memory = memory;
  }

  /** What selecting it found. */
  enum Found {
    HERE,
    ABSENT,

    /** Not a chip that speaks DESFire at all. */
    OTHER_FAMILY
  }

  Found select() throws ChipException {
    Answer answer = link.once(Instruction.SELECT_APPLICATION, Layout.AID);
    if (!answer.isNative()) {
      return Found.OTHER_FAMILY;
    }
    if (answer.says(Status.APPLICATION_NOT_FOUND)) {
      return Found.ABSENT;
    }
    if (!answer.says(Status.OK)) {
      throw answer.refusal(Instruction.SELECT_APPLICATION);
    }
    if (answer.content().length() > 0) {
      throw new ChipException(new Fault.Malformed("SelectApplication was answered with content"));
    }
    return Found.HERE;
  }

  /** Selects it where nothing but success will do. */
  void require() throws ChipException {
    switch (select()) {
      case HERE -> {}
      case ABSENT -> throw foreign("a DESFire chip without this system's application");
      case OTHER_FAMILY -> throw foreign("not a DESFire chip");
    }
  }

  /**
   * Who the chip claims to be.
   *
   * @throws ChipException with {@link Fault.Foreign} if its uid is drawn anew at every tap: then it
   *     cannot be told which keys it should have.
   */
  ChipId id() throws ChipException {
    if (link.target().uid().length() != Layout.UID_LENGTH) {
      throw foreign("a chip with a random uid");
    }
    return new ChipId(link.target().uid());
  }

  /** Opens a session under one of its keys, the newest kind that the chip knows. */
  DesfireSession authenticate(int number, AesKey key) throws ChipException {
    ChipId chip = id();
    if (!memory.isEv1(chip)) {
      Optional<DesfireSession> session = authentication.ev2(number, key);
      if (session.isPresent()) {
        return session.get();
      }
    }
    DesfireSession session = authentication.ev1(number, key);
    memory.rememberEv1(chip);
    return session;
  }

  /** The directory, as this session may read it. */
  DirectoryCodec.Content directory(DesfireSession session) throws ChipException {
    var files = FileCommands.in(session);
    var content =
        DirectoryCodec.decode(
            session.call(
                files.read(Layout.DIRECTORY_FILE, DirectoryCodec.LENGTH, Command.Mode.MAC)));
    if (content.transactionMac() && session instanceof Ev1Session) {
      memory.forget(id()); // Somebody made it look older than it is, now or earlier.
      throw new ChipException(new Fault.NotGenuine("made as EV2 or later, but answers as an EV1"));
    }
    return content;
  }

  /** Makes the chip drop what it holds back, as far as it still listens. */
  void abandon(DesfireSession session) {
    try {
      if (session.over()) {
        select();
      } else {
        session.call(FileCommands.in(session).abort());
      }
    } catch (ChipException e) {
      // It left or lies: a chip that loses power or its session drops the transaction by itself.
    }
  }

  NativeLink link() {
    return link;
  }

  private static ChipException foreign(String found) {
    return new ChipException(new Fault.Foreign(found));
  }
}
