package org.stile.center.grants;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stile.center.grants.RequestBody.BlockBody;
import org.stile.center.grants.RequestBody.HolderBody;
import org.stile.center.grants.RequestBody.PlaceBody;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Texts;
import org.stile.core.Bytes;
import org.stile.core.id.ChipId;

/**
 * Checks what a request says and gives it its meaning, or tells everything that is wrong with it.
 */
final class RequestReader {
  private static final Pattern CHIP = Pattern.compile("([0-9A-Fa-f]{2}){4,10}");

  /** References of the providers we know have up to 64. */
  private static final Pattern PAYMENT = Pattern.compile("[A-Za-z0-9_.:-]{1,100}");

  private static final int PERSON_BYTES_MAX = 200;
  private static final int HOLDER_NAME_BYTES_MAX = 200;
  private static final int HOLDER_CONTACT_BYTES_MAX = 320; // The longest e-mail address.

  private final RequestBody body;
  private final Places places;
  private final FieldErrors errors;

  private RequestReader(RequestBody body, Places places, FieldErrors errors) {
    this.errors = errors;
    this.body = body;
    this.places = places;
  }

  /**
   * What a request means.
   *
   * @param person the seller's word for the buyer.
   */
  record Meant(
      ChipId chip,
      Wish wish,
      Optional<String> person,
      Optional<String> payment,
      Optional<Holder> holder) {}

  /**
   * Reads; throws a 400 that names all that is wrong.
   *
   * @param errors what was found to be wrong before.
   */
  static Meant read(RequestBody body, Places places, FieldErrors errors) {
    return new RequestReader(body, places, errors).read();
  }

  /**
   * Reads seats that are named for something else than a request; throws a 400 that names all that
   * is wrong.
   */
  static List<Integer> seats(
      @Nullable List<@Nullable Integer> seats,
      @Nullable List<@Nullable PlaceBody> names,
      Places places,
      FieldErrors errors) {
    var body = new RequestBody(null, seats, names, null, null, null, null, null, null, null);
    Optional<Wish> wish =
        (seats == null) == (names == null)
            ? Optional.empty()
            : new RequestReader(body, places, errors).wish();
    errors.require(
        (seats == null) != (names == null),
        "seats",
        "say which seats, by one of \"seats\" or \"places\"");
    errors.throwIfAny();
    return ((Wish.Named) wish.orElseThrow()).seats();
  }

  private Meant read() {
    Optional<ChipId> chip = chip();
    Optional<Wish> wish = wish();
    Optional<String> person =
        Optional.ofNullable(body.person())
            .map(text -> Texts.name(errors, "person", text, 1, PERSON_BYTES_MAX));
    Optional<String> payment = payment();
    Optional<Holder> holder = holder(body.holder());
    errors.throwIfAny();
    return new Meant(chip.orElseThrow(), wish.orElseThrow(), person, payment, holder);
  }

  private Optional<ChipId> chip() {
    String chip = body.chip() == null ? "" : body.chip().replace(" ", "").replace(":", "");
    return errors.require(
            CHIP.matcher(chip).matches(),
            "chip",
            "must be the UID of a chip: 8 to 20 hexadecimal digits, two for each byte")
        ? Optional.of(new ChipId(Bytes.hex(chip)))
        : Optional.empty();
  }

  private Optional<String> payment() {
    String payment = body.payment();
    if (payment != null) {
      errors.require(
          PAYMENT.matcher(payment).matches(),
          "payment",
          "must be the payment's reference: 1 to 100 letters, digits or _.:-");
    }
    return Optional.ofNullable(payment);
  }

  private Optional<Wish> wish() {
    int ways =
        (body.seats() == null ? 0 : 1)
            + (body.places() == null ? 0 : 1)
            + (body.count() == null ? 0 : 1);
    if (!errors.require(
        ways == 1, "seats", "say which seats by one of \"seats\", \"places\" or \"count\"")) {
      return Optional.empty();
    }
    if (body.count() != null) {
      return best(body.count());
    }
    errors.require(
        body.type() == null && body.block() == null && body.consecutive() == null,
        "type",
        "\"type\", \"block\" and \"consecutive\" go with \"count\" only");
    return body.seats() != null
        ? seats(body.seats())
        : names(Objects.requireNonNull(body.places()));
  }

  private Optional<Wish> best(int count) {
    Integer type = body.type();
    Optional<Wish.BlockName> block = block(body.block());
    boolean right =
        errors.require(
            count >= 1 && count <= Wish.SEATS_MAX,
            "count",
            "must be from 1 to " + Wish.SEATS_MAX + ", not " + count);
    if (type != null) {
      right &=
          errors.require(
              places.plan().types().stream().anyMatch(known -> known.number() == type),
              "type",
              "there is no seat type " + type + " at this event");
    }
    if (block.isPresent()) {
      right &= errors.require(places.has(block.get()), "block", "there is no such block");
    }
    return right
        ? Optional.of(
            new Wish.Best(
                count,
                body.consecutive() == null || body.consecutive(),
                type == null ? OptionalInt.empty() : OptionalInt.of(type),
                block))
        : Optional.empty();
  }

  private static Optional<Wish.BlockName> block(@Nullable BlockBody block) {
    return block == null
        ? Optional.empty()
        : Optional.of(new Wish.BlockName(text(block.stand()), text(block.name())));
  }

  private Optional<Wish> seats(List<@Nullable Integer> seats) {
    if (!few(seats.size(), "seats")) {
      return Optional.empty();
    }
    var indices = new ArrayList<Integer>();
    for (int i = 0; i < seats.size(); i++) {
      Integer seat = seats.get(i);
      boolean there = seat != null && places.seat(seat).isPresent();
      if (errors.require(there, "seats[" + i + "]", "there is no seat " + seat)) {
        indices.add(Objects.requireNonNull(seat));
      }
    }
    return named("seats", indices, seats.size());
  }

  private Optional<Wish> names(List<@Nullable PlaceBody> names) {
    if (!few(names.size(), "places")) {
      return Optional.empty();
    }
    var indices = new ArrayList<Integer>();
    for (int i = 0; i < names.size(); i++) {
      Optional<Integer> index = Optional.ofNullable(names.get(i)).flatMap(this::index);
      if (errors.require(
          index.isPresent(),
          "places[" + i + "]",
          "there is no such seat; name it by stand, block, row and number as the seat plan does")) {
        indices.add(index.orElseThrow());
      }
    }
    return named("places", indices, names.size());
  }

  private Optional<Integer> index(PlaceBody place) {
    return places.index(
        new Places.Name(
            text(place.stand()), text(place.block()), text(place.row()), text(place.number())));
  }

  private Optional<Wish> named(String at, List<Integer> indices, int asked) {
    if (indices.size() < asked) {
      return Optional.empty(); // What is missing was told.
    }
    var wish = new Wish.Named(indices);
    return errors.require(wish.count() == indices.size(), at, "a seat is named twice")
        ? Optional.of(wish)
        : Optional.empty();
  }

  private boolean few(int count, String at) {
    return errors.require(
        count >= 1 && count <= Wish.SEATS_MAX,
        at,
        "must name 1 to " + Wish.SEATS_MAX + " seats, not " + count);
  }

  private Optional<Holder> holder(@Nullable HolderBody holder) {
    return holder == null
        ? Optional.empty()
        : Optional.of(
            new Holder(
                Texts.name(errors, "holder.name", holder.name(), 1, HOLDER_NAME_BYTES_MAX),
                Texts.name(
                    errors, "holder.contact", holder.contact(), 0, HOLDER_CONTACT_BYTES_MAX)));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
