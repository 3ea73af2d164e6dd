package org.stile.center.board;

import java.util.Set;

/** What gates let happen that no ticket allowed, as their journals name it. */
final class Exceptions {
  /** The override of a released arm, bodies nobody was asked about, and arms that said nothing. */
  private static final Set<String> KINDS =
      Set.of("FORCED", "WRONG-WAY", "PASSAGE-UNKNOWN", "FIRE-RELEASE");

  private Exceptions() {}

  /** Whether a board counts it. */
  static boolean is(String kind) {
    return KINDS.contains(kind);
  }
}
