package org.stile.simulator.ground;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.stile.core.id.EventId;
import org.stile.simulator.office.Account;
import org.stile.simulator.office.CenterClient;
import org.stile.simulator.office.CenterOffice;

/**
 * Ways from the demo's page to pages of center and unit, for somebody who is signed in on the way.
 * Browsers tell cookies apart by host and not by port (RFC 6265 §8.5), so the unit has a host of
 * its own: else whoever signs in at one would be signed out at the other. Any thread.
 */
public final class Doors {
  private static final String CENTER_HOST = "127.0.0.1";
  private static final String UNIT_HOST = "localhost";
  private static final int KEY_LENGTH = 16;

  private final Ground ground;
  private final byte[] key;

  /**
   * Where a door leads.
   *
   * @param to the page.
   * @param cookie of a session there, "name=value".
   */
  public record Way(URI to, String cookie) {}

  Doors(Ground ground, SecureRandom random) {
    this.ground = ground;
    byte[] drawn = new byte[KEY_LENGTH];
    random.nextBytes(drawn);
    this.key = HexFormat.of().formatHex(drawn).getBytes(StandardCharsets.US_ASCII);
  }

  /** What somebody must show at a door: who cannot read the page cannot go through. */
  String key() {
    return new String(key, StandardCharsets.US_ASCII);
  }

  /** Of the center's pages, for a browser. */
  URI center() {
    return at(CENTER_HOST, ground.sides().center());
  }

  /** Of the unit's. */
  URI unit() {
    return at(UNIT_HOST, ground.sides().venue().unit());
  }

  private static URI at(String host, CenterUnit unit) {
    return URI.create("http://" + host + ":" + unit.webPort());
  }

  /**
   * Signs somebody in.
   *
   * @param door its name.
   * @return empty if there is no such door, or that is not the key.
   */
  Optional<Way> open(String door, String shown) throws IOException {
    if (!MessageDigest.isEqual(key, shown.getBytes(StandardCharsets.UTF_8))) {
      return Optional.empty();
    }
    EventId event = ground.tonight().event();
    CenterOffice office = ground.office();
    return switch (door) {
      case "venue-board" -> Optional.of(atUnit("/events/" + event.value() + "/board"));
      case "center-board" -> Optional.of(atCenter("/events/" + event.value() + "/board"));
      case "center-register" -> Optional.of(atCenter("/events/" + event.value() + "/register"));
      case "center-gates" -> Optional.of(atCenter("/venues/" + office.venue() + "/gates"));
      default -> Optional.empty();
    };
  }

  private Way atUnit(String path) throws IOException {
    VenueSide venue = ground.sides().venue();
    return way(unit().resolve(path), venue.account(), venue.client());
  }

  private Way atCenter(String path) throws IOException {
    CenterClient client = ground.sides().center().client();
    return way(center().resolve(path), ground.office().account(), client);
  }

  private static Way way(URI to, Account account, CenterClient client) throws IOException {
    return new Way(to, account.again(client).value());
  }
}
