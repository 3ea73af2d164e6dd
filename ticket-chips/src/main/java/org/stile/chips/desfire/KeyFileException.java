package org.stile.chips.desfire;

import java.io.IOException;
import java.util.List;

/** A key file that is not one: every line that is wrong, and never what stands in it. */
public final class KeyFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  KeyFileException(List<Problem> problems) {
    super(String.join("; ", problems.stream().map(Problem::toString).toList()));
    this.problems = List.copyOf(problems);
  }

  /** All of them, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }

  /**
   * One thing wrong with a key file.
   *
   * @param line from 1; 0 when it is about the file as a whole.
   * @param what for people.
   */
  public record Problem(int line, String what) {
    @Override
    public String toString() {
      return line == 0 ? what : "line " + line + ": " + what;
    }
  }
}
