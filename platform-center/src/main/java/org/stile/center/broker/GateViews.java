package org.stile.center.broker;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The gates of a venue with their certificates, as people see them. */
final class GateViews {
  private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

  private GateViews() {}

  /**
   * A venue's gates.
   *
   * @param zone in which all times are written.
   * @param units certificates of the venue's own unit.
   */
  record View(long venue, String name, String zone, List<Gate> gates, List<Certificate> units) {}

  /**
   * A gate.
   *
   * @param lastContact when the center last heard of it, as text; empty: never.
   */
  record Gate(
      String name, Optional<String> lastContact, boolean online, List<Certificate> certificates) {
    public boolean enrolled() {
      return certificates.stream().anyMatch(Certificate::good);
    }
  }

  /**
   * A certificate.
   *
   * @param ending good, but not for long.
   * @param state what is to be said of it, in a few words.
   */
  record Certificate(String serial, String issued, boolean good, boolean ending, String state) {}

  static View of(Handle handle, long venue, Instant now) {
    String[] about =
        handle
            .createQuery("SELECT name, time_zone FROM venue WHERE id = :venue")
            .bind("venue", venue)
            .map((row, _) -> new String[] {row.getString(1), row.getString(2)})
            .one();
    var times = MINUTES.withZone(ZoneId.of(about[1]));
    List<GateCertificates.Row> all = GateCertificates.ofVenue(handle, venue);
    List<Gate> gates = new ArrayList<>();
    handle
        .createQuery(
            """
            SELECT name, last_contact, coalesce(online, false) AS online
            FROM gate LEFT JOIN gate_status AS s ON s.venue_id = gate.venue_id AND s.gate = name
            WHERE gate.venue_id = :venue ORDER BY name
            """)
        .bind("venue", venue)
        .map(
            (row, _) -> {
              String name = row.getString("name");
              return new Gate(
                  name,
                  Optional.ofNullable(row.getTimestamp("last_contact"))
                      .map(contact -> times.format(contact.toInstant())),
                  row.getBoolean("online"),
                  all.stream()
                      .filter(each -> each.gate().equals(name))
                      .map(each -> certificate(each, times, now))
                      .toList());
            })
        .forEach(gates::add);
    List<Certificate> units =
        all.stream()
            .filter(each -> each.gate().isEmpty())
            .map(each -> certificate(each, times, now))
            .toList();
    return new View(venue, about[0], about[1], gates, units);
  }

  private static Certificate certificate(
      GateCertificates.Row row, DateTimeFormatter times, Instant now) {
    boolean good = row.revokedAt().isEmpty() && now.isBefore(row.notAfter());
    boolean ending = good && !now.plus(GateCertificates.WARNED_BEFORE).isBefore(row.notAfter());
    return new Certificate(
        row.serial(), times.format(row.issuedAt()), good, ending, state(row, times, now));
  }

  private static String state(GateCertificates.Row row, DateTimeFormatter times, Instant now) {
    if (row.revokedAt().isPresent()) {
      return "revoked " + times.format(row.revokedAt().get()) + ": " + row.reason().orElse("");
    }
    String end = times.format(row.notAfter());
    return now.isBefore(row.notAfter()) ? "good until " + end : "expired " + end;
  }
}
