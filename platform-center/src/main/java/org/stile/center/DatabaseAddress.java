package org.stile.center;

import java.net.URI;
import java.util.Optional;

/**
 * Where the database is, and as whom to enter it.
 *
 * @param url a JDBC URL.
 */
public record DatabaseAddress(String url, Optional<String> user, Optional<String> password) {
  private static final String JDBC = "jdbc:postgresql:";

  /**
   * An address as STILE_DB_URL has it: {@code postgresql://user:password@host:port/name} or a JDBC
   * URL.
   */
  public static DatabaseAddress parse(String text) {
    if (text.startsWith(JDBC)) {
      return new DatabaseAddress(text, Optional.empty(), Optional.empty());
    }
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw wrong();
    }
    if (uri.getHost() == null || !("" + uri.getScheme()).matches("postgres(ql)?")) {
      throw wrong();
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String query = uri.getQuery() == null ? "" : "?" + uri.getQuery();
    String url = JDBC + "//" + uri.getHost() + port + uri.getPath() + query;
    String[] user = uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
    return new DatabaseAddress(
        url,
        user.length > 0 ? Optional.of(user[0]) : Optional.empty(),
        user.length > 1 ? Optional.of(user[1]) : Optional.empty());
  }

  private static IllegalArgumentException wrong() {
    return new IllegalArgumentException(
        "STILE_DB_URL must look like postgresql://user:password@host:5432/name");
  }

  /** Without the password. */
  @Override
  public String toString() {
    return url;
  }
}
