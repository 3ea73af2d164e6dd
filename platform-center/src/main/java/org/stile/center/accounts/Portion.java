package org.stile.center.accounts;

import org.jspecify.annotations.Nullable;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Texts;

/**
 * Which part of a list that is ordered by name is asked for; accounts by e-mail.
 *
 * @param words only those that hold them somewhere in their names, in any case; "": all.
 * @param after only those that come later: "next" of the part before; "": from the beginning.
 * @param limit at most so many, range [1, {@link #LIMIT_MAX}].
 */
record Portion(String words, String after, int limit) {
  static final int LIMIT_MAX = 200;

  /** As long as the longest of them, an e-mail. */
  private static final int NAME_BYTES_MAX = 254;

  /** Checks what was asked for; all that is wrong is told at once. */
  static Portion read(@Nullable String words, @Nullable String after, int limit) {
    var errors = new FieldErrors();
    var portion =
        new Portion(
            Texts.name(errors, "q", words == null ? "" : words.strip(), 0, NAME_BYTES_MAX),
            Texts.name(errors, "after", after, 0, NAME_BYTES_MAX),
            limit);
    errors.require(
        limit >= 1 && limit <= LIMIT_MAX, "limit", "must be a number from 1 to " + LIMIT_MAX);
    errors.throwIfAny();
    return portion;
  }
}
