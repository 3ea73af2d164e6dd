package org.stile.simulator.office;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.stile.simulator.office.CenterClient.Proof;

/** Who may sign in on the pages of a center, or of a venue's unit. */
public record Account(String email, String password, Proof proof) {
  private static final String FIRST = "admin@localhost";

  /**
   * Signs in for the first time of all, and chooses a password of one's own.
   *
   * @param home of the center: the first password lies there.
   */
  public static Account first(CenterClient center, Path home, String own) throws IOException {
    String given = Files.readString(home.resolve("first-password")).strip();
    Proof first = center.form("/sign-in", null, Map.of("email", FIRST, "password", given));
    Proof proof =
        center.form("/password", first, Map.of("present", given, "next", own, "again", own));
    return new Account(FIRST, own, proof);
  }

  /** Signs in once more: a session that may be ended without anybody else losing theirs. */
  public Proof again(CenterClient center) throws IOException {
    return center.form("/sign-in", null, Map.of("email", email, "password", password));
  }
}
