package org.stile.system.center;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator would have set up before, put straight into a center's database: parties
 * and their clients. Owned by one thread.
 */
public final class CenterData {
  private static final String ORGANIZER_SCOPES =
      "venues:read,venues:write,events:read,events:write,seats:read,sellers:read,"
          + "allotments:write,register:read,masters:read,tickets:revoke,gates:write,audit:read";
  private static final String SELLER_SCOPES =
      "events:read,seats:read,requests:read,requests:write,tickets:issue,register:read";

  private static final int SEATS_OF_BLOCK = 200;
  private static final int SEATS_OF_ROW = 20;

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
    // A party's number is its own, whoever else puts data here.
    String client = role.toLowerCase(Locale.ROOT) + (organizer == null ? seller : organizer);
    long account =
        id(
            """
            INSERT INTO account (email, display_name, roles, organizer_id, seller_id, created_at)
            VALUES (?, ?, string_to_array(?, ','), ?, ?, now()) RETURNING id
            """,
            client + "@example.org",
            client,
            role,
            organizer,
            seller);
    String token = "token-of-" + client;
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

  /**
   * A published event of an organizer in a hall of blocks of 200 seats, ten rows of twenty.
   *
   * @param seats range [200, 100 000], a multiple of 200.
   */
  public long event(Party organizer, int seats) throws SQLException {
    number++;
    long venue =
        id(
            """
            INSERT INTO venue (organizer_id, name, place, time_zone, created_at)
            VALUES (?, ?, 'Here', 'UTC', now()) RETURNING id
            """,
            organizer.id,
            "Hall " + number);
    long _ =
        id(
            "INSERT INTO zone (venue_id, number, name) VALUES (?, 1, 'All') RETURNING number",
            venue);
    long plan =
        id(
            """
            INSERT INTO seat_plan (venue_id, name, seats, document, created_at)
            VALUES (?, 'Hall', ?, ?, now()) RETURNING id
            """,
            venue,
            seats,
            plan(seats));
    long event =
        id(
            """
            INSERT INTO event (id, organizer_id, venue_id, seat_plan_id, name, starts_at,
              doors_open, last_entry, state, published, next_ticket, created_at)
            VALUES (nextval('event_number'), ?, ?, ?, 'Concert', now() + interval '30 days',
              now() + interval '29 days', now() + interval '31 days', 'PUBLISHED', 1, ?, now())
            RETURNING id
            """,
            organizer.id,
            venue,
            plan,
            seats);
    long _ =
        id(
            """
            WITH made AS (INSERT INTO seat (event_id, seat, type)
                          SELECT ?, s, 0 FROM generate_series(0, ? - 1) s RETURNING 1)
            SELECT count(*) FROM made
            """,
            event,
            seats);
    return event;
  }

  /** Lets a seller handle an event and gives it seats [from, to). */
  public void allot(long event, Party seller, int from, int to) throws SQLException {
    long _ =
        id(
            "INSERT INTO event_seller (event_id, seller_id) VALUES (?, ?) RETURNING seller_id",
            event,
            seller.id);
    long _ =
        id(
            """
            WITH given AS (UPDATE seat SET seller_id = ?
                           WHERE event_id = ? AND seat >= ? AND seat < ? RETURNING 1)
            SELECT count(*) FROM given
            """,
            seller.id,
            event,
            from,
            to);
  }

  /** As docs/reference/seat-plan.md draws it. */
  private static String plan(int seats) {
    var blocks = new StringJoiner(",");
    for (int block = 0; block < seats / SEATS_OF_BLOCK; block++) {
      var rows = new StringJoiner(",");
      for (int row = 0; row < SEATS_OF_BLOCK / SEATS_OF_ROW; row++) {
        rows.add(
            """
            {"name":"%d","runs":[{"first":1,"count":%d,"type":0,"line":{"x":%d,"y":%d,"dx":50,"dy":0}}]}
            """
                .formatted(row + 1, SEATS_OF_ROW, block * 1_100, row * 80));
      }
      blocks.add(
          "{\"stand\":\"\",\"name\":\"%d\",\"zone\":1,\"rows\":[%s]}".formatted(block + 1, rows));
    }
    return """
        {"format":"stile-seat-plan","version":1,
         "types":[{"number":0,"name":"Seat","colour":"#0072b2","shape":"SQUARE"}],
         "blocks":[%s]}
        """
        .formatted(blocks);
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
