package org.stile.center.ingest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stile.center.broker.GateName;
import org.stile.core.Bytes;
import org.stile.core.id.GateId;
import org.stile.core.journal.PeerPassage;
import org.stile.core.sync.DownMessage.Passages;

/**
 * Which gates are to be told of what passages: each state of one once. Decides only; one thread.
 */
final class PeerNews {
  /** States remembered as told: a stadium's last quarter of an hour. */
  private static final int TOLD_MAX = 50_000;

  private final Map<Mark, Boolean> told =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Mark, Boolean> eldest) {
          return size() > TOLD_MAX;
        }
      };

  /** One state of one passage. */
  private record Mark(Bytes logId, long sequence, long asOf) {
    static Mark of(PeerPassage passage) {
      return new Mark(passage.logId(), passage.sequence(), passage.asOf());
    }
  }

  /** A message for a gate; the same object for all who are told the same. */
  record Telling(GateName gate, Passages message) {}

  /**
   * What is to be told of {@code changed}; of two states of one passage the later.
   *
   * @param gatesOf the gates of a venue.
   */
  List<Telling> of(List<Peers.Told> changed, LongFunction<List<GateId>> gatesOf) {
    Map<Long, Map<String, Peers.Told>> byVenue = new LinkedHashMap<>();
    for (Peers.Told each : changed) {
      PeerPassage passage = each.passage();
      if (told.put(Mark.of(passage), true) == null) {
        byVenue
            .computeIfAbsent(each.venue(), _ -> new LinkedHashMap<>())
            .merge(
                passage.logId().hex() + passage.sequence(),
                each,
                (one, other) -> one.passage().asOf() >= other.passage().asOf() ? one : other);
      }
    }
    List<Telling> tellings = new ArrayList<>();
    byVenue.forEach(
        (venue, passages) -> tell(venue, passages.values(), gatesOf.apply(venue), tellings));
    return tellings;
  }

  /** All gates that granted none of it themselves are told the same, made once for them all. */
  private static void tell(
      long venue, Collection<Peers.Told> passages, List<GateId> gates, List<Telling> tellings) {
    Set<GateId> granting =
        passages.stream()
            .filter(Peers.Told::current)
            .map(each -> each.passage().gate())
            .collect(Collectors.toSet());
    List<Passages> all = messages(passages.stream());
    for (GateId gate : gates) {
      List<Passages> messages =
          granting.contains(gate)
              ? messages(
                  passages.stream()
                      .filter(each -> !each.current() || !each.passage().gate().equals(gate)))
              : all;
      messages.forEach(message -> tellings.add(new Telling(new GateName(venue, gate), message)));
    }
  }

  private static List<Passages> messages(Stream<Peers.Told> passages) {
    return Peers.messages(passages.map(Peers.Told::passage).toList());
  }
}
