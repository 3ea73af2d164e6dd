package org.stile.center.audit;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.core.Bytes;

/** Checks the whole audit log against its chain, and the chain against what was noted elsewhere. */
public final class Verification {
  private static final int FETCH = 1000;

  private Verification() {}

  /**
   * What came of it.
   *
   * @param chained rows in the chain.
   * @param waiting rows recorded a moment ago, not in the chain yet.
   * @param head the end of the chain.
   * @param fault the first thing that is wrong; empty: nothing is.
   */
  public record Result(
      long chained, long waiting, Optional<Checkpoint> head, Optional<String> fault) {}

  private record Chained(long position, Bytes hash, AuditChain.Row row) {}

  /**
   * Reads every row.
   *
   * @param handle in a transaction that sees one moment (REPEATABLE READ).
   * @param noted checkpoints kept outside the database.
   */
  public static Result verify(Handle handle, List<Checkpoint> noted) {
    long waiting =
        handle
            .createQuery("SELECT count(*) FROM audit WHERE position IS NULL")
            .mapTo(Long.class)
            .one();
    Bytes hash = AuditChain.BEGINNING;
    long position = 0;
    try (var rows =
        handle
            .createQuery(
                "SELECT position, hash, "
                    + AuditChain.Row.COLUMNS
                    + " FROM audit WHERE position IS NOT NULL ORDER BY position")
            .setFetchSize(FETCH)
            .map(
                (row, context) ->
                    new Chained(
                        row.getLong("position"),
                        Bytes.copyOf(row.getBytes("hash")),
                        AuditChain.Row.of(row, context)))
            .iterator()) {
      for (Iterator<Chained> each = rows; each.hasNext(); ) {
        Chained next = each.next();
        Optional<String> fault = fault(next, position, hash, noted);
        if (fault.isPresent()) {
          return new Result(position, waiting, head(position, hash), fault);
        }
        position = next.position;
        hash = next.hash;
      }
    }
    return new Result(position, waiting, head(position, hash), cutOff(position, noted));
  }

  private static Optional<String> fault(
      Chained next, long before, Bytes previous, List<Checkpoint> noted) {
    if (next.position != before + 1) {
      return Optional.of(
          "row at position %d is missing; the next one there is position %d, id %d"
              .formatted(before + 1, next.position, next.row.id()));
    }
    if (!AuditChain.hash(previous, next.position, next.row).equals(next.hash)) {
      return Optional.of(
          "row at position %d (id %d, %s %s, at %s) is not as it was recorded, or not where"
              .formatted(
                  next.position,
                  next.row.id(),
                  next.row.action(),
                  next.row.subject(),
                  next.row.at()));
    }
    return noted.stream()
        .filter(one -> one.position() == next.position && !one.hash().equals(next.hash))
        .findFirst()
        .map(
            one ->
                "the chain up to position %d is not the one noted as %s: it was written anew"
                    .formatted(next.position, one));
  }

  private static Optional<String> cutOff(long end, List<Checkpoint> noted) {
    return noted.stream()
        .filter(one -> one.position() > end)
        .findFirst()
        .map(
            one ->
                "the log ends at position %d, but position %d was noted: its end was cut off"
                    .formatted(end, one.position()));
  }

  private static Optional<Checkpoint> head(long position, Bytes hash) {
    return position == 0 ? Optional.empty() : Optional.of(new Checkpoint(position, hash));
  }
}
