package org.stile.cache;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.stile.cache.Journal.Receipt;
import org.stile.core.journal.JournalEntry.Outcome;

/** A gate of two lanes that does nothing but write its journal, until it is killed. */
final class AppendingMain {
  private AppendingMain() {}

  static Process start(Path file) throws IOException {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            String.join(
                File.pathSeparator,
                Path.of(System.getProperty("basedir"), "target", "test-classes").toString(),
                Path.of(System.getProperty("basedir"), "target", "classes").toString(),
                System.getProperty("jdk.module.path")),
            AppendingMain.class.getName(),
            file.toString());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  public static void main(String[] args) throws Exception {
    try (var out = new FileOutputStream(FileDescriptor.out);
        var journal = Journals.open(Path.of(args[0]))) {
      int ticket = journal.last().map(last -> (int) last.sequence()).orElse(0);
      while (true) {
        ticket++;
        CompletableFuture<Receipt> grant = journal.append(Entries.granted(ticket));
        CompletableFuture<Receipt> other = journal.append(Entries.incident("other lane"));
        acknowledge(out, grant.get());
        acknowledge(out, other.get());
        var stamped = Entries.progress(grant.get().sequence(), Outcome.STAMPED);
        acknowledge(out, journal.append(stamped).get());
      }
    }
  }

  private static void acknowledge(FileOutputStream out, Receipt receipt) throws IOException {
    String line = receipt.sequence() + " " + receipt.hash().hex() + "\n";
    out.write(line.getBytes(StandardCharsets.US_ASCII)); // Unbuffered: out before the next row.
  }
}
