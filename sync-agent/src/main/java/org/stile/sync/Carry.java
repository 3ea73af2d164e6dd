package org.stile.sync;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stile.cache.JournalException;
import org.stile.cache.JournalPages;
import org.stile.cache.MasterException;
import org.stile.cache.MasterReader;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.journal.JournalRow;
import org.stile.core.master.MasterCodec;
import org.stile.core.sync.Carried;
import org.stile.core.sync.CarriedAcknowledgement;
import org.stile.core.sync.CarriedRows;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncLimits;
import org.stile.core.sync.UpMessage.Rows;

/**
 * What is carried by hand where there is no network: rows out; key sets, masters and the center's
 * acknowledgement in. Gate and agent may run meanwhile: the journal is only read, and what is
 * written to master.db is one transaction.
 */
final class Carry {
  private final SyncConfig config;
  private final PrintStream out;

  Carry(SyncConfig config, PrintStream out) {
    this.config = config;
    this.out = out;
  }

  /** Writes the rows the center is not known to have into a signed file. */
  ExitCode export(Path file) throws CannotRunException {
    Identity identity = Tls.identity(config);
    var shelf = new JournalShelf.Folder(config.journal());
    if (shelf.key().isEmpty()) {
      throw new CannotRunException(
          ExitCode.DATA, shelf + " is not there: this gate never ran, so it has nothing to tell");
    }
    Path masters = config.dataFolder().resolve("master.db");
    try (var known = MasterReader.open(masters, config.rootKeys());
        var journal = shelf.open()) {
      demandOwn(journal, shelf);
      long after = known.acknowledged(journal.logId());
      List<Bytes> messages = messages(journal, after, journal.lastSequence());
      if (messages.isEmpty()) {
        out.println("nothing to carry: the center has all " + after + " rows");
        return ExitCode.STOPPED;
      }
      write(file, signed(identity, messages));
      say(file, after, lastOf(messages), journal.lastSequence());
      return ExitCode.STOPPED;
    } catch (JournalException e) {
      throw new CannotRunException(ExitCode.DATA, shelf + " cannot be read: " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new CannotRunException(ExitCode.CONFIG, "identity: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CannotRunException(ExitCode.DATA, file + " cannot be written: " + why(e), e);
    }
  }

  private void demandOwn(JournalPages journal, JournalShelf shelf) throws CannotRunException {
    if (!journal.gate().equals(config.gate())) {
      throw new CannotRunException(
          ExitCode.CONFIG,
          shelf + " is the journal of gate " + journal.gate() + ", not of " + config.gate());
    }
  }

  /** Messages as the agent would send them, as many as one file holds. */
  private static List<Bytes> messages(JournalPages journal, long after, long last)
      throws JournalException {
    var messages = new ArrayList<Bytes>();
    int room = Carried.BODY_LENGTH_MAX - SyncLimits.MESSAGE_LENGTH_MAX;
    long at = after;
    while (at < last && room > 0) {
      List<JournalRow> rows = journal.rowsAfter(at, SyncLimits.ROWS_MAX);
      List<JournalRow> some = Rows.thatFit(rows);
      if (some.isEmpty()) {
        break;
      }
      Bytes before = at == 0 ? journal.genesis() : journal.rowsAfter(at - 1, 1).getFirst().hash();
      Bytes message = SyncCodec.encode(Rows.of(journal.logId(), before, some));
      messages.add(message);
      room -= message.length() + 5; // The head of a byte string.
      at = some.getLast().sequence();
    }
    return messages;
  }

  private Bytes signed(Identity identity, List<Bytes> messages) throws GeneralSecurityException {
    Bytes body = new CarriedRows(config.venue(), config.gate(), messages).encode();
    Bytes signature = identity.sign(Carried.toBeSigned(Carried.Kind.ROWS, body));
    return new Carried(identity.encodedCertificate(), body, signature).encode();
  }

  private static long lastOf(List<Bytes> messages) {
    try {
      return SyncCodec.up(messages.getLast()) instanceof Rows rows
          ? rows.rows().getLast().sequence()
          : 0;
    } catch (WireException e) {
      throw new IllegalStateException("it was just encoded", e);
    }
  }

  private void say(Path file, long after, long last, long there) {
    out.printf("%s holds rows %d to %d of gate %s%n", file, after + 1, last, config.gate());
    if (last < there) {
      out.printf(
          "%d rows did not fit: import the acknowledgement of these, then export again%n",
          there - last);
    }
  }

  /** Beside, flushed, and renamed over: a stick that is pulled holds the old file or the new. */
  private static void write(Path file, Bytes content) throws IOException {
    Path whole = file.toAbsolutePath();
    Path part = whole.resolveSibling(whole.getFileName() + ".part");
    try {
      write(whole, part, content);
    } catch (IOException e) {
      Files.deleteIfExists(part); // A full stick has no room for halves.
      throw e;
    }
  }

  private static void write(Path whole, Path part, Bytes content) throws IOException {
    Files.write(part, content.toArray());
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder = FileChannel.open(whole.resolveSibling("."))) {
      folder.force(true);
    }
  }

  /** Takes in what somebody carried here; judged exactly as if it had come over the network. */
  ExitCode take(Path file) throws CannotRunException {
    Bytes content = read(file);
    var log = new SyncLog(System.err, config.gate(), InstantSource.system());
    try (Masters masters = StileSyncMain.masters(config, log)) {
      Optional<Carried> carried = carried(content);
      if (carried.isPresent()) {
        return acknowledged(file, carried.get(), masters);
      }
      return switch (masters.importSigned(content)) {
        case Imported.Installed(String what) -> {
          out.println("installed: " + what);
          yield ExitCode.STOPPED;
        }
        case Imported.Refused refused -> throw refused(file, refused.why());
      };
    } catch (MasterException e) {
      throw new CannotRunException(ExitCode.DATA, "master.db: " + e.fault(), e);
    }
  }

  private static Optional<Carried> carried(Bytes content) {
    try {
      return Optional.of(Carried.decode(content));
    } catch (WireException e) {
      return Optional.empty();
    }
  }

  private ExitCode acknowledged(Path file, Carried carried, Masters masters)
      throws CannotRunException, MasterException {
    CarriedAcknowledgement said = acknowledgement(file, carried);
    if (said.venue() != config.venue() || !said.gate().equals(config.gate())) {
      throw refused(file, "is for gate " + said.gate() + " of venue " + said.venue());
    }
    var shelf = new JournalShelf.Folder(config.journal());
    try (JournalPages journal = shelf.open()) {
      if (!said.logId().equals(journal.logId())) {
        throw refused(file, "is for another journal of this gate, " + said.logId().hex());
      }
      if (said.sequence() > journal.lastSequence()) {
        throw refused(
            file,
            "says the center has %d rows; there are %d here"
                .formatted(said.sequence(), journal.lastSequence()));
      }
    } catch (JournalException e) {
      throw new CannotRunException(ExitCode.DATA, shelf + " cannot be read: " + e.getMessage(), e);
    }
    long before = masters.acknowledged(said.logId());
    masters.acknowledge(said.logId(), said.sequence());
    masters.settle();
    out.println(
        said.sequence() > before
            ? "the center has all rows up to " + said.sequence()
            : "nothing new: the center was known to have all rows up to " + before);
    return ExitCode.STOPPED;
  }

  private CarriedAcknowledgement acknowledgement(Path file, Carried carried)
      throws CannotRunException {
    Bytes signed = Carried.toBeSigned(Carried.Kind.ACKNOWLEDGEMENT, carried.body());
    Identity identity = Tls.identity(config);
    if (!identity.certifierSigned(carried.certificate(), signed, carried.signature())) {
      if (isRows(carried)) {
        throw refused(
            file, "holds rows for the center; what comes back from there is imported here");
      }
      throw refused(file, "is not signed by the authority that certified this gate");
    }
    try {
      return CarriedAcknowledgement.decode(carried.body());
    } catch (WireException e) {
      throw refused(file, "is no acknowledgement: " + e.fault());
    }
  }

  private static boolean isRows(Carried carried) {
    try {
      CarriedRows.decode(carried.body());
      return true;
    } catch (WireException e) {
      return false;
    }
  }

  private static CannotRunException refused(Path file, String why) {
    return new CannotRunException(ExitCode.REFUSED, file + " " + why + "; nothing was changed");
  }

  private static String why(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file or folder; is the stick there?";
      case AccessDeniedException _ -> "this user may not";
      case FileSystemException it -> it.getReason() == null ? it.toString() : it.getReason();
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }

  private static Bytes read(Path file) throws CannotRunException {
    try {
      if (Files.size(file) > MasterCodec.SIGNED_LENGTH_MAX) {
        throw new CannotRunException(ExitCode.REFUSED, file + " is too long to be a master");
      }
      return Bytes.copyOf(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CannotRunException(ExitCode.NO_INPUT, file + " cannot be read: " + why(e), e);
    }
  }
}
