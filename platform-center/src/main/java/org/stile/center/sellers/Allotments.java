package org.stile.center.sellers;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.stile.center.sellers.OwnEvents.Event;
import org.stile.center.web.Caller;
import org.stile.center.web.FieldErrors;
import org.stile.center.web.Problem;

/**
 * Gives seats of an event to sellers, takes unsold ones back, blocks and unblocks. Each is all or
 * nothing, in the caller's transaction.
 */
@ApplicationScoped
class Allotments {
  private final OwnEvents events;
  private final SeatChanges seats;
  private final AllotmentLog log;

  Allotments(OwnEvents events, SeatChanges seats, AllotmentLog log) {
    this.events = events;
    this.seats = seats;
    this.log = log;
  }

  /**
   * What a seller was given.
   *
   * @param seats how many.
   * @param cells which.
   * @param share how its part came about, if divided by ratio.
   */
  record Given(long seller, int seats, List<SeatRange> cells, Optional<Ratio.Part> share) {}

  /**
   * What was taken back, and who has it now.
   *
   * @param giveTo nobody if empty.
   */
  record Withdrawn(long seller, Optional<Long> giveTo, int seats, List<SeatRange> cells) {}

  /** What was blocked or unblocked. */
  record Blocked(boolean blocked, int seats, List<SeatRange> cells) {}

  /** Gives free seats to sellers that handle the event. */
  List<Given> allot(Handle handle, Caller caller, long id, Allotting what) {
    Event event = events.open(handle, caller, id);
    OwnEvents.serialize(handle, id);
    return switch (what) {
      case Allotting.ByCells by -> {
        Cells cells = Cells.of("cells", by.cells(), event.seats());
        requireSellers(handle, id, "seller", List.of(by.seller()));
        seats.allot(handle, event, by.seller(), cells);
        yield List.of(given(handle, caller, event, by.seller(), cells, Optional.empty()));
      }
      case Allotting.ByCount by -> List.of(byCount(handle, caller, event, by));
      case Allotting.ByType by -> {
        requireSellers(handle, id, "seller", List.of(by.seller()));
        BitSet free = free(handle, event, Optional.of(by.type()));
        yield List.of(carve(handle, caller, event, by.seller(), free, free.cardinality()));
      }
      case Allotting.ByRatio by -> byRatio(handle, caller, event, by);
    };
  }

  private Given byCount(Handle handle, Caller caller, Event event, Allotting.ByCount by) {
    if (by.count() < 1) {
      throw Problem.invalid("count", "must be at least 1");
    }
    requireSellers(handle, event.id(), "seller", List.of(by.seller()));
    BitSet free = free(handle, event, by.type());
    if (free.cardinality() < by.count()) {
      throw Problem.conflict(
          "not-enough-seats",
          "Only "
              + free.cardinality()
              + " such seats are free; "
              + by.count()
              + " were asked for. Nothing was changed.");
    }
    return carve(handle, caller, event, by.seller(), free, by.count());
  }

  private List<Given> byRatio(Handle handle, Caller caller, Event event, Allotting.ByRatio by) {
    BitSet free = free(handle, event, by.type());
    List<Ratio.Part> parts = Ratio.divide("shares", by.shares(), free.cardinality());
    requireSellers(handle, event.id(), "shares", parts.stream().map(Ratio.Part::seller).toList());
    var given = new ArrayList<Given>();
    for (Ratio.Part part : parts) {
      Cells cells = Cells.of(Carve.take(free, part.seats()));
      seats.allot(handle, event, part.seller(), cells);
      given.add(given(handle, caller, event, part.seller(), cells, Optional.of(part)));
    }
    return given;
  }

  private Given carve(
      Handle handle, Caller caller, Event event, long seller, BitSet free, int count) {
    Cells cells = Cells.of(Carve.take(free, count));
    seats.allot(handle, event, seller, cells);
    return given(handle, caller, event, seller, cells, Optional.empty());
  }

  /** Free seats to choose from; there must be some. */
  private BitSet free(Handle handle, Event event, Optional<Integer> type) {
    BitSet free = seats.free(handle, event.id(), type);
    if (free.isEmpty()) {
      throw Problem.conflict(
          "not-enough-seats",
          "No such seat is free: all are allotted or blocked. Nothing was changed.");
    }
    return free;
  }

  private Given given(
      Handle handle,
      Caller caller,
      Event event,
      long seller,
      Cells cells,
      Optional<Ratio.Part> share) {
    log.record(handle, caller, event.id(), "allotment.give", seller, cells);
    return new Given(seller, cells.size(), cells.ranges(), share);
  }

  /** How many seats of each type nobody has, for an event the caller is known to hold. */
  Map<Integer, Integer> free(Handle handle, long event) {
    return seats.freeByType(handle, event);
  }

  /** Takes unsold seats from a seller and, if asked, gives them to another in the same moment. */
  Withdrawn withdraw(Handle handle, Caller caller, long id, Withdrawal what) {
    Event event = events.ofOrganizer(handle, caller, id);
    OwnEvents.serialize(handle, id);
    requireSellers(handle, id, "seller", List.of(what.seller()));
    requireSellers(handle, id, "giveTo", what.giveTo().stream().toList());
    if (what.giveTo().equals(Optional.of(what.seller()))) {
      throw Problem.invalid("giveTo", "must be another seller, or none");
    }
    Cells cells =
        switch (what) {
          case Withdrawal.All all ->
              seats.withdraw(handle, event, all.seller(), Optional.empty(), all.giveTo());
          case Withdrawal.OfType one ->
              seats.withdraw(handle, event, one.seller(), Optional.of(one.type()), one.giveTo());
          case Withdrawal.OfCells some -> {
            Cells wanted = Cells.of("cells", some.cells(), event.seats());
            seats.withdraw(handle, event, some.seller(), wanted, some.giveTo());
            yield wanted;
          }
        };
    log.record(handle, caller, id, "allotment.withdraw", what.seller(), cells);
    what.giveTo().ifPresent(to -> log.record(handle, caller, id, "allotment.give", to, cells));
    return new Withdrawn(what.seller(), what.giveTo(), cells.size(), cells.ranges());
  }

  /** Blocks seats, so that nobody sells them, or unblocks them. */
  Blocked block(Handle handle, Caller caller, long id, boolean block, List<SeatRange> ranges) {
    Event event = events.ofOrganizer(handle, caller, id);
    OwnEvents.serialize(handle, id);
    Cells cells = Cells.of("cells", ranges, event.seats());
    seats.block(handle, event, block, cells);
    log.record(handle, caller, id, block ? "seat.block" : "seat.unblock", cells);
    return new Blocked(block, cells.size(), cells.ranges());
  }

  private static void requireSellers(Handle handle, long event, String at, List<Long> sellers) {
    var errors = new FieldErrors();
    EventSellers.requireHandling(handle, event, sellers, errors, at);
    errors.throwIfAny();
  }
}
