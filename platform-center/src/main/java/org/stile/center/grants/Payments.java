package org.stile.center.grants;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
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

/** What payment providers tell, and what follows from it for grants. Any thread. */
@ApplicationScoped
public class Payments {
  private static final int SECRET_LENGTH = 32;

  private final Vault vault;
  private final SecureRandom random;
  private final Grants grants;
  private final Audit audit;
  private final InstantSource clock;

  public Payments(
      Vault vault, SecureRandom random, Grants grants, Audit audit, InstantSource clock) {
    this.vault = vault;
    this.random = random;
    this.grants = grants;
    this.audit = audit;
    this.clock = clock;
  }

  /** What a webhook tells of a payment. */
  enum Kind {
    CONFIRMED,
    REFUNDED
  }

  /** What the center makes of it; docs/reference/payments.md says what the seller does then. */
  enum Result {
    /** The request that names the payment is granted now, or was before. */
    GRANTED,
    /** No request names the payment yet; one that will is granted at once. */
    RECORDED,
    /** The request that names it has ended: pay back, or ask anew with the same reference. */
    REFUND_DUE,
    /** The payment is refunded, now or before; its grant, if there was one, has ended. */
    REFUNDED
  }

  /** A result, and the request it concerns. */
  record Told(Result result, Optional<Registered> request) {}

  /** Draws a secret for a seller's webhooks. */
  Bytes drawSecret() {
    byte[] drawn = new byte[SECRET_LENGTH];
    random.nextBytes(drawn);
    return Bytes.copyOf(drawn);
  }

  /** Sets the secret of a seller's webhooks; the one before is void from now on. */
  void setSecret(Handle handle, String actor, long seller, Bytes secret) {
    handle
        .createUpdate(
            """
            INSERT INTO payment_secret (seller_id, sealed, created_at)
            VALUES (:seller, :sealed, :now)
            ON CONFLICT (seller_id) DO UPDATE SET sealed = :sealed, created_at = :now
            """)
        .bind("seller", seller)
        .bind(
            "sealed",
            Sealing.seal(vault.secret("payment"), place(seller), secret, random).toArray())
        .bind("now", clock.instant())
        .execute();
    audit.record(
        handle,
        actor,
        OptionalLong.empty(),
        OptionalLong.of(seller),
        "payment.secret",
        "seller:" + seller,
        Map.of());
  }

  /** Whether a webhook's signature is this seller's. */
  boolean signed(Handle handle, long seller, String signature, Bytes body) {
    return handle
        .createQuery("SELECT sealed FROM payment_secret WHERE seller_id = :seller")
        .bind("seller", seller)
        .mapTo(byte[].class)
        .findOne()
        .flatMap(
            stored -> Sealing.open(vault.secret("payment"), place(seller), Bytes.copyOf(stored)))
        .map(secret -> PaymentSignature.holds(secret, signature, body, clock.instant()))
        .orElse(false);
  }

  /** Records what a provider told. Told twice, it changes nothing more and is answered alike. */
  Told tell(Handle handle, long seller, String reference, Kind kind) {
    RequestSql.lock(handle, List.of(Limits.paymentLock(seller, reference)));
    boolean refunded = record(handle, seller, reference, kind);
    Optional<Registered> request = newest(handle, seller, reference);
    if (request.isEmpty()) {
      return new Told(refunded ? Result.REFUNDED : Result.RECORDED, request);
    }
    return refunded ? refund(handle, request.get()) : confirm(handle, request.get());
  }

  private Told confirm(Handle handle, Registered request) {
    if (request.state() == State.AWAITING_PAYMENT && grantPaid(handle, request)) {
      return new Told(Result.GRANTED, Optional.of(again(handle, request)));
    }
    return switch (request.state()) {
      case GRANTED, ISSUED -> new Told(Result.GRANTED, Optional.of(request));
      case REFUNDED -> new Told(Result.REFUNDED, Optional.of(request));
      case AWAITING_PAYMENT, REFUSED, EXPIRED, WITHDRAWN, CANCELLED ->
          new Told(Result.REFUND_DUE, Optional.of(request));
    };
  }

  /** Grants what waited for its payment, with a whole window from now; not if it came too late. */
  private boolean grantPaid(Handle handle, Registered request) {
    Instant now = clock.instant();
    int granted =
        handle
            .createUpdate(
                """
                UPDATE request r SET state = 'GRANTED', window_ends_at = :now + s.issuing_window
                FROM event_seller s, event e
                WHERE r.event_id = :event AND r.id = :id AND r.state = 'AWAITING_PAYMENT'
                  AND r.window_ends_at > :now AND e.id = r.event_id AND e.state = 'PUBLISHED'
                  AND s.event_id = r.event_id AND s.seller_id = r.seller_id
                """
                    .replace(":now + ", "CAST(:now AS timestamptz) + "))
            .bind("now", now)
            .bind("event", request.event())
            .bind("id", request.id())
            .execute();
    if (granted == 1) {
      audit.record(
          handle,
          "payment",
          grants.organizer(handle, request.event()),
          OptionalLong.of(request.seller()),
          "request.paid",
          "request:" + request.event() + "/" + request.id(),
          Map.of("payment", request.payment().orElse("")));
    }
    return granted == 1;
  }

  private Told refund(Handle handle, Registered request) {
    if (request.state().holdsSeats()) {
      grants.end(handle, "payment", request, State.REFUNDED, Ending.REFUNDED_BY_PAYMENT);
    }
    return new Told(Result.REFUNDED, Optional.of(again(handle, request)));
  }

  private Registered again(Handle handle, Registered request) {
    return grants.one(handle, request.seller(), request.event(), request.id());
  }

  /** Keeps what was told; whether the payment is refunded now. A refund is final. */
  private boolean record(Handle handle, long seller, String reference, Kind kind) {
    return handle
        .createQuery(
            """
            INSERT INTO payment AS p (seller_id, reference, state, confirmed_at, refunded_at)
            VALUES (:seller, :reference, :kind,
                    CASE :kind WHEN 'CONFIRMED' THEN CAST(:now AS timestamptz) END,
                    CASE :kind WHEN 'REFUNDED' THEN CAST(:now AS timestamptz) END)
            ON CONFLICT (seller_id, reference) DO UPDATE SET
              state = CASE WHEN p.state = 'REFUNDED' THEN p.state ELSE excluded.state END,
              confirmed_at = coalesce(p.confirmed_at, excluded.confirmed_at),
              refunded_at = coalesce(p.refunded_at, excluded.refunded_at)
            RETURNING state = 'REFUNDED'
            """)
        .bind("seller", seller)
        .bind("reference", reference)
        .bind("kind", kind.name())
        .bind("now", clock.instant())
        .mapTo(boolean.class)
        .one();
  }

  private static Optional<Registered> newest(Handle handle, long seller, String reference) {
    return handle
        .createQuery(
            "SELECT "
                + RequestSql.COLUMNS
                + """
                FROM request r
                WHERE r.seller_id = :seller AND r.payment = :reference AND r.state <> 'REFUSED'
                ORDER BY r.id DESC LIMIT 1
                FOR UPDATE
                """)
        .bind("seller", seller)
        .bind("reference", reference)
        .map((row, _) -> RequestSql.registered(row))
        .findOne();
  }

  private static String place(long seller) {
    return "payment/" + seller;
  }
}
