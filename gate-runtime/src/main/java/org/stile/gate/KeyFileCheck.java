package org.stile.gate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.stile.chips.desfire.GateKeys;
import org.stile.chips.desfire.KeyFileException;

/** Reads the gate's chip keys, unless others could have read or changed them. */
final class KeyFileCheck {
  private static final Set<PosixFilePermission> OWNERS_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private KeyFileCheck() {}

  static GateKeys read(Path file) throws CannotStartException {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (!OWNERS_ONLY.containsAll(permissions)) {
        throw new CannotStartException(
            ExitCode.KEY_FILE_OPEN,
            file
                + " holds secret keys and is "
                + PosixFilePermissions.toString(permissions)
                + ": nobody but its owner may have any right to it (chmod 600)");
      }
      return GateKeys.read(file);
    } catch (NoSuchFileException e) {
      throw new CannotStartException(
          ExitCode.NO_INPUT, file + " is not there: a gate needs its chip keys (key-file)", e);
    } catch (KeyFileException e) {
      throw new CannotStartException(ExitCode.CONFIG, file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CannotStartException(ExitCode.NO_INPUT, file + " cannot be read: " + e, e);
    }
  }
}
