package org.stile.sync;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.stile.cache.MasterException;
import org.stile.core.Bytes;
import org.stile.core.master.MasterCodec;

/** What is carried by hand where there is no network. */
final class Carry {
  private Carry() {}

  /**
   * Installs a signed key set or master from a file, as the center serves it; judged exactly as if
   * it had come over the network. An agent may be running.
   */
  static ExitCode importSigned(SyncConfig config, Path file, PrintStream out)
      throws CannotRunException {
    Bytes signed = read(file);
    var log = new SyncLog(System.err, config.gate(), InstantSource.system());
    try (Masters masters = StileSyncMain.masters(config, log)) {
      Optional<String> installed = masters.importSigned(signed);
      installed.ifPresent(what -> out.println("installed: " + what));
      return installed.isPresent() ? ExitCode.STOPPED : ExitCode.REFUSED;
    } catch (MasterException e) {
      throw new CannotRunException(ExitCode.DATA, "master.db: " + e.fault(), e);
    }
  }

  private static Bytes read(Path file) throws CannotRunException {
    try {
      if (Files.size(file) > MasterCodec.SIGNED_LENGTH_MAX) {
        throw new CannotRunException(ExitCode.REFUSED, file + " is too long to be a master");
      }
      return Bytes.copyOf(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CannotRunException(ExitCode.NO_INPUT, file + " cannot be read: " + e, e);
    }
  }
}
