package org.stile.center.events;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Texts;
import org.stile.core.id.GateId;
import org.stile.core.master.Gate;
import org.stile.core.master.Guidance;
import org.stile.core.master.Venue;
import org.stile.core.master.Zone;

/**
 * What is known of a venue, checked: whatever stands in one of these, a master can carry.
 *
 * @param venue name, place, time zone, zones, gates.
 * @param address where to send people, range [0, 400] bytes.
 * @param rated people each gate lets through in a minute, range [1, {@link #RATED_MAX}].
 */
public record VenueDetails(Venue venue, String address, Map<GateId, Integer> rated) {
  /** A turnstile's 660 an hour (Green Guide, quoted in docs/reference/board.md). */
  public static final int RATED_DEFAULT = 11;

  /** A wide door under one name; ten a second. */
  public static final int RATED_MAX = 600;

  private static final int NAME_BYTES = 48;
  private static final int ADDRESS_BYTES = 400;

  private static final Pattern GATE = Pattern.compile("[a-z0-9][a-z0-9-]{0,23}");
  private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}");

  public VenueDetails {
    rated = Map.copyOf(rated);
  }

  /** Checks a form; everything wrong with it is told at once. */
  static VenueDetails of(VenueForm form) {
    var errors = new FieldErrors();
    String name = Texts.name(errors, "name", form.name(), 1, NAME_BYTES);
    String place = Texts.name(errors, "place", form.place(), 0, NAME_BYTES);
    String address = Texts.name(errors, "address", form.address(), 0, ADDRESS_BYTES);
    ZoneId timeZone = timeZone(errors, form.timeZone());
    List<Zone> zones = zones(errors, form);
    List<Gate> gates = gates(errors, form, zones);
    Map<GateId, Integer> rated = rated(errors, form);
    errors.throwIfAny();
    return new VenueDetails(new Venue(name, place, timeZone, zones, gates), address, rated);
  }

  /** The capacities of the gates whose names are right; the others are told where names are. */
  private static Map<GateId, Integer> rated(FieldErrors errors, VenueForm form) {
    List<VenueForm.GateForm> forms = form.gates() == null ? List.of() : form.gates();
    Map<GateId, Integer> rated = new HashMap<>();
    for (int i = 0; i < Math.min(forms.size(), Venue.GATES_MAX); i++) {
      Integer said = forms.get(i).ratedPerMinute();
      int people = said == null ? RATED_DEFAULT : said;
      boolean good =
          errors.require(
              people >= 1 && people <= RATED_MAX,
              "gates[" + i + "].ratedPerMinute",
              "must be people a minute, from 1 to " + RATED_MAX + "; a turnstile lets through 11");
      String name = forms.get(i).name() == null ? "" : forms.get(i).name();
      if (good && GATE.matcher(name).matches()) {
        rated.put(new GateId(name), people);
      }
    }
    return rated;
  }

  private static ZoneId timeZone(FieldErrors errors, @Nullable String name) {
    String text = name == null ? "" : name;
    try {
      // "+02:00" is a zone to Java, but knows no summer time and no reader of a master expects it.
      if (ZoneId.getAvailableZoneIds().contains(text) && text.length() <= 40) {
        return ZoneId.of(text);
      }
    } catch (DateTimeException e) {
      // Told below.
    }
    errors.add("timeZone", "must be a time zone of the IANA list, such as Europe/Berlin");
    return ZoneId.of("UTC");
  }

  private static List<Zone> zones(FieldErrors errors, VenueForm form) {
    List<VenueForm.ZoneForm> forms = form.zones() == null ? List.of() : form.zones();
    if (!errors.require(
        forms.size() <= Venue.ZONES_MAX, "zones", "at most " + Venue.ZONES_MAX + " zones")) {
      return List.of();
    }
    var zones = new ArrayList<Zone>();
    Set<Integer> numbers = new HashSet<>();
    for (int i = 0; i < forms.size(); i++) {
      String at = "zones[" + i + "]";
      VenueForm.ZoneForm zone = forms.get(i);
      int count = errors.list().size();
      int number = zone.number() == null ? -1 : zone.number();
      errors.require(
          number >= 0 && number <= Zone.NUMBER_MAX,
          at + ".number",
          "must be a number from 0 to " + Zone.NUMBER_MAX);
      errors.require(
          numbers.add(number), at + ".number", "zone " + number + " is there twice; renumber one");
      String name = Texts.name(errors, at + ".name", zone.name(), 1, NAME_BYTES);
      Map<String, String> texts = guidance(errors, at + ".guidance", zone.guidance());
      if (errors.list().size() == count) {
        zones.add(new Zone(number, name, new Guidance(texts)));
      }
    }
    return zones;
  }

  private static Map<String, String> guidance(
      FieldErrors errors, String at, @Nullable Map<String, String> given) {
    Map<String, String> texts = new TreeMap<>(given == null ? Map.of() : given);
    errors.require(
        texts.size() <= Guidance.LANGUAGES_MAX,
        at,
        "at most " + Guidance.LANGUAGES_MAX + " languages");
    texts.forEach(
        (language, text) -> {
          String field = at + "." + shortened(language);
          errors.require(
              LANGUAGE.matcher(language).matches(),
              field,
              "is not a language tag; write en, de, ja, pt-BR");
          Texts.name(errors, field, text, 1, Guidance.TEXT_LENGTH_MAX * 3);
          errors.require(
              text == null || text.length() <= Guidance.TEXT_LENGTH_MAX,
              field,
              "is longer than the " + Guidance.TEXT_LENGTH_MAX + " characters a panel shows");
        });
    errors.require(
        texts.isEmpty() || texts.containsKey("en"),
        at + ".en",
        "is missing: English is shown to those who read none of the other languages");
    return texts;
  }

  private static String shortened(String text) {
    return text.length() <= 20 ? text : text.substring(0, 20) + "…";
  }

  private static List<Gate> gates(FieldErrors errors, VenueForm form, List<Zone> zones) {
    List<VenueForm.GateForm> forms = form.gates() == null ? List.of() : form.gates();
    if (!errors.require(
        forms.size() <= Venue.GATES_MAX, "gates", "at most " + Venue.GATES_MAX + " gates")) {
      return List.of();
    }
    Set<Integer> known = new HashSet<>();
    zones.forEach(zone -> known.add(zone.number()));
    var gates = new ArrayList<Gate>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < forms.size(); i++) {
      String at = "gates[" + i + "]";
      String name = forms.get(i).name() == null ? "" : forms.get(i).name();
      boolean good =
          errors.require(
              GATE.matcher(name).matches(),
              at + ".name",
              "must be 1 to 24 small letters, digits or hyphens, such as north-1");
      good &= errors.require(names.add(name), at + ".name", "gate \"" + name + "\" is there twice");
      List<Integer> zonesSaid = forms.get(i).zones();
      List<Integer> serves = zonesSaid == null ? List.of() : zonesSaid;
      var served = new HashSet<Integer>();
      for (Integer zone : serves) {
        // A zone with an error of its own is told there.
        good &=
            errors.require(
                zone != null && (known.contains(zone) || asked(form, zone)),
                at + ".zones",
                "there is no zone " + zone);
        served.add(zone == null ? 0 : zone);
      }
      if (good && known.containsAll(served)) {
        gates.add(new Gate(new GateId(name), served));
      }
    }
    return gates;
  }

  private static boolean asked(VenueForm form, int zone) {
    return form.zones() != null
        && form.zones().stream().anyMatch(each -> each.number() != null && each.number() == zone);
  }
}
