package org.stile.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.stile.core.Bytes;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.id.GateId;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.DownMessage.TimeTold;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;
import org.stile.sync.session.Effect.Leave;
import org.stile.sync.session.Effect.Note;

/** A broker that is well, and nobody behind it. */
class UnansweredTest {
  private static final Bytes LOG = Bytes.copyOf(new byte[16]);
  private static final GateId GATE = new GateId("north-1");

  private final Session session = new Session(7, GATE, "1", 10_000);
  private long now = 1_000;

  /** What follows, with the broker taking at once whatever is published. */
  private List<Effect> on(SessionEvent event) {
    List<Effect> effects = session.on(event, now);
    effects.stream()
        .filter(Effect.Publish.class::isInstance)
        .forEach(_ -> session.on(new SessionEvent.Published(), now));
    return effects;
  }

  private List<Effect> after(long ms) {
    now += ms;
    return on(new SessionEvent.Tick());
  }

  private void told(DownMessage message) {
    String topic = new SyncTopic(7, GATE, Channel.DOWN).toString();
    on(new SessionEvent.Received(topic, SyncCodec.encode(message)));
  }

  private void greets() {
    on(new SessionEvent.JournalSeen(LOG, 300, 0, Optional.of(Trust.TRUSTED)));
    on(new SessionEvent.Connected(LOG));
  }

  private void tellsHowItIs() {
    on(
        new SessionEvent.HealthTaken(
            new Vitals(0, 0, 0, OptionalInt.empty(), Optional.empty(), Optional.empty()), true));
  }

  private static boolean leaves(List<Effect> effects) {
    return effects.stream().anyMatch(Leave.class::isInstance);
  }

  private static List<String> notes(List<Effect> effects) {
    return effects.stream()
        .filter(Note.class::isInstance)
        .map(effect -> ((Note) effect).kind())
        .toList();
  }

  @Test
  void where_nobody_answers_the_hello_the_broker_is_to_be_left() {
    greets();
    assertThat(leaves(after(Patience.MS - 1))).isFalse();
    assertThat(session.wakeAt()).isEqualTo(now + 1);
    List<Effect> over = after(1);
    assertThat(leaves(over)).isTrue();
    assertThat(notes(over)).containsExactly("UNANSWERED");
  }

  @Test
  void where_there_is_nowhere_else_to_go_it_waits_on_and_says_it_once() {
    greets();
    assertThat(leaves(after(Patience.MS))).isTrue();
    assertThat(leaves(after(Patience.MS - 1))).isFalse();
    List<Effect> again = after(1);
    assertThat(leaves(again)).isTrue();
    assertThat(notes(again)).isEmpty();
    told(new Acknowledged(LOG, 300));
    assertThat(session.isTogether()).isTrue();
    assertThat(session.unsynced()).isZero();
  }

  @Test
  void the_time_alone_is_no_answer_to_a_hello_for_rows_would_wait_for_ever() {
    greets();
    after(Patience.MS - 1);
    told(new TimeTold(5));
    assertThat(leaves(after(1))).isTrue();
  }

  @Test
  void later_any_word_will_do_and_none_will_not() {
    greets();
    told(new Acknowledged(LOG, 300));
    tellsHowItIs();
    assertThat(leaves(after(Patience.MS - 1))).isFalse();
    told(new TimeTold(5));
    tellsHowItIs();
    assertThat(leaves(after(Patience.MS - 1))).isFalse();
    assertThat(leaves(after(1))).isTrue();
  }

  @Test
  void who_asks_nothing_waits_for_no_answer() {
    greets();
    told(new Acknowledged(LOG, 300));
    assertThat(leaves(after(Hellos.EVERY_MS - 1))).isFalse();
  }
}
