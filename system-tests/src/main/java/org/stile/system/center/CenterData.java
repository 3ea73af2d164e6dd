package org.stile.system.center;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator would have set up before, put straight into a center's database: parties
 * and their clients. Owned by one thread.
 */
public final class CenterData {
  private static final String ORGANIZER_SCOPES =
      "venues:read,venues:write,events:read,events:write,seats:read,sellers:read,"
          + "allotments:write,register:read,masters:read,tickets:revoke,audit:read";
  private static final String SELLER_SCOPES =
      "events:read,seats:read,requests:read,requests:write,tickets:issue,register:read";

  private final Connection connection;
  private int number;

  public CenterData(Connection connection) {
    this.connection = connection;
  }

  /**
   * A party with one client.
   *
   * @param id of the organizer or seller.
   * @param token what the client shows.
   */
  public record Party(long id, String name, String token) {}

  /** A new organizer. */
  public Party organizer(String name) throws SQLException {
    long id = id("INSERT INTO organizer (name, created_at) VALUES (?, now()) RETURNING id", name);
    return new Party(id, name, token("ORGANIZER", ORGANIZER_SCOPES, id, null));
  }

  /** A new seller. */
  public Party seller(String name) throws SQLException {
    long id = id("INSERT INTO seller (name, created_at) VALUES (?, now()) RETURNING id", name);
    return new Party(id, name, token("SELLER", SELLER_SCOPES, null, id));
  }

  private String token(String role, String scopes, @Nullable Long organizer, @Nullable Long seller)
      throws SQLException {
    number++;
    long account =
        id(
            """
            INSERT INTO account (email, display_name, roles, organizer_id, seller_id, created_at)
            VALUES (?, ?, string_to_array(?, ','), ?, ?, now()) RETURNING id
            """,
            "client" + number + "@example.org",
            "Client " + number,
            role,
            organizer,
            seller);
    String token = "client-" + number + "-of-" + role;
    long _ =
        id(
            """
            INSERT INTO api_token (token_hash, account_id, name, scopes, created_at)
            VALUES (decode(?, 'hex'), ?, 'client', string_to_array(?, ','), now()) RETURNING id
            """,
            hash(token),
            account,
            scopes);
    return token;
  }

  /** Runs a statement that returns one number. */
  public long id(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new SQLException("no row from " + sql);
        }
        return row.getLong(1);
      }
    }
  }

  private static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every JDK has it.
    }
  }
}
