package org.stile.center.grants;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stile.core.master.Seat;

/**
 * A request and its result as JSON.
 *
 * @param reason of a refusal or an ending, for programs.
 * @param reasonText the same for people.
 * @param lost of a refusal of named seats: those that could not be had.
 * @param windowEndsAt when a grant that is not issued gives its seats back.
 */
public record RequestView(
    long event,
    long id,
    State state,
    Optional<String> reason,
    Optional<String> reasonText,
    String chip,
    int wanted,
    List<SeatView> seats,
    List<SeatView> lost,
    Optional<String> payment,
    Instant requestedAt,
    Optional<Instant> windowEndsAt,
    Optional<Instant> endedAt) {

  /** A seat. */
  public record SeatView(
      int index, String stand, String block, String row, String number, int type) {
    static SeatView of(Seat seat) {
      return new SeatView(
          seat.index(), seat.stand(), seat.block(), seat.row(), seat.number(), seat.type());
    }

    /** For people. */
    public String words() {
      return Places.words(new Seat(index, 0, stand, block, row, number, type));
    }
  }

  static RequestView of(Registered request, Places places) {
    return new RequestView(
        request.event(),
        request.id(),
        request.state(),
        request.reason(),
        request.reason().map(RequestView::words),
        request.chip().toString(),
        request.wanted(),
        seats(request.seats(), places),
        seats(request.lost(), places),
        request.payment(),
        request.requestedAt(),
        request.windowEndsAt(),
        request.endedAt());
  }

  private static List<SeatView> seats(List<Integer> seats, Places places) {
    return seats.stream().flatMap(seat -> places.seat(seat).stream()).map(SeatView::of).toList();
  }

  private static String words(String reason) {
    return Reasons.words(reason);
  }
}
