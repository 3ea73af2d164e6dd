package org.stile.center.grants;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stile.center.grants.RequestBody.BlockBody;
import org.stile.center.grants.RequestBody.HolderBody;
import org.stile.center.grants.RequestBody.PlaceBody;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem.FieldError;

/**
 * The form of a request, as it was typed.
 *
 * @param key made with the page, so that a form sent twice is one request.
 * @param seats lines "stand / block / row / number" or "… / first-last"; empty: best available.
 * @param block place of a block in the plan; empty: any.
 */
public record SellForm(
    String key,
    String chip,
    String count,
    boolean consecutive,
    String type,
    String block,
    String seats,
    String person,
    String payment,
    String holderName,
    String holderContact) {
  /** Nobody types more than a hundred lines, and a page must not be made to read a book. */
  private static final int SEATS_CHARS_MAX = 8_000;

  private static final Pattern NUMBERS =
      Pattern.compile("(?<first>[0-9]{1,7})(\\s*[-–]\\s*(?<last>[0-9]{1,7}))?");

  static SellForm empty(String key) {
    return new SellForm(key, "", "2", true, "", "", "", "", "", "", "");
  }

  static SellForm of(MultivaluedMap<String, String> sent) {
    return new SellForm(
        text(sent, "key"),
        text(sent, "chip").strip(),
        text(sent, "count").strip(),
        sent.containsKey("consecutive"),
        text(sent, "type"),
        text(sent, "block"),
        text(sent, "seats").replace("\r\n", "\n").strip(),
        text(sent, "person").strip(),
        text(sent, "payment").strip(),
        text(sent, "holderName").strip(),
        text(sent, "holderContact").strip());
  }

  /** Whether this seat type is chosen. */
  public boolean ofType(int number) {
    return type.equals(String.valueOf(number));
  }

  /** Whether this block is chosen. */
  public boolean inBlock(int number) {
    return block.equals(String.valueOf(number));
  }

  /** The same as JSON would say it; where an error was noted, something harmless instead. */
  RequestBody body(Places places, FieldErrors errors) {
    List<@Nullable PlaceBody> lines = places(errors);
    boolean named = !lines.isEmpty();
    // Said already what is wrong with the lines: nothing more about how many there are.
    boolean unclear = !seats.isEmpty() && !named;
    HolderBody holder =
        holderName.isEmpty() && holderContact.isEmpty()
            ? null
            : new HolderBody(holderName, holderContact);
    return new RequestBody(
        chip,
        null,
        named ? lines : null,
        named ? null : unclear ? (Integer) 1 : count(errors),
        named ? null : (Boolean) consecutive,
        named || type.isEmpty() ? null : number(errors, "type", type, "choose one of the list"),
        named || block.isEmpty() ? null : block(places, errors),
        given(person),
        holder,
        given(payment));
  }

  private Integer count(FieldErrors errors) {
    Integer typed = number(errors, "count", count, "must be a number from 1 to 100");
    return typed == null ? Integer.valueOf(1) : typed;
  }

  /** The seats that are named, none if a line is wrong. */
  private List<@Nullable PlaceBody> places(FieldErrors errors) {
    return places(seats, errors);
  }

  /** The same for any text with a line for each. */
  static List<@Nullable PlaceBody> places(String seats, FieldErrors errors) {
    var found = new ArrayList<@Nullable PlaceBody>();
    if (!errors.require(
        seats.length() <= SEATS_CHARS_MAX, "seats", "is too long: name at most 100 seats")) {
      return found;
    }
    int line = 0;
    int before = errors.list().size();
    for (String text : seats.split("\n", -1)) {
      line++;
      if (!text.isBlank()) {
        line(text, "seats, line " + line, errors, found);
      }
    }
    return errors.list().size() == before ? found : List.of();
  }

  private static void line(
      String text, String at, FieldErrors errors, List<@Nullable PlaceBody> found) {
    String[] parts = text.strip().split("\\s*/\\s*", -1);
    Matcher numbers = NUMBERS.matcher(parts[parts.length - 1]);
    if ((parts.length != 3 && parts.length != 4) || !numbers.matches()) {
      errors.add(
          at, "must be like \"North / 12 / 24 / 101-103\": stand, block, row and seat numbers");
      return;
    }
    int first = Integer.parseInt(numbers.group("first"));
    int last = numbers.group("last") == null ? first : Integer.parseInt(numbers.group("last"));
    if (last < first || last - first >= Wish.SEATS_MAX) {
      errors.add(at, "must name numbers from the lower to the higher, at most 100 of them");
      return;
    }
    String stand = parts.length == 4 ? parts[0] : "";
    for (int number = first; number <= last; number++) {
      found.add(
          new PlaceBody(stand, parts[parts.length - 3], parts[parts.length - 2], "" + number));
    }
  }

  private @Nullable BlockBody block(Places places, FieldErrors errors) {
    Integer number = number(errors, "block", block, "choose one of the list");
    if (number == null || number < 0 || number >= places.plan().blocks().size()) {
      errors.add("block", "choose one of the list");
      return null;
    }
    var chosen = places.plan().blocks().get(number);
    return new BlockBody(chosen.stand(), chosen.name());
  }

  private static @Nullable Integer number(
      FieldErrors errors, String at, String text, String message) {
    if (!errors.require(text.matches("[0-9]{1,6}"), at, message)) {
      return null;
    }
    return Integer.valueOf(text);
  }

  /** Numbers of seats that were ticked; what is no number, is no seat. */
  static List<@Nullable Integer> indices(@Nullable List<String> ticked) {
    var seats = new ArrayList<@Nullable Integer>();
    for (String text : ticked == null ? List.<String>of() : ticked) {
      seats.add(text.matches("[0-9]{1,7}") ? Integer.valueOf(text) : null);
    }
    return seats;
  }

  private static @Nullable String given(String text) {
    return text.isEmpty() ? null : text;
  }

  private static String text(MultivaluedMap<String, String> sent, String field) {
    String text = sent.getFirst(field);
    return text == null ? "" : text;
  }

  /** The field of this form that an error is about. */
  static String field(FieldError error) {
    String at = error.at();
    if (at.startsWith("places") || at.startsWith("seats")) {
      return "seats";
    }
    return switch (at) {
      case "holder.name" -> "holderName";
      case "holder.contact" -> "holderContact";
      default -> at;
    };
  }

  /** Without the holder: a form must not appear in a log. */
  @Override
  public String toString() {
    return "SellForm[…]";
  }
}
