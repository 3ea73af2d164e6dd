package org.stile.core.admission;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Rule 11: several tickets of one event on one chip. Each tap is for one person, so each tap asks
 * the tickets one by one until one admits:
 *
 * <pre>{@code
 * var objections = new ArrayList<Refusal>();
 * for (Turn turn : GroupOrder.of(direction, members)) {
 *   Decision decision = ... read slot turn.slot(), verify, decide with turn.group() ...
 *   switch (decision) {
 *     case Admit admit -> { return admit; }
 *     case Refuse refuse -> objections.add(refuse.why());
 *   }
 *   if (!GroupOrder.asksNext(objections.getLast())) break;
 * }
 * return refuse(GroupOrder.told(objections));
 * }</pre>
 */
public final class GroupOrder {
  private GroupOrder() {}

  /**
   * One ticket of the group, before it was read.
   *
   * @param slot of the chip, range [0, 7].
   * @param known what is known of it so far: the chip's stamps for that slot are enough.
   */
  public record Member(int slot, TicketLedger known) {}

  /**
   * A ticket to ask.
   *
   * @param slot of the chip, range [0, 7].
   * @param group what the visitor is told if it admits: "2 of 4".
   */
  public record Turn(int slot, Group group) {}

  /**
   * In which order to ask: first the ticket whose passage was begun and not finished, then those
   * that have the way before them, last those that have gone it, which will object unless more is
   * found out about them.
   *
   * @param members the tickets of one event on one chip, range [1, 8], each slot once.
   */
  public static List<Turn> of(Direction direction, List<Member> members) {
    var order = new ArrayList<>(members);
    order.sort(
        Comparator.<Member>comparingInt(member -> rank(direction, member.known().standing()))
            .thenComparingInt(Member::slot));
    int gone =
        (int)
            order.stream()
                .filter(member -> rank(direction, member.known().standing()) == GONE)
                .count();
    var turns = new ArrayList<Turn>();
    for (Member member : order) {
      int position = (turns.size() + gone) % order.size() + 1;
      turns.add(new Turn(member.slot(), new Group(position, order.size())));
    }
    return List.copyOf(turns);
  }

  private static final int GONE = 3;

  private static int rank(Direction direction, Standing standing) {
    return switch (standing) {
      case Standing.Underway(var begun, _) when begun.direction() == direction -> 0;
      case Standing.Underway(var begun, _) -> direction == Direction.ENTRY ? GONE : 1;
      case Standing.NeverCame _ -> direction == Direction.ENTRY ? 1 : 2;
      case Standing.Outside _ -> direction == Direction.ENTRY ? 2 : GONE;
      case Standing.Inside _ -> direction == Direction.ENTRY ? GONE : 1;
    };
  }

  /** Whether another ticket of the group may still admit after one objected with {@code why}. */
  public static boolean asksNext(Refusal why) {
    return switch (why) {
      case Refusal.ClockNotTrusted _ -> false; // It is the same for all of them.
      case Refusal.ByRule _ -> true;
      case Refusal.ByChip _ -> false; // There is nothing more to read.
    };
  }

  /**
   * Which of the objections, in the order they were raised, the visitor is told: the first that is
   * about anything but having gone this way already, else the last; empty if there was none.
   */
  public static Optional<Refusal> told(List<Refusal> objections) {
    return objections.stream()
        .filter(why -> !isUsed(why))
        .findFirst()
        .or(() -> objections.reversed().stream().findFirst());
  }

  private static boolean isUsed(Refusal why) {
    return why instanceof Refusal.OfPassages && !(why instanceof Refusal.FinishElsewhere);
  }
}
