package org.stile.center.sellers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stile.center.events.LocalTimes;
import org.stile.center.seating.SeatPlan.SeatType;
import org.stile.center.sellers.EventSellers.EventSeller;
import org.stile.center.sellers.EventSellers.Seller;
import org.stile.center.sellers.OwnEvents.Event;
import org.stile.center.web.Problem.FieldError;

/**
 * What the sellers page shows.
 *
 * @param known every seller of the center.
 * @param free seats of each type that nobody has, by type number.
 * @param typed what was typed and refused.
 * @param told what was just done.
 */
public record SellersView(
    Event event,
    List<EventSeller> sellers,
    List<Seller> known,
    List<SeatType> types,
    Map<Integer, Integer> free,
    Typed typed,
    Optional<Told> told) {
  private static final int LOCAL_LENGTH = "2026-06-13T20:00".length();
  private static final Pattern DONE =
      Pattern.compile(
          "(added|rules|removed|withdrawn|blocked|unblocked|allotted)((?:-[0-9.r]{1,30}){0,255})");

  /** What was done: a word, and numbers that belong to it. */
  public record Told(String word, List<String> details) {}

  /** Reads what a redirect said was done; anything else is nothing. */
  static Optional<Told> told(@Nullable String done) {
    Matcher match = DONE.matcher(done == null ? "" : done);
    if (!match.matches()) {
      return Optional.empty();
    }
    var details = List.of(match.group(2).split("-", -1));
    return Optional.of(
        new Told(match.group(1), details.subList(Math.min(1, details.size()), details.size())));
  }

  /** What to tell, as sentences. */
  public List<String> sentences() {
    var sentences = new ArrayList<String>();
    told.ifPresent(
        done -> {
          String count = done.details.isEmpty() ? "" : done.details.getFirst();
          switch (done.word) {
            case "added" ->
                sentences.add("The seller handles this event now. Set its rules below.");
            case "rules" -> sentences.add("The rules are changed, from the next request on.");
            case "removed" -> sentences.add("The seller no longer handles this event.");
            case "withdrawn" -> sentences.add(count + " unsold seats were taken back.");
            case "blocked" -> sentences.add(count + " seats are blocked.");
            case "unblocked" -> sentences.add(count + " seats are no longer blocked.");
            default -> done.details.forEach(one -> sentences.add(allotted(one)));
          }
        });
    return sentences;
  }

  private String allotted(String detail) {
    String[] parts = detail.split("\\.", -1);
    boolean remainder = detail.endsWith("r");
    String seats = parts.length > 1 ? parts[1].replace("r", "") : "";
    String name =
        sellers.stream()
            .filter(seller -> String.valueOf(seller.id()).equals(parts[0]))
            .map(EventSeller::name)
            .findFirst()
            .orElse("A seller");
    return name
        + " got "
        + seats
        + " seats"
        + (remainder ? ", one of them from the remainder." : ".");
  }

  /** Sellers that could be added. */
  public List<Seller> others() {
    var handling = sellers.stream().map(EventSeller::id).toList();
    return known.stream().filter(seller -> !handling.contains(seller.id())).toList();
  }

  /** Seats that nobody has. */
  public int freeSeats() {
    return free.values().stream().mapToInt(Integer::intValue).sum();
  }

  public int freeOf(SeatType type) {
    return free.getOrDefault(type.number(), 0);
  }

  /** A rule's time by the venue's clock, for its field. */
  public String time(Optional<java.time.Instant> instant) {
    return instant.map(at -> LocalTimes.field(at, event.zone())).orElse("");
  }

  /**
   * How a time is typed: where it needs an offset behind it, for the clock shows it twice, or was
   * refused and may need one, a browser's own field for times has no room for it.
   */
  public String kind(String which, Optional<java.time.Instant> instant) {
    boolean plain = !typed.form().equals(which) && time(instant).length() <= LOCAL_LENGTH;
    return plain ? "datetime-local" : "text";
  }

  public String number(Optional<Integer> number) {
    return number.map(String::valueOf).orElse("");
  }

  /** The name of a seller's field in the form of shares. */
  public String percent(EventSeller seller) {
    return "percent-" + seller.id();
  }

  /** The name of a seller's form for its rules. */
  public String form(EventSeller seller) {
    return "rules-" + seller.id();
  }

  /**
   * What was typed into a form and refused.
   *
   * @param form which; "" if none was refused.
   */
  public record Typed(
      String form, Map<String, String> fields, String detail, List<FieldError> errors) {
    static final Typed NOTHING = new Typed("", Map.of(), "", List.of());

    public boolean refused() {
      return !form.isEmpty();
    }

    /** What a field shows: what was typed there, or what is there now. */
    public String in(String which, String field, String present) {
      return form.equals(which) ? fields.getOrDefault(field, "") : present;
    }

    /** Whether a box is ticked. */
    public boolean ticked(String which, String field, boolean present) {
      return form.equals(which) ? fields.containsKey(field) : present;
    }

    /** Whether an option is chosen. */
    public boolean chosen(String which, String field, Object value) {
      return form.equals(which) && String.valueOf(value).equals(fields.get(field));
    }
  }
}
