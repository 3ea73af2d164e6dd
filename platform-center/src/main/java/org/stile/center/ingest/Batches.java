package org.stile.center.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.stile.center.broker.GateName;
import org.stile.center.broker.Incidents.Kind;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.journal.PeerPassage;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.DownMessage.Resend;
import org.stile.core.sync.DownMessage.TimeTold;
import org.stile.core.sync.StateMessage;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.UpMessage;
import org.stile.core.sync.UpMessage.Health;
import org.stile.core.sync.UpMessage.Hello;
import org.stile.core.sync.UpMessage.Rows;

/** Takes a batch of messages in one transaction, and answers the gates when it is committed. */
@ApplicationScoped
public class Batches {
  /** A gate that comes back is told what its peers did while it was away, and a little before. */
  private static final Duration AWAY_MARGIN = Duration.ofMinutes(1);

  /** What lies further back no longer matters to an event's gates. */
  private static final Duration AWAY_MAX = Duration.ofDays(1);

  /** More than a stadium's passages. */
  private static final int MISSED_MAX = 200_000;

  private final IngestStore.Transactions transactions;
  private final Intake intake;
  private final Greetings greetings;
  private final Answers answers;
  private final InstantSource clock;

  public Batches(
      IngestStore.Transactions transactions,
      Intake intake,
      Greetings greetings,
      Answers answers,
      InstantSource clock) {
    this.transactions = transactions;
    this.intake = intake;
    this.greetings = greetings;
    this.answers = answers;
    this.clock = clock;
  }

  /**
   * A message as the broker delivered it.
   *
   * @param done tells the broker that it is dealt with.
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed through, never compared.
  record Message(String topic, byte[] payload, Runnable done) {}

  /** A message and whose it is. */
  private record From(GateName gate, UpMessage message) {}

  /** A hello, and what was known of its gate before it. */
  private record Greeted(GateName gate, Hello hello, StatusTable.Before before) {}

  /** What a gate is told after the commit. */
  private record Reply(GateName gate, DownMessage message) {}

  /**
   * Takes all of them, or none.
   *
   * @throws RuntimeException if the transaction fails: try again.
   */
  void take(List<Message> messages) {
    take(messages, true);
  }

  /** The same for what was carried here: its gates were not heard of just now. */
  void takeCarried(List<Message> messages) {
    take(messages, false);
  }

  private void take(List<Message> messages, boolean heard) {
    List<Reply> replies = new ArrayList<>();
    List<Intake.Changed> changed = new ArrayList<>();
    transactions.change(
        store -> {
          replies.clear(); // A deadlock runs this again.
          changed.clear();
          new Sorted(store, messages, heard).apply(replies, changed);
        });
    messages.forEach(message -> message.done().run());
    replies.forEach(reply -> answers.tell(reply.gate, reply.message));
    answers.passages(changed);
  }

  /** From when on somebody was not told of a venue's passages. */
  private record Since(long venue, Instant instant) {}

  /** A batch, read and sorted by what it is. */
  private final class Sorted {
    private final IngestStore store;
    private final boolean heard;
    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<From> others = new ArrayList<>();
    private final Map<Since, List<Peers.Told>> missed = new HashMap<>();

    Sorted(IngestStore store, List<Message> messages, boolean heard) {
      this.store = store;
      this.heard = heard;
      for (Message message : messages) {
        Optional<SyncTopic> topic = SyncTopic.parse(message.topic);
        if (topic.isPresent()) {
          read(topic.get(), Bytes.copyOf(message.payload));
        }
      }
    }

    private void read(SyncTopic topic, Bytes payload) {
      var gate = new GateName(topic.venue(), topic.gate());
      try {
        switch (topic.channel()) {
          case UP -> {
            switch (SyncCodec.up(payload)) {
              case Rows rows -> arrivals.add(new Arrival(gate, rows, payload));
              case UpMessage other -> others.add(new From(gate, other));
            }
          }
          case STATE -> state(gate, SyncCodec.state(payload));
          case DOWN -> {} // Not subscribed to.
        }
      } catch (WireException e) {
        if (store.hasVenue(gate.venue())) {
          store.quarantine(gate, Kind.MALFORMED, payload, Intake.QUARANTINE_MAX, clock.instant());
          store.incident(
              gate,
              Kind.MALFORMED,
              "message",
              "bytes that are no message: " + e.getMessage(),
              OptionalLong.empty());
        }
      }
    }

