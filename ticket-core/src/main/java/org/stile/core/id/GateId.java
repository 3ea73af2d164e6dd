package org.stile.core.id;

import java.util.regex.Pattern;

/**
 * A gate, by the name staff use.
 *
 * @param value 1 to 24 of: lower-case letters, digits, hyphen.
 */
public record GateId(String value) {
  private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,23}");

  public GateId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a gate id is 1 to 24 of a-z, 0-9 and hyphen, and starts with no hyphen: " + value);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
