package org.stile.center.keys;

/** The vault cannot be opened or written, or a key is not in it; the message says what to do. */
public final class VaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public VaultException(String message) {
    super(message);
  }

  public VaultException(String message, Throwable cause) {
    super(message, cause);
  }
}
