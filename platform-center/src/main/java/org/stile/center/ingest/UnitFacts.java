package org.stile.center.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that a venue's unit must know beside signed masters (docs/reference/venue.md): asked for
 * every few seconds, sent when it changed.
 *
 * @param certificates of the venue's gates.
 * @param keySet the one in force.
 * @param masters the newest of each event that is not past.
 */
public record UnitFacts(
    long venue,
    String name,
    String place,
    String address,
    String timeZone,
    List<Zone> zones,
    List<Gate> gates,
    List<Certificate> certificates,
    List<Event> events,
    Optional<File> keySet,
    List<Master> masters) {

  /**
   * A zone.
   *
   * @param guidance by language tag.
   */
  public record Zone(int number, String name, JsonNode guidance) {}

  /** A gate, the zones it serves, and how many people a minute it is rated for. */
  public record Gate(String name, List<Integer> zones, int ratedPerMinute) {}

  /** A certificate of a gate. */
  public record Certificate(
      String serial,
      String gate,
      Instant notBefore,
      Instant notAfter,
      Instant issuedAt,
      String issuedBy,
      Optional<Instant> revokedAt,
      Optional<String> reason) {}

  /**
   * An event of the venue.
   *
   * @param expected tickets that are out and good.
   * @param entries each of them pays for.
   * @param parts who is expected where, and sold by whom: {@code ExpectedTables.Parts}.
   */
  public record Event(
      long id,
      String name,
      Instant startsAt,
      Instant doorsOpen,
      Instant lastEntry,
      String reEntry,
      String state,
      long expected,
      int entries,
      JsonNode parts) {}

  /** Something signed to be fetched; the hash in hexadecimal. */
  public record File(long version, String sha256, int size, String path) {}

  /** An event's master. */
  public record Master(long event, File whole, List<Long> deltaFrom, String deltaPath) {}
}
