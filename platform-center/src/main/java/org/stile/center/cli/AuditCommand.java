package org.stile.center.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stile.center.CenterHome;
import org.stile.center.audit.Checkpoint;
import org.stile.center.audit.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The audit log: docs/reference/audit.md. */
@Command(name = "audit", mixinStandardHelpOptions = true, description = "The audit log.")
final class AuditCommand {
  private final Map<String, String> environment;
  private final PrintStream out;

  AuditCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  /** Exit code 0: nothing is wrong; 1: something is, and the first such thing is named. */
  @Command(
      name = "verify",
      description = {
        "Checks every row against the chain, and the chain against what was noted outside the",
        "database. Exit code 0: nothing is wrong; 1: the first thing that is wrong is named."
      })
  int verify(
      @Option(
              names = "--checkpoint",
              paramLabel = "PLACE:HASH",
              description = "one that was printed or copied before; may be repeated")
          @Nullable List<String> checkpoints)
      throws IOException {
    CenterHome home = CenterHome.of(environment, System.getProperty("user.home"));
    Path file = home.folder().resolve(Checkpoint.FILE);
    Optional<Checkpoint> kept = Checkpoint.read(file);
    var noted = new ArrayList<Checkpoint>();
    kept.ifPresent(noted::add);
    if (checkpoints != null) {
      checkpoints.forEach(text -> noted.add(Checkpoint.parse(text)));
    }
    try (CommandDatabase database = CommandDatabase.open(environment)) {
      Verification.Result result =
          database.database().readOneMoment(handle -> Verification.verify(handle, noted));
      tell(result, noted.size(), kept.isPresent() ? file + "" : "");
      return result.fault().isPresent() ? 1 : 0;
    }
  }

  private void tell(Verification.Result result, int noted, String file) {
    result.fault().ifPresent(fault -> out.println("BROKEN: " + fault));
    out.println(
        (result.fault().isPresent() ? "whole before that: " : "whole: ")
            + result.chained()
            + " rows in the chain; "
            + result.waiting()
            + " recorded and not chained yet");
    if (noted == 0) {
      out.println("no checkpoint to compare with: a cut-off end could not be noticed");
    } else if (!file.isEmpty()) {
      out.println("compared with the checkpoint in " + file);
    }
    result.head().ifPresent(head -> out.println("checkpoint " + head));
  }
}
