package org.stile.center.seating;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A seat with all that is known of it: two plans with the same of these are the same plan. */
record FlatSeat(
    String stand,
    String block,
    int zone,
    String row,
    String number,
    SeatPlan.SeatType type,
    boolean aisle,
    int x,
    int y) {

  static List<FlatSeat> of(SeatPlan plan) {
    var seats = new ArrayList<FlatSeat>();
    Positions positions = Positions.of(plan);
    try {
      PlanSeats.visit(
          plan,
          (block, row, run, index, within) ->
              seats.add(
                  new FlatSeat(
                      block.stand(),
                      block.name(),
                      block.zone(),
                      row.name(),
                      PlanSeats.number(run, within),
                      plan.types().stream()
                          .filter(type -> type.number() == run.type())
                          .findFirst()
                          .orElseThrow(),
                      within == 0 && run.aisle(),
                      positions.x(index),
                      positions.y(index))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return seats;
  }

  /** As pretix can say it: types by name and colour, places from (0, 0) on. */
  static List<FlatSeat> asPretixSays(SeatPlan plan) {
    List<FlatSeat> seats = of(plan);
    int left = seats.stream().mapToInt(FlatSeat::x).min().orElse(0);
    int top = seats.stream().mapToInt(FlatSeat::y).min().orElse(0);
    return seats.stream()
        .map(
            seat ->
                new FlatSeat(
                    seat.stand,
                    seat.block,
                    seat.zone,
                    seat.row,
                    seat.number,
                    new SeatPlan.SeatType(
                        0, seat.type.name(), seat.type.colour(), SeatPlan.Shape.SQUARE),
                    seat.aisle,
                    seat.x - left,
                    seat.y - top))
        .toList();
  }
}
