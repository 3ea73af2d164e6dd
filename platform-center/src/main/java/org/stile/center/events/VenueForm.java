package org.stile.center.events;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A venue as it comes in and goes out: nothing of it is checked.
 *
 * @param version which version was edited; empty for a new venue.
 * @param timeZone IANA name.
 */
public record VenueForm(
    @Nullable Integer version,
    @Nullable String name,
    @Nullable String place,
    @Nullable String address,
    @Nullable String timeZone,
    @Nullable List<ZoneForm> zones,
    @Nullable List<GateForm> gates) {

  /** The same without its version. */
  VenueForm unversioned() {
    return new VenueForm(null, name, place, address, timeZone, zones, gates);
  }

  /**
   * A zone.
   *
   * @param guidance language tag to text.
   */
  public record ZoneForm(
      @Nullable Integer number, @Nullable String name, @Nullable Map<String, String> guidance) {}

  /**
   * A gate.
   *
   * @param zones numbers of the zones it serves.
   * @param ratedPerMinute people it lets through in a minute; missing: {@link
   *     VenueDetails#RATED_DEFAULT}.
   */
  public record GateForm(
      @Nullable String name, @Nullable List<Integer> zones, @Nullable Integer ratedPerMinute) {
    /** A gate of the usual capacity. */
    public GateForm(@Nullable String name, @Nullable List<Integer> zones) {
      this(name, zones, null);
    }
  }
}
