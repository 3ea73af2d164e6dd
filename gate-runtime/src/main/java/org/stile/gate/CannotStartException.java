package org.stile.gate;

/** The gate cannot run with what it was given; says so in words for the one who starts it. */
final class CannotStartException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  CannotStartException(ExitCode code, String message) {
    super(message);
    this.code = code;
  }

  CannotStartException(ExitCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  ExitCode code() {
    return code;
  }
}
