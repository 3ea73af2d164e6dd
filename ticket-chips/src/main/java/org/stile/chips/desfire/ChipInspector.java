package org.stile.chips.desfire;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stile.chips.ChipException;
import org.stile.chips.Directory;
import org.stile.chips.channel.ChipChannel;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.desfire.Application.Found;
import org.stile.chips.desfire.ChipReport.Contents;
import org.stile.chips.desfire.ChipReport.Held;
import org.stile.chips.desfire.Command.Mode;
import org.stile.chips.desfire.NativeLink.Answer;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;

/** Asks a chip for all it tells, in no hurry: for a desk, a field tech, a demo. Stateless. */
public final class ChipInspector {
  private static final Bytes NO_APPLICATION = Bytes.of(0, 0, 0); // The chip itself.
  private static final int AID_LENGTH = 3;

  private final SecureRandom random;

  /**
   * @param random for the challenges to chips.
   */
  public ChipInspector(SecureRandom random) {
    this.random = random;
  }

  /** What the chip tells anyone. */
  public ChipReport look(ChipChannel channel) throws ChipException {
    return look(channel, Optional.empty());
  }

  /** What it tells anyone, and what it tells a gate. */
  public ChipReport look(ChipChannel channel, GateKeys keys) throws ChipException {
    return look(channel, Optional.of(keys));
  }

  private ChipReport look(ChipChannel channel, Optional<GateKeys> keys) throws ChipException {
    if (!channel.target().speaksIsoDep()) {
      return nothing(channel);
    }
    var application = new Application(channel, random, new GenerationMemory());
    NativeLink link = application.link();
    link.once(Instruction.SELECT_APPLICATION, NO_APPLICATION);
    Optional<ChipVersion> version =
        said(link.send(Instruction.GET_VERSION, Bytes.EMPTY)).flatMap(ChipVersion::of);
    Optional<List<Bytes>> applications =
        said(link.send(Instruction.GET_APPLICATION_IDS, Bytes.EMPTY)).map(ChipInspector::ids);
    if (application.select() != Found.HERE) {
      return new ChipReport(
          channel.target(), version, applications, false, Map.of(), Optional.empty());
    }
    Map<Integer, Bytes> information = information(link);
    Optional<Contents> contents =
        keys.isPresent() ? Optional.of(contents(application, keys.get())) : Optional.empty();
    return new ChipReport(channel.target(), version, applications, true, information, contents);
  }

  private static ChipReport nothing(ChipChannel channel) {
    return new ChipReport(
        channel.target(), Optional.empty(), Optional.empty(), false, Map.of(), Optional.empty());
  }

  private static Map<Integer, Bytes> information(NativeLink link) throws ChipException {
    Map<Integer, Bytes> information = new TreeMap<>();
    for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
      int file = Layout.informationFile(slot);
      Optional<Bytes> first = read(link, file, 1);
      int length = first.isPresent() ? first.get().at(0) : 0;
      if (length >= 1 && length <= Layout.INFORMATION_LENGTH_MAX) {
        Optional<Bytes> whole = read(link, file, 1 + length);
        if (whole.isPresent()) {
          information.put(slot, whole.get().from(1));
        }
      }
    }
    return information;
  }

  private static Optional<Bytes> read(NativeLink link, int file, int length) throws ChipException {
    Command command = FileCommands.UNAUTHENTICATED.read(file, length, Mode.PLAIN);
    return said(link.send(command.instruction(), command.body()))
        .filter(content -> content.length() == length);
  }

  private static Contents contents(Application application, GateKeys keys) throws ChipException {
    ChipId id = application.id();
    DesfireSession session;
    try (AesKey key = keys.of(id)) {
      session = application.authenticate(KeyRole.GATE.number(), key);
    }
    var chip = new DesfireChip(id, application, session);
    Directory directory = chip.readDirectory();
    List<Held> tickets = new ArrayList<>();
    for (Directory.Entry entry : directory.entries()) {
      tickets.add(
          new Held(
              entry.slot(),
              chip.readTicket(entry.slot(), entry.length()),
              chip.entriesLeft(entry.slot())));
    }
    return new Contents(
        chip.model(), directory, chip.hasTransactionMac(), tickets, chip.readStamps());
  }

  private static Optional<Bytes> said(Answer answer) {
    return answer.says(Status.OK) ? Optional.of(answer.content()) : Optional.empty();
  }

  private static List<Bytes> ids(Bytes content) {
    List<Bytes> ids = new ArrayList<>();
    for (int at = 0; at + AID_LENGTH <= content.length(); at += AID_LENGTH) {
      ids.add(content.slice(at, at + AID_LENGTH));
    }
    return ids;
  }
}
