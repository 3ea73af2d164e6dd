package org.stile.center.settlement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.center.audit.Audit;
import org.stile.center.keys.Keyring;
import org.stile.center.settlement.Settlement.Standing;
import org.stile.center.web.Caller;
import org.stile.center.web.Problem;
import org.stile.core.Bytes;
import org.stile.core.cose.Signer;
import org.stile.core.id.EventId;

/** Settlements that were signed, kept as they were: numbers that were told are not changed. */
@ApplicationScoped
public class Settlements {
  /** One a day for three months; whoever looks more often looks at the page. */
  static final int SETTLEMENTS_MAX = 100;

  private final Keyring keyring;
  private final Audit audit;
  private final ObjectMapper json;

  public Settlements(Keyring keyring, Audit audit, ObjectMapper json) {
    this.keyring = keyring;
    this.audit = audit;
    this.json = json;
  }

  /** One that was signed. */
  public record Entry(int number, Instant drawnUpAt, Standing standing, int key) {}

  /** What is kept of one: the files, and a detached signature of each. */
  public enum File {
    DOCUMENT("document", "json", "application/json"),
    DOCUMENT_SIGNATURE("document_signature", "json.sig", "application/octet-stream"),
    SHEET("sheet", "csv", "text/csv; charset=UTF-8"),
    SHEET_SIGNATURE("sheet_signature", "csv.sig", "application/octet-stream");

    private final String column;
    private final String ending;
    private final String type;

    File(String column, String ending, String type) {
      this.column = column;
      this.ending = ending;
      this.type = type;
    }

    String type() {
      return type;
    }

    /** As it is downloaded; the signature beside its file. */
    String name(long event, int number) {
      return "settlement-" + event + "-" + number + "." + ending;
    }
  }

  /**
   * Signs and keeps a settlement.
   *
   * @param drawnUp of an event of the caller's organizer.
   */
  public Entry keep(Handle handle, Caller caller, Settlement drawnUp) {
    long event = drawnUp.event().number();
    // The next number is one's own until the transaction ends.
    handle.execute("SELECT FROM event WHERE id = ? FOR NO KEY UPDATE", event);
    int number =
        handle
            .createQuery(
                "SELECT coalesce(max(number), 0) + 1 FROM settlement WHERE event_id = :event")
            .bind("event", event)
            .mapTo(int.class)
            .one();
    if (number > SETTLEMENTS_MAX) {
      throw Problem.conflict(
          "too-many-settlements",
          "An event keeps " + SETTLEMENTS_MAX + " signed settlements, and this one has them.");
    }
    // Whoever has the root's public half and the key set can tell what a master key signed.
    Signer signer = keyring.master(handle, new EventId(event)).orElseThrow(Settlements::noKey);
    Bytes document = document(drawnUp);
    Bytes sheet = SettlementTable.of(drawnUp);
    handle
        .createUpdate(
            """
            INSERT INTO settlement (event_id, number, drawn_up_at, final, key_id, document,
                                    document_signature, sheet, sheet_signature)
            VALUES (:event, :number, :at, :final, :key, :document, :documentSignature, :sheet,
                    :sheetSignature)
            """)
        .bind("event", event)
        .bind("number", number)
        .bind("at", drawnUp.drawnUpAt())
        .bind("final", drawnUp.standing() == Standing.FINAL)
        .bind("key", signer.keyId())
        .bind("document", document.toArray())
        .bind("documentSignature", SettlementSignature.sign(document, signer).toArray())
        .bind("sheet", sheet.toArray())
        .bind("sheetSignature", SettlementSignature.sign(sheet, signer).toArray())
        .execute();
    audit.record(
        handle,
        caller,
        "settlement.sign",
        "settlement:" + event + "/" + number,
        Map.of("standing", drawnUp.standing(), "sha256", document.sha256().hex()));
    return new Entry(number, drawnUp.drawnUpAt(), drawnUp.standing(), signer.keyId());
  }

  private static Problem noKey() {
    return new Problem(
        503,
        "no-master-key",
        "The center has no key to sign settlements with; its operator must see to its keys.",
        List.of());
  }

  /** Those of an event, newest first. */
  List<Entry> of(Handle handle, long event) {
    return handle
        .createQuery(
            """
            SELECT number, drawn_up_at, final, key_id FROM settlement
            WHERE event_id = :event ORDER BY number DESC
            """)
        .bind("event", event)
        .map((row, _) -> entry(row))
        .list();
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getInt("number"),
        row.getTimestamp("drawn_up_at").toInstant(),
        row.getBoolean("final") ? Standing.FINAL : Standing.PROVISIONAL,
        row.getInt("key_id"));
  }

  /** A file of one; empty if the organizer has no such settlement. */
  Optional<Bytes> file(Handle handle, Caller caller, long event, int number, File file) {
    return handle
        .createQuery(
            "SELECT s."
                + file.column
                + """
                 FROM settlement s JOIN event e ON e.id = s.event_id
                WHERE e.organizer_id = :organizer AND e.id = :event AND s.number = :number
                """)
        .bind("organizer", caller.organizer())
        .bind("event", event)
        .bind("number", number)
        .map((row, _) -> Bytes.copyOf(row.getBytes(1)))
        .findOne();
  }

  private Bytes document(Settlement drawnUp) {
    try {
      return Bytes.copyOf(
          json.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(drawnUp));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a settlement is plain data", e);
    }
  }
}
