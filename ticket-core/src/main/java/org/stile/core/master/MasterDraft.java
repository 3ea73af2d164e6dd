package org.stile.core.master;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.WireException.Fault;
import org.stile.core.id.EventHash;

/**
 * Sections of a master, all of them or only those that changed, while they are read or written.
 * Used by one thread.
 */
final class MasterDraft {
  final long version;
  final Instant issuedAt;
  @Nullable Bytes signedInformation;
  @Nullable Set<EventHash> accepted;
  @Nullable Venue venue;
  @Nullable SeatMap seats;
  @Nullable AdmissionRules rules;
  @Nullable List<IssuingKey> keys;

  /** Begins with no section. */
  MasterDraft(long version, Instant issuedAt) {
    this.version = version;
    this.issuedAt = issuedAt;
  }

  /** Begins with every section of {@code master}. */
  MasterDraft(EventMaster master) {
    this(master.version(), master.issuedAt());
    signedInformation = master.signedInformation();
    accepted = master.accepted();
    venue = master.venue();
    seats = master.seats();
    rules = master.rules();
    keys = master.keys();
  }

  /** This draft's version and sections, and for those it has not, those of {@code base}. */
  MasterDraft over(EventMaster base) {
    var whole = new MasterDraft(version, issuedAt);
    whole.signedInformation =
        Objects.requireNonNullElse(signedInformation, base.signedInformation());
    whole.accepted = Objects.requireNonNullElse(accepted, base.accepted());
    whole.venue = Objects.requireNonNullElse(venue, base.venue());
    whole.seats = Objects.requireNonNullElse(seats, base.seats());
    whole.rules = Objects.requireNonNullElse(rules, base.rules());
    whole.keys = Objects.requireNonNullElse(keys, base.keys());
    return whole;
  }

  /** Only the sections in which {@code result} differs from {@code base}. */
  static MasterDraft changes(EventMaster base, EventMaster result) {
    var changes = new MasterDraft(result.version(), result.issuedAt());
    changes.signedInformation = changed(base.signedInformation(), result.signedInformation());
    changes.accepted = changed(base.accepted(), result.accepted());
    changes.venue = changed(base.venue(), result.venue());
    changes.seats = changed(base.seats(), result.seats());
    changes.rules = changed(base.rules(), result.rules());
    changes.keys = changed(base.keys(), result.keys());
    return changes;
  }

  /**
   * The whole master.
   *
   * @throws WireException if its event information is not what it accepts, or not signed by one of
   *     its keys.
   */
  EventMaster finish(StatusList status) throws WireException {
    Bytes signed = there(signedInformation);
    if (!there(accepted).contains(EventHash.of(signed))) {
      throw new WireException(
          new Fault.OutOfRange("its own event information is not among the accepted"));
    }
    if (!EventInformationCodec.signedByOneOf(there(keys), signed)) {
      throw new WireException(
          new Fault.OutOfRange("its event information is not signed by one of its keys"));
    }
    return new EventMaster(
        version,
        issuedAt,
        EventInformationCodec.parse(signed),
        signed,
        there(accepted),
        there(venue),
        there(seats),
        there(rules),
        there(keys),
        status);
  }

  static <T> T there(@Nullable T section) {
    return Objects.requireNonNull(section, "every section is read before one is asked for");
  }

  private static <T> @Nullable T changed(T before, T after) {
    return after.equals(before) ? null : after;
  }
}