    private void state(GateName gate, StateMessage message) {
      greetings.state(store, gate, message);
    }

    void apply(List<Reply> replies, List<Intake.Changed> changed) {
      List<Greeted> greeted = new ArrayList<>();
      for (From from : others) {
        switch (from.message) {
          case Hello hello ->
              greeted.add(new Greeted(from.gate, hello, greetings.hello(store, from.gate, hello)));
          case Health health -> {
            greetings.health(store, from.gate, health);
            replies.add(new Reply(from.gate, new TimeTold(clock.millis())));
            believed(from.gate, health, replies);
          }
          case Rows _ -> throw new IllegalStateException("rows are sorted out before");
        }
      }
      if (!arrivals.isEmpty()) {
        rows(replies, changed);
      }
      greeted.forEach(each -> answer(each.gate, each.hello, each.before, replies));
    }

    /**
     * A gate that takes more for kept than is kept was told so by somebody else, or by this center
     * before it was restored from a copy: it is to send that again.
     */
    private void believed(GateName gate, Health health, List<Reply> replies) {
      long believed = health.lastSequence() - health.unsynced();
      store
          .current(gate)
          .filter(mark -> mark.logId().equals(health.logId()) && mark.sequence() < believed)
          .ifPresent(
              mark -> replies.add(new Reply(gate, new Resend(mark.logId(), mark.sequence()))));
    }

    private void rows(List<Reply> replies, List<Intake.Changed> changed) {
      Intake.Taken taken = intake.take(store, arrivals);
      for (Intake.Mark mark : taken.acknowledged()) {
        replies.add(new Reply(mark.gate(), new Acknowledged(mark.logId(), mark.sequence())));
      }
      for (Intake.Mark mark : taken.resend()) {
        replies.add(new Reply(mark.gate(), new Resend(mark.logId(), mark.sequence())));
      }
      changed.addAll(taken.changed());
      if (heard) {
        store.heard(arrivals.stream().map(Arrival::gate).distinct().toList(), clock.instant());
      }
      if (!changed.isEmpty()) {
        store.tellNodes();
      }
    }

    private void answer(
        GateName gate, Hello hello, StatusTable.Before before, List<Reply> replies) {
      replies.add(new Reply(gate, new TimeTold(clock.millis())));
      store
          .highWater(gate, hello.logId())
          .ifPresent(
              sequence ->
                  // A journal from a copy can have less than came before: where it goes on in
                  // another way is seen when all of it comes.
                  replies.add(
                      new Reply(
                          gate,
                          new Acknowledged(
                              hello.logId(), hello.lastSequence() < sequence ? 0 : sequence))));
      store
          .keySet(hello.keySetVersion())
          .ifPresent(message -> replies.add(new Reply(gate, message)));
      Map<Long, Long> installed = new HashMap<>();
      hello.masters().forEach(each -> installed.put(each.event().value(), each.version()));
      store.lacking(gate, installed).forEach(message -> replies.add(new Reply(gate, message)));
      Peers.messages(missed(new Since(gate.venue(), since(before)), hello.logId()))
          .forEach(message -> replies.add(new Reply(gate, message)));
    }

    /**
     * A new card has forgotten what its gate granted before, so only what the log itself says is
     * left out.
     */
    private List<PeerPassage> missed(Since since, Bytes logId) {
      return missed
          .computeIfAbsent(since, asked -> store.missed(asked.venue, asked.instant, MISSED_MAX))
          .stream()
          .map(Peers.Told::passage)
          .filter(passage -> !passage.logId().equals(logId))
          .toList();
    }

    /** To the minute: what gates missed that come back together is then read once for all. */
    private Instant since(StatusTable.Before before) {
      return exactlySince(before).truncatedTo(ChronoUnit.MINUTES);
    }

    private Instant exactlySince(StatusTable.Before before) {
      Instant longest = clock.instant().minus(AWAY_MAX);
      if (!before.sameLog()) {
        return longest; // A new card knows nothing of its peers.
      }
      return before
          .lastContact()
          .map(contact -> contact.minus(AWAY_MARGIN))
          .filter(contact -> contact.isAfter(longest))
          .orElse(longest);
    }
  }
}
