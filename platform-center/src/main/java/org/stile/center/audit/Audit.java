package org.stile.center.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.stile.center.web.Caller;

/** Writes the audit log, in the transaction that makes the change. */
@ApplicationScoped
public class Audit {
  private final InstantSource clock;
  private final ObjectMapper json;

  public Audit(InstantSource clock, ObjectMapper json) {
    this.clock = clock;
    this.json = json;
  }

  /**
   * Records a change a caller made to the data of the organizer and seller it acts for.
   *
   * @param action what was done, such as "event.publish".
   * @param subject to what, such as "event:1001".
   * @param detail what a later reader needs; never a secret or a holder's name.
   */
  public void record(
      Handle handle, Caller caller, String action, String subject, Map<String, ?> detail) {
    record(
        handle, caller.actor(), caller.organizerId(), caller.sellerId(), action, subject, detail);
  }

  /** Records a change, naming whose data it concerns. */
  public void record(
      Handle handle,
      String actor,
      OptionalLong organizer,
      OptionalLong seller,
      String action,
      String subject,
      Map<String, ?> detail) {
    handle
        .createUpdate(
            """
            INSERT INTO audit (at, actor, organizer_id, seller_id, action, subject, detail)
            VALUES (:at, :actor, :organizer, :seller, :action, :subject, :detail)
            """)
        .bind("at", clock.instant())
        .bind("actor", actor)
        .bind("organizer", organizer)
        .bind("seller", seller)
        .bind("action", action)
        .bind("subject", subject)
        .bind("detail", text(detail))
        .execute();
  }

  private String text(Map<String, ?> detail) {
    try {
      return json.writeValueAsString(new TreeMap<>(detail));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("an audit detail must be plain data", e);
    }
  }
}
