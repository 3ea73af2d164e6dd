package org.stile.center.seating;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stile.center.seating.SeatPlan.Block;
import org.stile.center.seating.SeatPlan.Place;
import org.stile.center.seating.SeatPlan.Row;
import org.stile.center.seating.SeatPlan.Run;
import org.stile.center.seating.SeatPlan.SeatType;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;

/**
 * Makes a plan of seats that come one by one, as formats have them that know no runs. Blocks and
 * rows stand in the order in which they first come; seats of a row in the order they come.
 */
final class SeatTable {
  private final FieldErrors errors;
  private final List<SeatType> types = new ArrayList<>();
  private final Map<String, BlockSeats> blocks = new LinkedHashMap<>();
  private int seats;
  private int runs;

  SeatTable(FieldErrors errors) {
    this.errors = errors;
  }

  /**
   * A seat.
   *
   * @param number -1: it has none.
   * @param aisle whether an aisle separates it from the seat before.
   */
  record Seat(int number, int type, boolean aisle, int x, int y) {}

  /** Where a seat lies. */
  record Address(String stand, String block, int zone, String row) {}

  /** The number of the type with this name, if it came before; -1 if not. */
  int typeNamed(String name) {
    for (SeatType type : types) {
      if (type.name().equals(name)) {
        return type.number();
      }
    }
    return -1;
  }

  List<SeatType> types() {
    return types;
  }

  /** Adds a type; {@code at} is where errors say it is. */
  void type(String at, SeatType type) {
    errors.require(
        types.stream().noneMatch(each -> each.number() == type.number()),
        at,
        "the number " + type.number() + " belongs to another seat type");
    if (types.size() == PlanLimits.TYPES_MAX) {
      errors.add(at, "more than " + PlanLimits.TYPES_MAX + " seat types are not possible");
      throw Problem.invalid(errors.list());
    }
    types.add(type);
  }

  /**
   * Adds a seat.
   *
   * @param at where errors about its number say it is.
   * @param zoneAt where errors about its zone say it is.
   */
  void seat(String at, String zoneAt, Address address, Seat seat) {
    RowSeats row = row(at, zoneAt, address);
    count(at, 1);
    inPlan(at, seat.x(), seat.y());
    boolean free = seat.number() < 0 || row.numbers.add(seat.number());
    errors.require(
        free && row.area == null,
        at,
        "seat %s of row \"%s\" in block \"%s\" is there twice"
            .formatted(seat.number(), address.row(), address.block()));
    row.seats.add(seat);
  }

  /** Adds a block of places without rows and numbers. */
  void area(String at, String zoneAt, Address address, Run area) {
    RowSeats row = row(at, zoneAt, address);
    count(at, area.count());
    if (area.place() instanceof Place.Area rectangle) {
      inPlan(at, rectangle.x(), rectangle.y());
    }
    errors.require(
        row.seats.isEmpty() && row.area == null && rowsOf(address) == 1,
        at,
        "block \"" + address.block() + "\" has other seats; an area is a block of its own");
    row.area = area;
  }

  private void inPlan(String at, int x, int y) {
    errors.require(
        Math.abs(x) <= PlanLimits.COORDINATE_MAX && Math.abs(y) <= PlanLimits.COORDINATE_MAX,
        at,
        "lies further than 100 km from the middle of the plan");
  }

  private void count(String at, int more) {
    seats += more;
    if (seats > PlanLimits.SEATS_MAX) {
      errors.add(at, "more than " + PlanLimits.SEATS_MAX + " seats are not possible in one plan");
      throw Problem.invalid(errors.list());
    }
  }

  private int rowsOf(Address address) {
    BlockSeats block = blocks.get(key(address));
    return block == null ? 0 : block.rows.size();
  }

  private static String key(Address address) {
    return address.stand() + "\n" + address.block();
  }

