package org.stile.center;

import io.quarkus.runtime.QuarkusBindException;
import java.sql.SQLException;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.stile.center.db.Database;
import org.stile.center.keys.VaultException;

/** Why a center did not start, in the words of who runs it. */
final class StartFailure {
  private StartFailure() {}

  /**
   * One line on what to change; empty if the fault is the program's own, for which only its stack
   * trace helps.
   */
  static Optional<String> explain(Throwable problem, String database) {
    Optional<QuarkusBindException> port = cause(problem, QuarkusBindException.class);
    if (port.isPresent()) {
      return Optional.of(
          "another program listens on port "
              + port.get().getPort()
              + " already; end it, or set STILE_PORT to a free one");
    }
    Optional<VaultException> vault = cause(problem, VaultException.class);
    if (vault.isPresent()) {
      return vault.map(Throwable::getMessage);
    }
    String state = Database.sqlState(problem);
    Optional<SQLException> refused = cause(problem, SQLException.class);
    if (refused.isPresent()) {
      String said = refused.map(Throwable::getMessage).orElse("");
      return Optional.of(
          "cannot use the database at " + database + " (" + oneLine(said) + "); " + advice(state));
    }
    return cause(problem, FlywayException.class)
        .map(
            flyway ->
                "the tables at "
                    + database
                    + " were made by a newer program, or changed by hand; start the program that"
                    + " they belong to ("
                    + oneLine(String.valueOf(flyway.getMessage()))
                    + ")");
  }

  private static String advice(String state) {
    return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
      case "28" -> "correct user and password in STILE_DB_URL";
      case "3D" -> "create that database, or correct its name in STILE_DB_URL";
      case "42" -> "its user must own the database and may create tables";
      case "53" -> "make room on its disk, or allow it more connections";
      default -> "is PostgreSQL running there, and STILE_DB_URL right?";
    };
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  private static <T extends Throwable> Optional<T> cause(Throwable problem, Class<T> kind) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (kind.isInstance(cause)) {
        return Optional.of(kind.cast(cause));
      }
    }
    return Optional.empty();
  }
}
