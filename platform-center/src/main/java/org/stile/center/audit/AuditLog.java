package org.stile.center.audit;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.center.web.Caller;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Role;

/** Reads the audit log, for each caller what is theirs to read. */
@ApplicationScoped
public class AuditLog {
  static final int PAGE_MAX = 200;

  private static final Pattern WORD = Pattern.compile("[a-z0-9:._-]{1,100}");

  /** What administrators do, whomever it concerns; no organizer's or seller's own business. */
  private static final String ADMINISTRATION =
      """
      (a.organizer_id IS NULL AND a.seller_id IS NULL
        OR split_part(a.action, '.', 1) IN ('account', 'token', 'organizer')
        OR a.action IN ('seller.create', 'seller.rename'))
      """;

  private final Database database;

  public AuditLog(Database database) {
    this.database = database;
  }

  /**
   * A row.
   *
   * @param by name of the account that did it, if an account did.
   * @param detail JSON.
   * @param position place in the chain; empty: not chained yet.
   */
  public record Entry(
      long id,
      Instant at,
      String actor,
      Optional<String> by,
      OptionalLong organizer,
      OptionalLong seller,
      String action,
      String subject,
      String detail,
      OptionalLong position) {}

  /**
   * Rows, newest first.
   *
   * @param nextBefore where the next page begins.
   */
  public record Page(List<Entry> entries, OptionalLong nextBefore) {}

  /**
   * Which rows.
   *
   * @param action it begins with this.
   * @param before only rows with a lower id.
   */
  record Filter(
      Optional<String> action,
      Optional<String> actor,
      Optional<String> subject,
      Optional<LocalDate> from,
      Optional<LocalDate> until,
      OptionalLong before,
      int limit) {

    /** Checks what was asked for; all that is wrong is told at once. */
    static Filter of(
        @Nullable String action,
        @Nullable String actor,
        @Nullable String subject,
        @Nullable String from,
        @Nullable String until,
        @Nullable Long before,
        int limit) {
      var errors = new FieldErrors();
      var filter =
          new Filter(
              word(errors, "action", action),
              word(errors, "actor", actor),
              word(errors, "subject", subject),
              day(errors, "from", from),
              day(errors, "until", until),
              before == null ? OptionalLong.empty() : OptionalLong.of(before),
              limit);
      errors.require(
          limit >= 1 && limit <= PAGE_MAX, "limit", "must be a number from 1 to " + PAGE_MAX);
      errors.throwIfAny();
      return filter;
    }

    private static Optional<String> word(FieldErrors errors, String at, @Nullable String text) {
      if (text == null || text.isBlank()) {
        return Optional.empty();
      }
      errors.require(
          WORD.matcher(text.strip()).matches(),
          at,
          "has small letters, digits and :._- only, such as event.publish or account:7");
      return Optional.of(text.strip());
    }

    private static Optional<LocalDate> day(FieldErrors errors, String at, @Nullable String text) {
      if (text == null || text.isBlank()) {
        return Optional.empty();
      }
      try {
        return Optional.of(LocalDate.parse(text.strip()));
      } catch (DateTimeParseException e) {
        errors.add(at, "must be a day such as 2026-11-27");
        return Optional.empty();
      }
    }
  }

  /** What a caller may see of what was asked for. */
  Page page(Caller caller, Filter filter) {
    var values = new HashMap<String, Object>();
    String where = visible(caller, values) + matching(filter, values);
    List<Entry> entries =
        database.read(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT a.id, a.at, a.actor, b.display_name, a.organizer_id, a.seller_id,
                          a.action, a.subject, a.detail, a.position
                        FROM audit a LEFT JOIN account b ON a.actor = 'account:' || b.id
                        WHERE\s"""
                            + where
                            + " ORDER BY a.id DESC LIMIT "
                            + filter.limit)
                    .bindMap(values)
                    .map(
                        (row, _) ->
                            new Entry(
                                row.getLong("id"),
                                row.getTimestamp("at").toInstant(),
                                row.getString("actor"),
                                Optional.ofNullable(row.getString("display_name")),
                                number(row.getObject("organizer_id", Long.class)),
                                number(row.getObject("seller_id", Long.class)),
                                row.getString("action"),
                                row.getString("subject"),
                                row.getString("detail"),
                                number(row.getObject("position", Long.class))))
                    .list());
    boolean more = entries.size() == filter.limit;
    return new Page(entries, more ? OptionalLong.of(entries.getLast().id) : OptionalLong.empty());
  }

  /** An organizer's and a seller's own; all, to an auditor of none; administration, to those. */
  private static String visible(Caller caller, Map<String, Object> values) {
    var seen = new ArrayList<String>();
    boolean ofNone = caller.organizerId().isEmpty() && caller.sellerId().isEmpty();
    if (caller.roles().contains(Role.AUDITOR) && ofNone) {
      return "TRUE";
    }
    if (caller.roles().contains(Role.ADMINISTRATOR)) {
      seen.add(ADMINISTRATION);
    }
    caller
        .organizerId()
        .ifPresent(
            organizer -> {
              seen.add("a.organizer_id = :organizer");
              values.put("organizer", organizer);
            });
    caller
        .sellerId()
        .ifPresent(
            seller -> {
              seen.add("a.seller_id = :seller");
              values.put("seller", seller);
            });
    return seen.isEmpty() ? "FALSE" : "(" + String.join(" OR ", seen) + ")";
  }

  private static String matching(Filter filter, Map<String, Object> values) {
    var where = new StringBuilder();
    filter.action.ifPresent(
        text -> add(where, values, " AND starts_with(a.action, :action)", "action", text));
    filter.actor.ifPresent(text -> add(where, values, " AND a.actor = :actor", "actor", text));
    filter.subject.ifPresent(
        text -> add(where, values, " AND a.subject = :subject", "subject", text));
    filter.from.ifPresent(day -> add(where, values, " AND a.at >= :from", "from", start(day)));
    filter.until.ifPresent(
        day -> add(where, values, " AND a.at < :until", "until", start(day.plusDays(1))));
    filter.before.ifPresent(id -> add(where, values, " AND a.id < :before", "before", id));
    return where.toString();
  }

  private static void add(
      StringBuilder where, Map<String, Object> values, String sql, String name, Object value) {
    where.append(sql);
    values.put(name, value);
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static OptionalLong number(@Nullable Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
