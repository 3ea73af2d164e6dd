package org.stile.center.sellers;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.center.audit.Audit;
import org.stile.center.sellers.ChipLines.Kind;
import org.stile.center.sellers.ChipLines.Line;
import org.stile.center.web.Caller;
import org.stile.core.Bytes;

/** An organizer's membership chips, and the chips it blocks. */
@ApplicationScoped
class ChipLists {
  private static final int SHOWN_MAX = 200;

  private final Audit audit;

  ChipLists(Audit audit) {
    this.audit = audit;
  }

  /**
   * A chip of a list.
   *
   * @param chip its number in hexadecimal.
   */
  record Chip(String chip, Optional<Instant> validUntil, String reason) {}

  /** How many chips are on a list. */
  int size(Handle handle, Caller caller, Kind kind) {
    return handle
        .createQuery("SELECT count(*) FROM " + table(kind) + " WHERE organizer_id = :organizer")
        .bind("organizer", caller.organizer())
        .mapTo(int.class)
        .one();
  }

  /** The first chips of a list whose numbers begin with what is looked for. */
  List<Chip> find(Handle handle, Caller caller, Kind kind, String begin) {
    return handle
        .createQuery(
            "SELECT upper(encode(chip, 'hex')) AS chip, "
                + (kind == Kind.MEMBERS
                    ? "valid_until, '' AS reason"
                    : "NULL::timestamptz AS valid_until, reason")
                + " FROM "
                + table(kind)
                + """
                 WHERE organizer_id = :organizer AND starts_with(encode(chip, 'hex'), :begin)
                ORDER BY chip LIMIT :most
                """)
        .bind("organizer", caller.organizer())
        .bind("begin", begin.strip().replaceAll("[: -]", "").toLowerCase(java.util.Locale.ROOT))
        .bind("most", SHOWN_MAX)
        .map(
            (row, _) ->
                new Chip(
                    row.getString("chip"),
                    Optional.ofNullable(row.getTimestamp("valid_until"))
                        .map(java.sql.Timestamp::toInstant),
                    row.getString("reason")))
        .list();
  }

  /**
   * Puts chips on a list, or changes what it keeps beside them.
   *
   * @param instead whether they replace all that are on it.
   */
  int put(Handle handle, Caller caller, Kind kind, List<Line> lines, boolean instead) {
    if (instead) {
      handle
          .createUpdate("DELETE FROM " + table(kind) + " WHERE organizer_id = :organizer")
          .bind("organizer", caller.organizer())
          .execute();
    }
    String insert =
        switch (kind) {
          case MEMBERS ->
              """
              INSERT INTO membership (organizer_id, chip, valid_until)
              VALUES (:organizer, :chip, :until)
              ON CONFLICT (organizer_id, chip) DO UPDATE SET valid_until = excluded.valid_until
              """;
          case BLOCKED ->
              """
              INSERT INTO blocked_chip (organizer_id, chip, reason)
              VALUES (:organizer, :chip, :reason)
              ON CONFLICT (organizer_id, chip) DO UPDATE SET reason = excluded.reason
              """;
        };
    var batch = handle.prepareBatch(insert);
    for (Line line : lines) {
      batch.bind("organizer", caller.organizer()).bind("chip", line.chip().toArray());
      if (kind == Kind.MEMBERS) {
        batch.bind("until", line.validUntil());
      } else {
        batch.bind("reason", line.reason());
      }
      batch.add();
    }
    batch.execute();
    record(handle, caller, kind, instead ? "replace" : "add", lines.size());
    return lines.size();
  }

  /** Takes chips off a list; how many were on it. */
  int remove(Handle handle, Caller caller, Kind kind, List<Bytes> chips) {
    int removed =
        handle
            .createUpdate(
                "DELETE FROM "
                    + table(kind)
                    + " WHERE organizer_id = :organizer AND encode(chip, 'hex') = ANY(:chips)")
            .bind("organizer", caller.organizer())
            .bindArray("chips", String.class, chips.stream().map(ChipLists::lower).toArray())
            .execute();
    record(handle, caller, kind, "remove", removed);
    return removed;
  }

  private static String lower(Bytes chip) {
    return chip.hex().toLowerCase(java.util.Locale.ROOT);
  }

  private void record(Handle handle, Caller caller, Kind kind, String change, int chips) {
    audit.record(
        handle,
        caller,
        "chips." + change,
        "organizer:" + caller.organizer(),
        Map.of("list", kind.name(), "chips", chips));
  }

  private static String table(Kind kind) {
    return switch (kind) {
      case MEMBERS -> "membership";
      case BLOCKED -> "blocked_chip";
    };
  }
}
