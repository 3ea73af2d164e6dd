package org.stile.center.accounts;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.stile.center.audit.Audit;
import org.stile.center.db.Database;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;
import org.stile.center.web.Texts;

/** Organizers and sellers: whom accounts belong to. */
@ApplicationScoped
public class Parties {
  private static final int NAME_BYTES_MAX = 100;

  private final Database database;
  private final Audit audit;
  private final InstantSource clock;

  public Parties(Database database, Audit audit, InstantSource clock) {
    this.database = database;
    this.audit = audit;
    this.clock = clock;
  }

  /** The two kinds of party. */
  public enum Kind {
    ORGANIZER,
    SELLER;

    /** Also the name of its table. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** An organizer or a seller. */
  public record Party(long id, String name, Instant createdAt) {}

  /** All of a kind, by name. */
  public List<Party> all(Kind kind) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT id, name, created_at FROM " + kind.word() + " ORDER BY name")
                .map(Parties::party)
                .list());
  }

  /**
   * Organizers or sellers, by name.
   *
   * @param next what to ask for as "after" to go on; empty at the end.
   */
  public record Page(List<Party> parties, Optional<String> next) {}

  /** A part of all of a kind. */
  Page page(Kind kind, Portion portion) {
    List<Party> found =
        database.read(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT id, name, created_at FROM %s
                        WHERE name > :after AND strpos(lower(name), lower(:words)) > 0
                        ORDER BY name LIMIT :limit
                        """
                            .formatted(kind.word()))
                    .bind("after", portion.after())
                    .bind("words", portion.words())
                    .bind("limit", portion.limit() + 1)
                    .map(Parties::party)
                    .list());
    boolean more = found.size() > portion.limit();
    List<Party> shown = more ? found.subList(0, portion.limit()) : found;
    return new Page(shown, more ? Optional.of(shown.getLast().name()) : Optional.empty());
  }

  /** One of a kind. */
  Party find(Kind kind, long id) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT id, name, created_at FROM " + kind.word() + " WHERE id = :id")
                .bind("id", id)
                .map(Parties::party)
                .findOne()
                .orElseThrow(() -> Problem.notFound(kind.word())));
  }

  private static Party party(ResultSet row, StatementContext context) throws SQLException {
    return new Party(
        row.getLong("id"), row.getString("name"), row.getTimestamp("created_at").toInstant());
  }

  static boolean exists(Handle handle, Kind kind, long id) {
    return handle
        .createQuery("SELECT EXISTS (SELECT FROM " + kind.word() + " WHERE id = :id)")
        .bind("id", id)
        .mapTo(Boolean.class)
        .one();
  }

  /** The number of the organizer or seller with this name. */
  public static Optional<Long> named(Handle handle, Kind kind, String name) {
    return handle
        .createQuery("SELECT id FROM " + kind.word() + " WHERE name = :name")
        .bind("name", name)
        .mapTo(Long.class)
        .findOne();
  }

  /** Makes one. */
  public Party create(Handle handle, String actor, Kind kind, @Nullable String typed) {
    String name = checked(typed);
    Instant now = clock.instant();
    long id =
        handle
            .createQuery(
                "INSERT INTO "
                    + kind.word()
                    + " (name, created_at) VALUES (:name, :now)"
                    + " ON CONFLICT (name) DO NOTHING RETURNING id")
            .bind("name", name)
            .bind("now", now)
            .mapTo(Long.class)
            .findOne()
            .orElseThrow(() -> taken(kind, name));
    recorded(handle, actor, kind, id, "create", name);
    return new Party(id, name, now);
  }

  /** Gives one another name. */
  public Party rename(Handle handle, String actor, Kind kind, long id, @Nullable String typed) {
    String name = checked(typed);
    Optional<Long> other = named(handle, kind, name);
    if (other.isPresent() && other.get() != id) {
      throw taken(kind, name);
    }
    Instant created =
        handle
            .createQuery(
                "UPDATE " + kind.word() + " SET name = :name WHERE id = :id RETURNING created_at")
            .bind("name", name)
            .bind("id", id)
            .mapTo(Instant.class)
            .findOne()
            .orElseThrow(() -> Problem.notFound(kind.word()));
    recorded(handle, actor, kind, id, "rename", name);
    return new Party(id, name, created);
  }

  private static String checked(@Nullable String typed) {
    var errors = new FieldErrors();
    String name = Texts.name(errors, "name", typed, 1, NAME_BYTES_MAX);
    errors.throwIfAny();
    return name;
  }

  private static Problem taken(Kind kind, String name) {
    return Problem.conflict(
        "name-taken",
        "There is another " + kind.word() + " with this name.",
        List.of(new Problem.FieldError("name", name + " is taken; choose another")));
  }

  private void recorded(Handle handle, String actor, Kind kind, long id, String verb, String name) {
    OptionalLong whose = OptionalLong.of(id);
    OptionalLong nobody = OptionalLong.empty();
    audit.record(
        handle,
        actor,
        kind == Kind.ORGANIZER ? whose : nobody,
        kind == Kind.SELLER ? whose : nobody,
        kind.word() + "." + verb,
        kind.word() + ":" + id,
        Map.of("name", name));
  }
}
