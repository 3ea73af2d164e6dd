package org.stile.core.trust;

/** What a {@link TrustChain} says of something that was published. */
public sealed interface Trusted<T> {
  /** Signed by whom it must be, newer than what is there, and whole. */
  record Accepted<T>(T value) implements Trusted<T> {}

  /**
   * Not to be installed.
   *
   * @param detail for a log, never for a program.
   */
  record Rejected<T>(Reason reason, String detail) implements Trusted<T> {}

  /** Why something that was published is not believed. */
  enum Reason {
    /** Not such a message at all, too long, or not in its one encoding; before any signature. */
    NOT_A_MESSAGE,
    /** Signed by a key that is not in the set. */
    UNKNOWN_KEY,
    /** Not signed by the key it names. */
    WRONG_SIGNATURE,
    /** Well signed, but its content is not whole: a fault of the signer. */
    BAD_CONTENT,
    /** Well signed, in a format this program does not know: it needs an update. */
    UNKNOWN_FORMAT,
    /** Issued at a time for which its key is not good. */
    KEY_NOT_VALID_THEN,
    /** Its key may not speak for this event. */
    KEY_NOT_FOR_THIS_EVENT,
    /** Older than what is there, or the same master again. */
    NOT_NEWER,
    /** The version that is there, saying something else: the signer broke its word. */
    SAME_VERSION_OTHER_CONTENT,
    /** A delta that starts from another master than the one that is there. */
    OTHER_BASE,
    /** A delta that does not lead to what it says. */
    OTHER_RESULT
  }
}
