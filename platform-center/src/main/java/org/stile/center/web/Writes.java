package org.stile.center.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.db.Database;
import org.stile.core.Bytes;

/**
 * Writes of the API: each carries an Idempotency-Key, and its answer is stored in the transaction
 * that makes the change. So a client that lost the answer asks again and is told the same, and a
 * change is made once however often it is asked for (docs/reference/api.md).
 */
@RequestScoped
public class Writes {
  private static final String HEADER = "Idempotency-Key";
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_.:-]{1,100}");

  private final Database database;
  private final ObjectMapper json;
  private final CurrentCaller callers;
  private final HttpHeaders headers;
  private final UriInfo uri;
  private final Request request;
  private final InstantSource clock;

  public Writes(
      Database database,
      ObjectMapper json,
      CurrentCaller callers,
      @jakarta.ws.rs.core.Context HttpHeaders headers,
      @jakarta.ws.rs.core.Context UriInfo uri,
      @jakarta.ws.rs.core.Context Request request,
      InstantSource clock) {
    this.database = database;
    this.json = json;
    this.callers = callers;
    this.headers = headers;
    this.uri = uri;
    this.request = request;
    this.clock = clock;
  }

  /** The request's key; 400 if it has none. */
  public String key() {
    String key = headers.getHeaderString(HEADER);
    if (key == null || !KEY.matcher(key).matches()) {
      throw Problem.invalid(
          HEADER, "every write needs this header: 1 to 100 letters, digits or _.:-, new for each");
    }
    return key;
  }

  /**
   * Makes a change once.
   *
   * @param body what was sent: part of what makes two requests the same.
   * @param work makes the change; see {@link Database#write}.
   */
  public Response once(Object body, Function<Handle, Answer> work) {
    Caller caller = callers.get();
    String key = key();
    Bytes fingerprint = fingerprint(body);
    Optional<Stored> before = database.read(handle -> stored(handle, caller, key));
    if (before.isPresent()) {
      return again(before.get(), fingerprint);
    }
    try {
      return database.write(handle -> first(handle, caller, key, fingerprint, work));
    } catch (KeyTaken e) {
      // The same request came twice at once; the other one's answer is there now.
      return again(database.read(handle -> stored(handle, caller, key)).orElseThrow(), fingerprint);
    } catch (Problem e) {
      // The same, if the other one took what this one wanted; it is told what the other was told.
      Optional<Stored> other = database.read(handle -> stored(handle, caller, key));
      if (other.isPresent()) {
        return again(other.get(), fingerprint);
      }
      throw e;
    }
  }

  /** What was sent, if anything was; otherwise 400. */
  public static <T> T sent(@Nullable T body) {
    if (body == null) {
      throw Problem.invalid("body", "must be a JSON object; nothing was sent");
    }
    return body;
  }

  /** SHA-256 of what makes a request the same as another. */
  public Bytes fingerprint(Object body) {
    byte[] content = body instanceof byte[] bytes ? bytes : bytes(body);
    return Bytes.concat(
            Bytes.copyOf(
                (request.getMethod() + " " + uri.getPath() + "\n")
                    .getBytes(StandardCharsets.UTF_8)),
            Bytes.copyOf(content))
        .sha256();
  }

  private Response first(
      Handle handle, Caller caller, String key, Bytes fingerprint, Function<Handle, Answer> work) {
    Answer answer = work.apply(handle);
    byte[] body = bytes(answer.body());
    int stored =
        handle
            .createUpdate(
                """
                INSERT INTO idempotency (owner, key, fingerprint, status, location, body, created_at)
                VALUES (:owner, :key, :fingerprint, :status, :location, :body, :now)
                ON CONFLICT DO NOTHING
                """)
            .bind("owner", caller.idempotencyOwner())
            .bind("key", key)
            .bind("fingerprint", fingerprint.toArray())
            .bind("status", answer.status())
            .bind("location", answer.location())
            .bind("body", body)
            .bind("now", clock.instant())
            .execute();
    if (stored == 0) {
      throw new KeyTaken();
    }
    return response(answer.status(), answer.location().orElse(null), bytes(answer.first()));
  }

  private static Response again(Stored stored, Bytes fingerprint) {
    if (!MessageDigest.isEqual(stored.fingerprint, fingerprint.toArray())) {
      throw new Problem(
          422,
          "idempotency-key-reused",
          "This Idempotency-Key was used for another request; each request needs its own.",
          List.of());
    }
    return response(stored.status, stored.location, stored.body);
  }

  private static Response response(int status, @Nullable String location, byte[] body) {
    var response = Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(body);
    return location == null ? response.build() : response.location(URI.create(location)).build();
  }

  private static Optional<Stored> stored(Handle handle, Caller caller, String key) {
    return handle
        .createQuery(
            """
            SELECT fingerprint, status, location, body FROM idempotency
            WHERE owner = :owner AND key = :key
            """)
        .bind("owner", caller.idempotencyOwner())
        .bind("key", key)
        .map(
            (row, _) ->
                new Stored(
                    row.getBytes("fingerprint"),
                    row.getInt("status"),
                    row.getString("location"),
                    row.getBytes("body")))
        .findOne();
  }

  private byte[] bytes(Object value) {
    try {
      return json.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer must be plain data", e);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // Private, never compared.
  private record Stored(byte[] fingerprint, int status, @Nullable String location, byte[] body) {}

  /** Rolls the second of two equal requests back. */
  private static final class KeyTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeyTaken() {
      super("the same request at the same time", null, false, false);
    }
  }
}
