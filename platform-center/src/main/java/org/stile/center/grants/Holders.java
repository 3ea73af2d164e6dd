package org.stile.center.grants;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.stile.center.audit.Audit;
import org.stile.center.keys.Vault;
import org.stile.core.Bytes;

/** Keeps who will hold tickets: enciphered, deletable, and not for longer than needed. */
@ApplicationScoped
public class Holders {
  private static final int FORGET_BATCH_MAX = 1_000;

  private final Vault vault;
  private final SecureRandom random;
  private final Audit audit;
  private final InstantSource clock;

  public Holders(Vault vault, SecureRandom random, Audit audit, InstantSource clock) {
    this.vault = vault;
    this.random = random;
    this.audit = audit;
    this.clock = clock;
  }

  /** Keeps the holder of a new request. */
  public void keep(Handle handle, long event, long request, Holder holder) {
    // Neither line can hold a line break: both were checked as names.
    byte[] text = (holder.name() + "\n" + holder.contact()).getBytes(StandardCharsets.UTF_8);
    handle
        .createUpdate(
            """
            INSERT INTO holder (event_id, request_id, sealed, created_at)
            VALUES (:event, :request, :sealed, :now)
            """)
        .bind("event", event)
        .bind("request", request)
        .bind(
            "sealed",
            Sealing.seal(vault.secret("holder"), place(event, request), Bytes.copyOf(text), random)
                .toArray())
        .bind("now", clock.instant())
        .execute();
  }

  /** The holder of a request, which the caller is known to be allowed to see. */
  Optional<Holder> of(Handle handle, long event, long request) {
    return handle
        .createQuery("SELECT sealed FROM holder WHERE event_id = :event AND request_id = :request")
        .bind("event", event)
        .bind("request", request)
        .mapTo(byte[].class)
        .findOne()
        .flatMap(
            stored ->
                Sealing.open(vault.secret("holder"), place(event, request), Bytes.copyOf(stored)))
        .map(
            opened -> {
              String[] lines = new String(opened.toArray(), StandardCharsets.UTF_8).split("\n", 2);
              return new Holder(lines[0], lines[1]);
            });
  }

  /** Which of these requests of an event have a holder. */
  List<Long> among(Handle handle, long event, List<Long> requests) {
    return handle
        .createQuery(
            """
            SELECT request_id FROM holder
            WHERE event_id = :event AND request_id = ANY (:requests)
            """)
        .bind("event", event)
        .bind("requests", requests.stream().mapToLong(Long::longValue).toArray())
        .mapTo(Long.class)
        .list();
  }

  /** Forgets the holder of a request; the grant stays. Done twice it is done once. */
  void forget(Handle handle, String actor, Registered request) {
    int deleted =
        handle
            .createUpdate("DELETE FROM holder WHERE event_id = :event AND request_id = :request")
            .bind("event", request.event())
            .bind("request", request.id())
            .execute();
    if (deleted > 0) {
      audit.record(
          handle,
          actor,
          OptionalLong.empty(),
          OptionalLong.of(request.seller()),
          "holder.delete",
          "request:" + request.event() + "/" + request.id(),
          Map.of());
    }
  }

  /**
   * Forgets the holders of events that are long over.
   *
   * @return how many; the caller goes on while it is {@link #FORGET_BATCH_MAX}.
   */
  int forgetOlderThan(Handle handle, Duration age) {
    Instant over = clock.instant().minus(age);
    int deleted =
        handle
            .createUpdate(
                """
                DELETE FROM holder WHERE (event_id, request_id) IN
                  (SELECT h.event_id, h.request_id FROM holder h JOIN event e ON e.id = h.event_id
                   WHERE e.last_entry < :over LIMIT :max)
                """)
            .bind("over", over)
            .bind("max", FORGET_BATCH_MAX)
            .execute();
    if (deleted > 0) {
      audit.record(
          handle,
          "center",
          OptionalLong.empty(),
          OptionalLong.empty(),
          "holder.delete",
          "holders",
          Map.of("count", deleted));
    }
    return deleted;
  }

  private static String place(long event, long request) {
    return "holder/" + event + "/" + request;
  }
}
