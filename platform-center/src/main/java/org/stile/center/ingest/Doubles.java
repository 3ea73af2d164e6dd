package org.stile.center.ingest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.stile.center.broker.GateName;
import org.stile.center.broker.Incidents.Kind;
import org.stile.core.admission.Direction;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.TicketId;

/**
 * Numbers of tickets that were granted more than once, by what became of each grant. Two that stand
 * are an incident at once, though nobody may know yet whether both were walked; when a row says
 * that one was withdrawn or not walked, so that one alone is left, it is settled, and says why.
 * Confined to a transaction.
 */
record Doubles(IngestStore store) {
  /** More would not fit what is said of an incident. */
  private static final int OTHERS_MAX = 4;

  /**
   * One of several grants of a number.
   *
   * @param twin another was here before it.
   */
  record Rival(GateName gate, PassageRow passage, boolean twin) {
    /** Whether somebody may have gone through by it. */
    boolean stands() {
      return switch (passage.fate().state()) {
        case GRANTED, STAMPED, PASSED -> true;
        case WITHDRAWN, NOT_PASSED -> false;
      };
    }

    private String where() {
      return "at " + gate.gate();
    }

    private String whereAndWhen() {
      return where() + " at " + passage.at();
    }
  }

  /** What is granted once. */
  private record Once(TicketId ticket, Direction direction, int number) {
    static Once of(Rival rival) {
      PassageRow row = rival.passage;
      return new Once(row.ticket(), row.direction(), row.number());
    }

    @Override
    public String toString() {
      return direction + " " + number + " of ticket " + ticket.index();
    }
  }

  /** Judges the numbers of these grants by all that is known now. */
  void judge(Collection<PassageRow> rows) {
    if (rows.isEmpty()) {
      return; // Nearly always.
    }
    Map<Once, List<Rival>> numbers = new LinkedHashMap<>();
    store.rivals(rows).stream()
        .sorted(
            Comparator.comparing((Rival rival) -> rival.passage.at())
                .thenComparing(rival -> rival.gate.gate().value())
                .thenComparingLong(rival -> rival.passage.key().log())
                .thenComparingLong(rival -> rival.passage.key().sequence()))
        .forEach(
            rival -> numbers.computeIfAbsent(Once.of(rival), _ -> new ArrayList<>()).add(rival));
    numbers.forEach(this::judge);
  }

  /** Named is the gate that came later, as it could have known. */
  private void judge(Once number, List<Rival> rivals) {
    Map<GateName, List<Rival>> late =
        rivals.stream()
            .filter(Rival::twin)
            .collect(Collectors.groupingBy(Rival::gate, LinkedHashMap::new, Collectors.toList()));
    List<Rival> standing = rivals.stream().filter(Rival::stands).toList();
    late.forEach(
        (gate, here) -> {
          String about = number.ticket + " " + number.direction + " " + number.number;
          Rival shown = here.stream().filter(Rival::stands).findFirst().orElse(here.getFirst());
          if (shown.stands() && standing.size() > 1) {
            store.standing(
                gate,
                Kind.DOUBLE_ADMISSION,
                about,
                granted(number, shown, standing) + fate(standing),
                OptionalLong.of(number.ticket.event().value()));
          } else {
            store.settled(
                gate,
                Kind.DOUBLE_ADMISSION,
                about,
                granted(number, shown, rivals) + whyNot(shown, rivals));
          }
        });
  }

  private static String granted(Once number, Rival here, List<Rival> of) {
    return number
        + " was granted here at "
        + here.passage.at()
        + " and also "
        + of.stream()
            .filter(other -> !other.equals(here))
            .limit(OTHERS_MAX)
            .map(Rival::whereAndWhen)
            .collect(Collectors.joining(", "))
        + ". ";
  }

  private static String fate(List<Rival> standing) {
    long walked =
        standing.stream().filter(each -> each.passage.fate().state() == State.PASSED).count();
    if (walked > 1) {
      return "It was walked " + walked + " times.";
    }
    return "Whether it was walked more than once is not known yet: nothing says so far what became of"
        + " it "
        + standing.stream()
            .filter(each -> each.passage.fate().state() != State.PASSED)
            .limit(OTHERS_MAX)
            .map(Rival::where)
            .collect(Collectors.joining(", "))
        + ".";
  }

  private static String whyNot(Rival here, List<Rival> rivals) {
    boolean elsewhere = rivals.stream().filter(Rival::stands).count() > 1;
    return (elsewhere ? "Not by the grant here: it was " : "Nobody went twice: it was ")
        + rivals.stream()
            .filter(each -> !each.stands())
            .limit(OTHERS_MAX)
            .map(
                each ->
                    (each.passage.fate().state() == State.WITHDRAWN ? "withdrawn " : "not walked ")
                        + (each.equals(here) ? "here" : each.where()))
            .collect(Collectors.joining(", "))
        + ".";
  }
}
