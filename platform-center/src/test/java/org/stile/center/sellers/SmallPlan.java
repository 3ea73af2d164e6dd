package org.stile.center.sellers;

import java.util.List;
import org.stile.center.seating.SeatPlan;
import org.stile.center.seating.SeatPlan.Block;
import org.stile.center.seating.SeatPlan.Place;
import org.stile.center.seating.SeatPlan.Row;
import org.stile.center.seating.SeatPlan.Run;
import org.stile.center.seating.SeatPlan.SeatType;
import org.stile.center.seating.SeatPlan.Shape;

/** A plan of 45 places in which every way of naming and placing seats comes once. */
final class SmallPlan {
  private SmallPlan() {}

  static SeatPlan plan() {
    var long24 = new Run(101, 1, 30, 0, true, false, new Place.Line(0, 0, 50, 0));
    var odd25 = new Run(1, 2, 5, 1, true, false, new Place.Line(0, 90, 50.5, -0.25));
    var pair = new Run(1, 1, 2, 0, true, false, new Place.Line(2000, 0, 50, 0));
    var bent =
        new Run(1, 1, 2, 0, true, true, new Place.Points(List.of(2000, 2051), List.of(300, 311)));
    var floor = new Run(0, 1, 4, 2, false, false, new Place.Area(0, 500, 200, 200));
    var odd = new Run(1, 1, 2, 0, true, false, new Place.Line(3000, 0, 50, 0));
    return new SeatPlan(
        List.of(
            new SeatType(0, "Standard", "#0072b2", Shape.SQUARE),
            new SeatType(1, "Premium", "#b85400", Shape.DIAMOND),
            new SeatType(2, "Standing", "#6a6a00", Shape.HEXAGON)),
        List.of(
            new Block(
                "North",
                "D1",
                0,
                List.of(new Row("24", List.of(long24)), new Row("25", List.of(odd25)))),
            new Block("North", "C12", 0, List.of(new Row("1", List.of(pair)))),
            new Block("South", "C12", 0, List.of(new Row("1", List.of(bent)))),
            new Block("", "Floor", 0, List.of(new Row("", List.of(floor)))),
            new Block("", "A/B", 0, List.of(new Row("1-2", List.of(odd))))));
  }
}
