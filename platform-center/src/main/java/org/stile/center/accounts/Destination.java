package org.stile.center.accounts;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where somebody goes after signing in: a page of this center, whatever a link asked for. */
final class Destination {
  private static final URI START = URI.create("/");

  /** A path, which cannot name another host: no "//", no backslash, nothing encoded. */
  private static final Pattern HERE = Pattern.compile("/|(/[A-Za-z0-9._-]{1,100}){1,10}");

  private Destination() {}

  static URI within(@Nullable String asked) {
    return asked != null && HERE.matcher(asked).matches() ? URI.create(asked) : START;
  }
}
