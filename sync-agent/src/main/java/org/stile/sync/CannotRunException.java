package org.stile.sync;

/** The agent cannot do what it was asked; says so in words for the one who asked. */
final class CannotRunException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  CannotRunException(ExitCode code, String message) {
    super(message);
    this.code = code;
  }

  CannotRunException(ExitCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  ExitCode code() {
    return code;
  }
}
