package org.stile.center.web;

import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateExtension;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.core.Bytes;

/**
 * Forms of pages that must do once what was sent twice, such as by a double click: each page that
 * is opened has a token of its own in the form ({@code {form:once}} in its template), which is used
 * up in the transaction that makes the change. The same form again leads to where the first one
 * led. A form without a token is done as often as it is sent (docs/reference/api.md).
 */
@RequestScoped
public class Forms {
  private static final Pattern TOKEN = Pattern.compile("[0-9a-f-]{36}");

  private final Database database;
  private final CurrentCaller callers;
  private final UriInfo uri;
  private final InstantSource clock;

  public Forms(
      Database database,
      CurrentCaller callers,
      @jakarta.ws.rs.core.Context UriInfo uri,
      InstantSource clock) {
    this.database = database;
    this.callers = callers;
    this.uri = uri;
    this.clock = clock;
  }

  /** What templates write into a form: {@code {form:once}}. */
  @TemplateExtension(namespace = "form")
  static RawString once() {
    return new RawString(
        "<input type=\"hidden\" name=\"once\" value=\"" + UUID.randomUUID() + "\">");
  }

  /**
   * Makes a change once.
   *
   * @param token the form's field {@code once}.
   * @param content all that was sent: the same token with other content is an error.
   * @param work makes the change and says where its result is; see {@link Database#write}.
   * @throws Problem 409 if the form was sent before with other content; what {@code work} throws.
   */
  public URI once(@Nullable String token, Object content, Function<Handle, URI> work) {
    if (token == null || !TOKEN.matcher(token).matches()) {
      return database.write(work);
    }
    String owner = callers.get().idempotencyOwner();
    byte[] what = fingerprint(content);
    return database.write(
        handle -> {
          // Waits for the same form on its way; if that one fails, this one is the first.
          if (claim(handle, owner, token, what)) {
            URI result = work.apply(handle);
            keep(handle, owner, token, result);
            return result;
          }
          return before(handle, owner, token, what)
              .orElseThrow(
                  () ->
                      Problem.conflict(
                          "form-sent",
                          "This form was sent before, with other entries. Open the page again to"
                              + " see what it did, and to do more."));
        });
  }

  private boolean claim(Handle handle, String owner, String token, byte[] what) {
    return handle
            .createUpdate(
                """
                INSERT INTO idempotency (owner, key, fingerprint, status, location, body, created_at)
                VALUES (:owner, :key, :fingerprint, 303, '', '', :now)
                ON CONFLICT DO NOTHING
                """)
            .bind("owner", owner)
            .bind("key", key(token))
            .bind("fingerprint", what)
            .bind("now", clock.instant())
            .execute()
        == 1;
  }

  private static void keep(Handle handle, String owner, String token, URI result) {
    handle
        .createUpdate(
            "UPDATE idempotency SET location = :location WHERE owner = :owner AND key = :key")
        .bind("location", result.toString())
        .bind("owner", owner)
        .bind("key", key(token))
        .execute();
  }

  private record Stored(Bytes fingerprint, URI result) {}

  private static Optional<URI> before(Handle handle, String owner, String token, byte[] what) {
    return handle
        .createQuery(
            "SELECT fingerprint, location FROM idempotency WHERE owner = :owner AND key = :key")
        .bind("owner", owner)
        .bind("key", key(token))
        .map((row, _) -> new Stored(Bytes.copyOf(row.getBytes(1)), URI.create(row.getString(2))))
        .findOne()
        .filter(stored -> MessageDigest.isEqual(stored.fingerprint.toArray(), what))
        .map(Stored::result);
  }

  private static String key(String token) {
    return "form:" + token;
  }

  private byte[] fingerprint(Object content) {
    return Bytes.copyOf((uri.getPath() + "\n" + content).getBytes(StandardCharsets.UTF_8))
        .sha256()
        .toArray();
  }
}
