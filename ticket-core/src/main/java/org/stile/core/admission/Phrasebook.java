package org.stile.core.admission;

import java.time.ZoneId;
import java.util.Optional;
import org.stile.core.admission.Decision.Admit;
import org.stile.core.master.AdmissionRules.ReEntry;

/**
 * Everything a visitor can be told in one language. One class each, so that the compiler notices a
 * text that is missing.
 */
sealed interface Phrasebook permits EnglishPhrases, GermanPhrases, JapanesePhrases {
  static Phrasebook in(Language language) {
    return switch (language) {
      case EN -> new EnglishPhrases();
      case DE -> new GermanPhrases();
      case JA -> new JapanesePhrases();
    };
  }

  /** Nobody is here. */
  Sign idle();

  /** A chip is being read. */
  Sign working();

  /**
   * Come in.
   *
   * @param guidance how to get to the seat, in this language, or empty.
   */
  Sign welcome(Admit admit, String guidance);

  /** Go out, and what leaving means. */
  Sign goodbye(Admit admit, Optional<ReEntry> reEntry);

  /** Stay outside, and what to do about it. */
  Sign refused(Refusal why, ZoneId zone);
}
