package org.stile.center.grants;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.stile.center.web.Problem.FieldError;

/** What the seller's pages show, in words. */
public final class SellView {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE d MMM uuuu, HH:mm", Locale.ENGLISH);

  private SellView() {}

  /** An event in a list. */
  public record EventLine(long id, String name, String venue, String starts, String state) {}

  /** A block to choose. */
  public record BlockChoice(int number, String name, int free) {}

  /** All that the page of an event shows. */
  public record EventPage(
      EventLine event,
      String notice,
      Availability availability,
      List<BlockChoice> blocks,
      boolean paymentRequired,
      boolean membershipRequired,
      boolean personNeeded,
      SellForm form,
      List<FieldError> errors,
      List<RequestLine> requests,
      Optional<Long> older,
      Back back) {
    /** What is wrong with a field, "" if nothing. */
    public String error(String field) {
      return errors.stream()
          .filter(error -> SellForm.field(error).equals(field))
          .map(
              error ->
                  error.at().contains("line") || error.at().contains("[")
                      ? error.at() + " " + error.message()
                      : error.message())
          .reduce((one, other) -> one + "; " + other)
          .orElse("");
    }

    /** The id of the field that an error is about. */
    public String field(FieldError error) {
      return SellForm.field(error);
    }
  }

  /**
   * Unsold seats to be given back to the organizer.
   *
   * @param may whether whoever looks may do that.
   * @param typed lines as in {@link SellForm#seats}.
   * @param done how many were given back just now.
   */
  public record Back(boolean may, String typed, List<FieldError> errors, int done) {
    /** Nothing typed yet. */
    static Back blank(boolean may, int done) {
      return new Back(may, "", List.of(), done);
    }

    /** An error in one line. */
    public String words(FieldError error) {
      return error.at().matches("[0-9]+")
          ? "Seat " + error.message()
          : "The " + error.at() + ": " + error.message();
    }
  }

  /** A request in a list. */
  public record RequestLine(
      long id, String asked, String chip, String seats, String state, String remains) {}

  /** All that the page of a request shows. */
  public record RequestPage(
      EventLine event,
      RequestView request,
      String state,
      String asked,
      String window,
      Optional<Holder> holder,
      boolean mayEnd,
      boolean mayRefund,
      boolean mayIssue,
      String problem) {}

  static EventLine line(Sales.Sale sale) {
    String state =
        switch (sale.state()) {
          case DRAFT -> "Not published yet";
          case PUBLISHED -> "On sale";
          case CANCELLED -> "Cancelled";
        };
    return new EventLine(
        sale.event(), sale.name(), sale.venue(), at(sale.startsAt(), sale.zone()), state);
  }

  /** Why nothing can be sold just now, "" if something can. */
  static String notice(Sales.Sale sale, Availability available, Instant now) {
    if (sale.state() == Facts.EventState.DRAFT) {
      return Refusal.EVENT_NOT_PUBLISHED.words();
    }
    if (sale.state() == Facts.EventState.CANCELLED) {
      return Refusal.EVENT_CANCELLED.words();
    }
    if (sale.from().isPresent() && now.isBefore(sale.from().get())) {
      return "Sales begin on " + at(sale.from().get(), sale.zone()) + ".";
    }
    if (!now.isBefore(sale.until().orElse(sale.lastEntry()))) {
      return Refusal.SALES_OVER.words();
    }
    if (available.allotted() == 0) {
      return "The organizer has not given you any seats of this event yet.";
    }
    return available.free() == 0
        ? "All your seats are sold or held. Held ones come back if they are not issued in time."
        : "";
  }

  /** A time by the venue's clock, which is named. */
  static String at(Instant instant, ZoneId zone) {
    return TIME.format(instant.atZone(zone)) + " (" + zone + ")";
  }

  /** What remains of a window, "" if it has none or the state needs none. */
  static String remains(Registered request, Instant now) {
    if (request.windowEndsAt().isEmpty()
        || (request.state() != State.GRANTED && request.state() != State.AWAITING_PAYMENT)) {
      return "";
    }
    long minutes = Duration.between(now, request.windowEndsAt().get()).toMinutes();
    if (minutes < 0) {
      return "over";
    }
    return minutes < 1 ? "less than a minute" : minutes + " min";
  }

  static RequestLine line(Registered request, Places places, ZoneId zone, Instant now) {
    RequestView view = RequestView.of(request, places);
    String seats =
        request.seats().isEmpty()
            ? request.wanted() + " wanted"
            : String.join("; ", view.seats().stream().limit(3).map(s -> s.words()).toList())
                + (view.seats().size() > 3 ? " and " + (view.seats().size() - 3) + " more" : "");
    return new RequestLine(
        request.id(),
        TIME.format(request.requestedAt().atZone(zone)),
        request.chip().toString().toUpperCase(Locale.ROOT),
        seats,
        request.state().words(),
        remains(request, now));
  }

  static RequestPage page(
      Sales.Sale sale,
      Registered request,
      Places places,
      Optional<Holder> holder,
      boolean mayIssue,
      String problem,
      Instant now) {
    String window =
        request.windowEndsAt().isEmpty() || remains(request, now).isEmpty()
            ? ""
            : at(request.windowEndsAt().get(), sale.zone()) + ", " + remains(request, now);
    return new RequestPage(
        line(sale),
        RequestView.of(request, places),
        request.state().words(),
        at(request.requestedAt(), sale.zone()),
        window,
        holder,
        Act.CANCEL.from().contains(request.state()),
        Act.REFUND.from().contains(request.state()),
        mayIssue,
        problem);
  }
}
