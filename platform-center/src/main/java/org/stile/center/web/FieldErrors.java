package org.stile.center.web;

import java.util.ArrayList;
import java.util.List;
import org.stile.center.web.Problem.FieldError;

/** Collects everything that is wrong with an input, so that it is told at once. One thread. */
public final class FieldErrors {
  /** Nobody reads more, and a hostile document must not make a long answer. */
  public static final int MAX = 100;

  private final List<FieldError> errors = new ArrayList<>();

  /**
   * Notes one more error.
   *
   * @param at see {@link FieldError}.
   * @throws Problem with all errors so far, if they are {@link #MAX} now.
   */
  public void add(String at, String message) {
    errors.add(new FieldError(at, message));
    if (errors.size() == MAX) {
      throw Problem.invalid(errors);
    }
  }

  /** Notes an error unless {@code holds}; answers {@code holds}. */
  public boolean require(boolean holds, String at, String message) {
    if (!holds) {
      add(at, message);
    }
    return holds;
  }

  public boolean isEmpty() {
    return errors.isEmpty();
  }

  public List<FieldError> list() {
    return List.copyOf(errors);
  }

  /** Throws {@link Problem#invalid} if there is an error. */
  public void throwIfAny() {
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }
}
