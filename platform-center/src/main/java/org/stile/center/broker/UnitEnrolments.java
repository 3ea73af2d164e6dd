package org.stile.center.broker;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jdbi.v3.core.Handle;
import org.stile.center.audit.Audit;
import org.stile.center.keys.KeyFiles;
import org.stile.center.keys.KeySets;
import org.stile.center.keys.Vault;
import org.stile.center.web.Caller;
import org.stile.center.web.Problem;

/** Makes the files with which venue units are enrolled. */
@ApplicationScoped
public class UnitEnrolments {
  /** Names of one machine; more would be a mistake. */
  private static final int NAMES_MAX = 8;

  /** RFC 1123 §2.1, RFC 1035 §2.3.4. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*");

  private static final int WORD_LENGTH = 16; // 128 bits cannot be guessed.

  private final GateAuthority authority;
  private final Vault vault;
  private final KeySets keySets;
  private final Audit audit;
  private final CenterNames center;
  private final InstantSource clock;

  public UnitEnrolments(
      GateAuthority authority,
      Vault vault,
      KeySets keySets,
      Audit audit,
      CenterNames center,
      InstantSource clock) {
    this.center = center;
    this.authority = authority;
    this.vault = vault;
    this.keySets = keySets;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * The file for a unit of a venue of the caller's.
   *
   * @param names by which the venue's gates reach it: host names and addresses.
   * @param host under which the caller reached the center.
   */
  public Enrolments.Enrolled enrol(
      Handle handle, Caller caller, long venue, List<String> names, String host, int days) {
    Enrolments.demandVenue(handle, caller, venue);
    demandNames(names, Optional.of(host));
    return enrol(handle, caller.actor(), caller.organizerId(), venue, names, days);
  }

  /** The same for whoever may use the center's commands: any organizer's venue. */
  public Enrolments.Enrolled enrolByCommand(
      Handle handle, long venue, List<String> names, int days) {
    demandNames(names, Optional.empty());
    return enrol(
        handle,
        "command",
        OptionalLong.of(Enrolments.organizerOf(handle, venue)),
        venue,
        names,
        days);
  }

  private Enrolments.Enrolled enrol(
      Handle handle,
      String actor,
      OptionalLong organizer,
      long venue,
      List<String> names,
      int days) {
    Enrolments.demandDays(days);
    GateAuthority.Issued issued = authority.forUnit(venue, names, Duration.ofDays(days));
    String roots =
        keySets.roots(handle).stream().map(KeyFiles::text).collect(Collectors.joining(","));
    String text = UnitBundle.text(venue, word(venue), roots, Enrolments.pem(issued));
    Enrolments.insert(handle, venue, "", true, issued.certificate(), actor, clock.instant());
    String serial = issued.certificate().getSerialNumber().toString(16);
    var notAfter = issued.certificate().getNotAfter().toInstant();
    audit.record(
        handle,
        actor,
        organizer,
        OptionalLong.empty(),
        "unit.enrol",
        "venue:" + venue,
        Map.of("serial", serial, "names", names, "notAfter", notAfter.toString()));
    return new Enrolments.Enrolled(venue, "", serial, notAfter, text);
  }

  private void demandNames(List<String> names, Optional<String> host) {
    if (names.isEmpty() || names.size() > NAMES_MAX) {
      throw Problem.invalid(
          "names", "must be 1 to " + NAMES_MAX + ": by which gates reach the unit");
    }
    for (String name : names) {
      if (!isAddress(name) && !NAME.matcher(name).matches()) {
        throw Problem.invalid("names", "must be host names or addresses; \"" + name + "\" is none");
      }
    }
    List<String> taken = center.among(names, host);
    if (!taken.isEmpty()) {
      throw Problem.invalid(
          "names",
          "must be the unit's own; "
              + String.join(", ", taken)
              + " is how the center is reached, and a gate that looks for the one would believe"
              + " the other");
    }
  }

  private static boolean isAddress(String name) {
    try {
      InetAddress.ofLiteral(name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The word in the path of what the center has for a venue's unit (RFC 2104). */
  public String word(long venue) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(vault.secret("gate-files").toArray(), "HmacSHA256"));
      byte[] full =
          mac.doFinal(("unit of " + venue).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(full, 0, WORD_LENGTH);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
    }
  }
}