  private RowSeats row(String at, String zoneAt, Address address) {
    BlockSeats block = blocks.computeIfAbsent(key(address), _ -> new BlockSeats(address));
    if (blocks.size() > PlanLimits.BLOCKS_MAX) {
      errors.add(at, "more than " + PlanLimits.BLOCKS_MAX + " blocks are not possible");
      throw Problem.invalid(errors.list());
    }
    errors.require(
        block.address.zone() == address.zone(),
        zoneAt,
        "block \"%s\" was in zone %d before; a block lies in one zone"
            .formatted(address.block(), block.address.zone()));
    return block.rows.computeIfAbsent(address.row(), _ -> new RowSeats());
  }

  /** The plan; throws if there were errors. */
  SeatPlan plan() {
    errors.require(seats > 0, "document", "holds no seat");
    errors.throwIfAny();
    List<Block> made = new ArrayList<>();
    for (BlockSeats block : blocks.values()) {
      List<Row> rows = new ArrayList<>();
      block.rows.forEach((name, row) -> rows.add(new Row(name, row.runs())));
      rows.forEach(row -> runs += row.runs().size());
      made.add(new Block(block.address.stand(), block.address.block(), block.address.zone(), rows));
    }
    errors.require(
        runs <= PlanLimits.RUNS_MAX, "document", "has too many seats that follow no order");
    var plan = new SeatPlan(types, made);
    PlanRules.check(plan, errors);
    errors.throwIfAny();
    return plan;
  }

  private static final class BlockSeats {
    private final Address address;
    private final Map<String, RowSeats> rows = new LinkedHashMap<>();

    BlockSeats(Address address) {
      this.address = address;
    }
  }

  private static final class RowSeats {
    private final List<Seat> seats = new ArrayList<>();
    private final Set<Integer> numbers = new HashSet<>();
    private @org.jspecify.annotations.Nullable Run area;

    List<Run> runs() {
      if (area != null) {
        return List.of(area);
      }
      List<Run> runs = new ArrayList<>();
      int from = 0;
      while (from < seats.size()) {
        int until = end(from);
        runs.add(run(seats.subList(from, until)));
        from = until;
      }
      return runs;
    }

    /** Where the run that begins at {@code from} ends: at an aisle, another type, another step. */
    private int end(int from) {
      Seat first = seats.get(from);
      int until = from + 1;
      while (until < seats.size() && until - from < PlanLimits.SEATS_OF_RUN_MAX) {
        Seat seat = seats.get(until);
        boolean numbered = first.number() >= 0;
        if (seat.aisle() || seat.type() != first.type() || (seat.number() >= 0) != numbered) {
          return until;
        }
        int step = numbered ? seats.get(from + 1).number() - first.number() : 0;
        if (numbered
            && (Math.abs(step) > PlanLimits.STEP_MAX
                || step == 0
                || seat.number() - seats.get(until - 1).number() != step)) {
          return until;
        }
        until++;
      }
      return until;
    }

    private static Run run(List<Seat> seats) {
      Seat first = seats.getFirst();
      boolean numbered = first.number() >= 0;
      int step = numbered && seats.size() > 1 ? seats.get(1).number() - first.number() : 1;
      return new Run(
          numbered ? first.number() : 0,
          step,
          seats.size(),
          first.type(),
          numbered,
          first.aisle(),
          place(seats));
    }

    /** A line, if it says exactly where each seat is; else the points. */
    private static Place place(List<Seat> seats) {
      Seat first = seats.getFirst();
      Seat last = seats.getLast();
      int gaps = Math.max(1, seats.size() - 1);
      double dx = (double) (last.x() - first.x()) / gaps;
      double dy = (double) (last.y() - first.y()) / gaps;
      boolean straight =
          Math.abs(dx) <= PlanLimits.STEP_CM_MAX && Math.abs(dy) <= PlanLimits.STEP_CM_MAX;
      for (int i = 0; i < seats.size() && straight; i++) {
        straight =
            Math.round(first.x() + i * dx) == seats.get(i).x()
                && Math.round(first.y() + i * dy) == seats.get(i).y();
      }
      return straight
          ? new Place.Line(first.x(), first.y(), dx, dy)
          : new Place.Points(
              seats.stream().map(Seat::x).toList(), seats.stream().map(Seat::y).toList());
    }
  }
}
