package org.stile.center.events;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A venue as the fields of the edit page hold it: texts, right or wrong, as they were typed.
 *
 * @param version "" for a new venue.
 */
public record VenueFields(
    String version,
    String name,
    String place,
    String address,
    String timeZone,
    List<ZoneFields> zones,
    List<GateFields> gates) {

  /**
   * A zone.
   *
   * @param guidance one language a line: "en: Up the stairs."
   */
  public record ZoneFields(String number, String name, String guidance) {}

  /**
   * A gate.
   *
   * @param zones numbers with commas between.
   * @param rated people a minute.
   */
  public record GateFields(String name, String zones, String rated) {}

  static final VenueFields NEW = new VenueFields("", "", "", "", "", List.of(), List.of());

  static VenueFields of(MultivaluedMap<String, String> form) {
    List<String> numbers = all(form, "zone.number");
    List<String> names = all(form, "zone.name");
    List<String> guidance = all(form, "zone.guidance");
    var zones = new ArrayList<ZoneFields>();
    for (int i = 0; i < numbers.size(); i++) {
      zones.add(new ZoneFields(numbers.get(i), item(names, i), item(guidance, i)));
    }
    List<String> gateNames = all(form, "gate.name");
    List<String> serves = all(form, "gate.zones");
    List<String> rated = all(form, "gate.rated");
    var gates = new ArrayList<GateFields>();
    for (int i = 0; i < gateNames.size(); i++) {
      gates.add(new GateFields(gateNames.get(i), item(serves, i), item(rated, i)));
    }
    return new VenueFields(
        text(form, "version"),
        text(form, "name"),
        text(form, "place"),
        text(form, "address"),
        text(form, "timeZone"),
        zones,
        gates);
  }

  static VenueFields of(StoredVenue venue) {
    var details = venue.details().venue();
    return new VenueFields(
        Integer.toString(venue.version()),
        details.name(),
        details.place(),
        venue.details().address(),
        details.timeZone().getId(),
        details.zones().stream()
            .map(
                zone ->
                    new ZoneFields(
                        Integer.toString(zone.number()),
                        zone.name(),
                        new TreeMap<>(zone.guidance().texts())
                            .entrySet().stream()
                                .map(text -> text.getKey() + ": " + text.getValue())
                                .collect(Collectors.joining("\n"))))
            .toList(),
        details.gates().stream()
            .map(
                gate ->
                    new GateFields(
                        gate.id().value(),
                        gate.zones().stream()
                            .sorted()
                            .map(String::valueOf)
                            .collect(Collectors.joining(", ")),
                        String.valueOf(venue.details().rated().get(gate.id()))))
            .toList());
  }

  /** The same as a change of another version, for whoever saves it once more knowingly. */
  VenueFields withVersion(int current) {
    return new VenueFields(Integer.toString(current), name, place, address, timeZone, zones, gates);
  }

  VenueForm form() {
    return new VenueForm(
        number(version),
        name.strip(),
        place.strip(),
        address.strip(),
        timeZone.strip(),
        zones.stream()
            .map(
                zone ->
                    new VenueForm.ZoneForm(
                        number(zone.number), zone.name.strip(), texts(zone.guidance)))
            .toList(),
        gates.stream()
            .map(
                gate ->
                    new VenueForm.GateForm(
                        gate.name.strip(), numbers(gate.zones), rated(gate.rated)))
            .toList());
  }

  /**
   * What a button of the form asks for beside saving.
   *
   * @param wish "add-zone", "add-gate", "remove-zone-3", "remove-gate-0".
   */
  VenueFields changed(String wish) {
    var newZones = new ArrayList<>(zones);
    var newGates = new ArrayList<>(gates);
    if (wish.equals("add-zone")) {
      newZones.add(new ZoneFields(Integer.toString(nextZone()), "", ""));
    } else if (wish.equals("add-gate")) {
      newGates.add(new GateFields("", "", Integer.toString(VenueDetails.RATED_DEFAULT)));
    } else if (wish.startsWith("remove-zone-")) {
      remove(newZones, wish);
    } else if (wish.startsWith("remove-gate-")) {
      remove(newGates, wish);
    }
    return new VenueFields(version, name, place, address, timeZone, newZones, newGates);
  }

  private int nextZone() {
    int next = 0;
    for (ZoneFields zone : zones) {
      Integer number = number(zone.number);
      next = Math.max(next, number == null ? 0 : number + 1);
    }
    return next;
  }

  private static void remove(List<?> rows, String wish) {
    Integer index = number(wish.substring(wish.lastIndexOf('-') + 1));
    if (index != null && index < rows.size()) {
      rows.remove(index.intValue());
    }
  }

  static String text(MultivaluedMap<String, String> form, String name) {
    String value = form.getFirst(name);
    return value == null ? "" : value;
  }

  static List<String> all(MultivaluedMap<String, String> form, String name) {
    List<String> values = form.get(name);
    return values == null ? List.of() : values;
  }

  private static String item(List<String> values, int index) {
    return index < values.size() ? values.get(index) : "";
  }

  static @Nullable Integer number(String text) {
    String digits = text.strip();
    return digits.matches("[0-9]{1,9}") ? Integer.valueOf(digits) : null;
  }

  /** Empty: as usual; what is no number is told as one that cannot be. */
  private static @Nullable Integer rated(String text) {
    Integer number = number(text);
    return text.isBlank() ? null : number == null ? Integer.valueOf(-1) : number;
  }

  private static List<Integer> numbers(String text) {
    var numbers = new ArrayList<Integer>();
    for (String part : text.split("[,;\\s]+", -1)) {
      if (!part.isEmpty()) {
        Integer number = number(part);
        numbers.add(number == null ? -1 : number);
      }
    }
    return numbers;
  }

  private static Map<String, String> texts(String lines) {
    var texts = new TreeMap<String, String>();
    for (String line : lines.lines().map(String::strip).filter(each -> !each.isEmpty()).toList()) {
      int colon = line.indexOf(':');
      String language = colon < 0 ? line : line.substring(0, colon).strip();
      texts.put(language, colon < 0 ? "" : line.substring(colon + 1).strip());
    }
    return texts;
  }
}
