package org.stile.cache;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.stile.cache.Journal.Receipt;
import org.stile.cache.JournalVerifier.Finding.Broken;
import org.stile.cache.JournalVerifier.Finding.Whole;
import org.stile.core.Bytes;

/**
 * Walks a journal's chain and names the first bad row. Exit 0: whole; 1: broken; 2: cannot be read.
 */
public final class JournalVerifyMain {
  private JournalVerifyMain() {}

  /**
   * Prints what it finds, and exits.
   *
   * @param arguments the file, and optionally sequence and hash of a row somebody else kept.
   */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    if (arguments.length != 1 && arguments.length != 3) {
      System.err.println("usage: journal-verify journal.db [sequence hash]");
      return 2;
    }
    Path file = Path.of(arguments[0]);
    if (!Files.exists(file)) {
      System.err.println(file + ": there is no such file");
      return 2;
    }
    try (var journal = JournalReader.open(file)) {
      return report(journal, JournalVerifier.verify(journal, kept(arguments)));
    } catch (JournalException | IllegalArgumentException e) {
      System.err.println(file + ": " + e.getMessage());
      return 2;
    }
  }

  private static Optional<Receipt> kept(String[] arguments) {
    return arguments.length == 1
        ? Optional.empty()
        : Optional.of(new Receipt(Long.parseLong(arguments[1]), Bytes.hex(arguments[2])));
  }

  private static int report(JournalReader journal, JournalVerifier.Finding finding) {
    String name = "log " + journal.logId().hex() + " of gate " + journal.gate();
    return switch (finding) {
      case Whole whole -> {
        String rows =
            whole
                .last()
                .map(last -> last.sequence() + " rows, " + last.hash().hex())
                .orElse("empty");
        System.out.println(name + " is whole: " + rows);
        yield 0;
      }
      case Broken broken -> {
        System.out.println(name + " is broken at row " + broken.sequence() + ": " + broken.why());
        yield 1;
      }
    };
  }
}
