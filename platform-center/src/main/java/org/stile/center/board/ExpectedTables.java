package org.stile.center.board;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.stile.center.seating.SeatPlan;
import org.stile.center.seating.SeatPlans;

/** Who is expected: tickets that are good, by where their seats are and who sold them. */
@ApplicationScoped
public class ExpectedTables {
  private final SeatPlans plans;
  private final ObjectMapper json;

  ExpectedTables(SeatPlans plans, ObjectMapper json) {
    this.plans = plans;
    this.json = json;
  }

  /** So many of a zone, a seat type or a seller; {@code issued} of a zone alone. */
  public record Part(long number, String name, long expected, long issued) {}

  /** Who is expected, part by part, each by number: what a venue's unit is told of an event. */
  public record Parts(long issued, List<Part> zones, List<Part> seatTypes, List<Part> sellers) {}

  /** Names of seat types or sellers, and who is expected. */
  record Known(Expected expected, Map<Integer, String> types, Map<Long, String> sellers) {}

  /** At the center, which has the tickets. */
  public Parts parts(Handle handle, long event) {
    Known known = ofTickets(handle, event);
    Map<Long, String> types = new HashMap<>();
    known.types.forEach((number, name) -> types.put((long) number, name));
    return new Parts(
        known.expected.issued(),
        parts(known.expected.zones(), Map.of(), known.expected.issuedOf()),
        parts(known.expected.types(), types, Map.of()),
        parts(known.expected.sellers(), known.sellers, Map.of()));
  }

  private static List<Part> parts(
      Map<Long, Long> expected, Map<Long, String> names, Map<Long, Long> issued) {
    var numbers = new TreeSet<>(expected.keySet());
    numbers.addAll(names.keySet());
    numbers.addAll(issued.keySet());
    return numbers.stream()
        .map(
            number ->
                new Part(
                    number,
                    names.getOrDefault(number, ""),
                    expected.getOrDefault(number, 0L),
                    issued.getOrDefault(number, 0L)))
        .toList();
  }

  /** A venue's unit has no tickets; it knows what it was told. */
  Known of(Handle handle, long event) {
    return handle
        .createQuery("SELECT told_expected, told_parts FROM event WHERE id = :event")
        .bind("event", event)
        .map((row, _) -> told((Long) row.getObject(1), row.getString(2)))
        .findOne()
        .flatMap(Function.identity())
        .orElseGet(() -> ofTickets(handle, event));
  }

  private Optional<Known> told(@Nullable Long all, @Nullable String parts) {
    if (all == null) {
      return Optional.empty();
    }
    if (parts == null) {
      return Optional.of(new Known(Expected.inAll(all), Map.of(), Map.of()));
    }
    Parts told = read(parts);
    Map<Integer, String> types = new HashMap<>();
    told.seatTypes.forEach(part -> types.put((int) part.number, part.name));
    Map<Long, String> sellers = new HashMap<>();
    told.sellers.forEach(part -> sellers.put(part.number, part.name));
    return Optional.of(
        new Known(
            new Expected(
                all,
                told.issued,
                sums(told.zones),
                sums(told.seatTypes),
                sums(told.sellers),
                told.zones.stream().collect(Collectors.toMap(Part::number, Part::issued))),
            types,
            sellers));
  }

  private static Map<Long, Long> sums(List<Part> parts) {
    return parts.stream().collect(Collectors.toMap(Part::number, Part::expected));
  }

  private Parts read(String text) {
    try {
      return json.readValue(text, Parts.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("it was written by this program", e);
    }
  }

  private Known ofTickets(Handle handle, long event) {
    SeatPlan plan = plans.ofEvent(handle, event);
    Map<Integer, String> types = new HashMap<>();
    plan.types().forEach(type -> types.put(type.number(), type.name()));
    return new Known(expected(handle, event, plan), types, sellers(handle, event));
  }

  private static Map<Long, String> sellers(Handle handle, long event) {
    Map<Long, String> names = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT id, name FROM seller
            WHERE id IN (SELECT seller_id FROM event_seller WHERE event_id = :event)
               OR id IN (SELECT seller_id FROM request WHERE event_id = :event)
            """)
        .bind("event", event)
        .map((row, _) -> names.put(row.getLong(1), row.getString(2)))
        .list();
    return names;
  }

  private static Expected expected(Handle handle, long event, SeatPlan plan) {
    int[] types = plan.seatTypes();
    int[] zones =
        plan.blocks().stream()
            .flatMapToInt(block -> IntStream.generate(block::zone).limit(block.size()))
            .toArray();
    Map<Long, Long> byZone = new HashMap<>();
    Map<Long, Long> byType = new HashMap<>();
    Map<Long, Long> bySeller = new HashMap<>();
    Map<Long, Long> issued = new HashMap<>();
    List<Integer> counts =
        handle
            .createQuery(
                """
                SELECT request.seller_id, ticket.status = 'VALID', array_agg(ticket.seat) FROM ticket
                JOIN request ON request.event_id = ticket.event_id AND request.id = ticket.request_id
                WHERE ticket.event_id = :event GROUP BY 1, 2
                """)
            .bind("event", event)
            .map(
                (row, _) -> {
                  Integer[] seats = (Integer[]) row.getArray(3).getArray();
                  boolean good = row.getBoolean(2);
                  if (good) {
                    bySeller.put(row.getLong(1), (long) seats.length);
                  }
                  for (int seat : seats) {
                    if (seat < types.length) {
                      issued.merge((long) zones[seat], 1L, Long::sum);
                      if (good) {
                        byZone.merge((long) zones[seat], 1L, Long::sum);
                        byType.merge((long) types[seat], 1L, Long::sum);
                      }
                    }
                  }
                  return seats.length;
                })
            .list();
    long all = bySeller.values().stream().mapToLong(Long::longValue).sum();
    long ever = counts.stream().mapToLong(Integer::longValue).sum();
    return new Expected(all, ever, byZone, byType, bySeller, issued);
  }
}
