package org.stile.core.config;

/**
 * One thing wrong with a configuration.
 *
 * @param key which key, or which line if there is none.
 * @param value what it says.
 * @param expected what it should say.
 */
public record Problem(String key, String value, String expected) {
  @Override
  public String toString() {
    return key + " = " + value + ": " + expected;
  }
}
