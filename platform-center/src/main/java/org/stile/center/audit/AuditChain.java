package org.stile.center.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.OptionalLong;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.stile.core.Bytes;

/**
 * How a row of the audit log is hashed: {@code hash = SHA-256(previous hash || row)}, where the row
 * is
 *
 * <pre>
 * position  8 bytes, from 1
 * id        8 bytes
 * at        8 bytes, microseconds since 1970
 * actor     4 bytes length, UTF-8
 * organizer 1 byte: 0 none, 1 and then 8 bytes
 * seller    the same
 * action, subject, detail  as actor
 * </pre>
 *
 * all numbers big-endian; the hash before the first is 32 zero bytes. Every field has its length or
 * its mark, so that no two different rows give the same bytes (docs/reference/audit.md).
 */
final class AuditChain {
  /** The hash before the first row. */
  static final Bytes BEGINNING = Bytes.copyOf(new byte[32]);

  private AuditChain() {}

  /** A row as it was recorded. */
  record Row(
      long id,
      Instant at,
      String actor,
      OptionalLong organizer,
      OptionalLong seller,
      String action,
      String subject,
      String detail) {
    static final String COLUMNS = "id, at, actor, organizer_id, seller_id, action, subject, detail";

    static Row of(ResultSet row, @Nullable StatementContext context) throws SQLException {
      return new Row(
          row.getLong("id"),
          row.getTimestamp("at").toInstant(),
          row.getString("actor"),
          number(row, "organizer_id"),
          number(row, "seller_id"),
          row.getString("action"),
          row.getString("subject"),
          row.getString("detail"));
    }

    private static OptionalLong number(ResultSet row, String column) throws SQLException {
      long value = row.getLong(column);
      return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }
  }

  /** The hash of a row that stands at {@code position} after a row of hash {@code previous}. */
  static Bytes hash(Bytes previous, long position, Row row) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.write(previous.toArray());
      out.writeLong(position);
      out.writeLong(row.id);
      out.writeLong(micros(row.at));
      text(out, row.actor);
      number(out, row.organizer);
      number(out, row.seller);
      text(out, row.action);
      text(out, row.subject);
      text(out, row.detail);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.copyOf(bytes.toByteArray()).sha256();
  }

  /** The database keeps microseconds; nothing finer may enter a hash. */
  private static long micros(Instant at) {
    return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1000);
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static void number(DataOutputStream out, OptionalLong number) throws IOException {
    out.writeByte(number.isPresent() ? 1 : 0);
    if (number.isPresent()) {
      out.writeLong(number.getAsLong());
    }
  }
}
