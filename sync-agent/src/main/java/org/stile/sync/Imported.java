package org.stile.sync;

import org.stile.core.trust.Trusted;

/** What became of something signed that somebody carried here. */
sealed interface Imported {
  /** It is installed. */
  record Installed(String what) implements Imported {}

  /** It is not believed. */
  record Refused(Trusted.Reason reason, String detail) implements Imported {
    /** Why, as a sentence's end, and what to do, for whoever stands there with a stick. */
    String why() {
      return switch (reason) {
        case NOT_A_MESSAGE ->
            "is no key set, master or acknowledgement, or only a part of one: copy it again";
        case UNKNOWN_KEY ->
            "is signed by a key this gate does not know (%s): import the center's key set first; if"
                    .formatted(detail)
                + " that is done, it is another center's";
        case WRONG_SIGNATURE -> "is not what was signed: it was changed on its way";
        case BAD_CONTENT -> "cannot be understood (%s)".formatted(detail);
        case UNKNOWN_FORMAT ->
            "is in a format of later programs (%s): update this".formatted(detail);
        case KEY_NOT_VALID_THEN, KEY_NOT_FOR_THIS_EVENT ->
            "is signed by a key that may not speak for it (%s)".formatted(detail);
        case NOT_NEWER -> "is not newer than what is here (version %s)".formatted(detail);
        case SAME_VERSION_OTHER_CONTENT ->
            "says something else than what is here under the same number (%s)".formatted(detail);
        case OTHER_BASE, OTHER_RESULT -> "is no whole master (%s)".formatted(detail);
      };
    }
  }
}
