package org.stile.sync.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.ClockReading.Trust;
import org.stile.core.admission.Direction;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry.Incident;
import org.stile.core.journal.JournalRow;
import org.stile.core.journal.PeerPassage;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.DownMessage.KeySetAvailable;
import org.stile.core.sync.DownMessage.MasterAvailable;
import org.stile.core.sync.DownMessage.Passages;
import org.stile.core.sync.DownMessage.Resend;
import org.stile.core.sync.DownMessage.TimeTold;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;
import org.stile.core.sync.UpMessage;
import org.stile.core.sync.UpMessage.Health;
import org.stile.core.sync.UpMessage.Hello;
import org.stile.core.sync.UpMessage.Rows;
import org.stile.core.sync.follow.Outcome;
import org.stile.core.sync.follow.Upload;
import org.stile.core.sync.follow.Wanted;
import org.stile.sync.session.Effect.KeepAcknowledged;
import org.stile.sync.session.Effect.Note;
import org.stile.sync.session.Effect.Publish;
import org.stile.sync.session.Effect.ReadRows;

class SessionTest {
  private static final Bytes LOG = Bytes.copyOf(new byte[16]);
  private static final Bytes OTHER_LOG = Bytes.hex("ff".repeat(16));
  private static final Bytes BOOT = Bytes.hex("0b".repeat(16));
  private static final Bytes HASH = Bytes.copyOf(new byte[32]);
  private static final GateId GATE = new GateId("north-1");
  private static final EventId EVENT = new EventId(42);

  private final Session session = new Session(7, GATE, "1", 10_000);
  private long now = 1_000;

  private List<Effect> on(SessionEvent event) {
    return session.on(event, now);
  }

  private List<Effect> told(DownMessage message) {
    return told(GATE, message);
  }

  private List<Effect> told(GateId gate, DownMessage message) {
    String topic = new SyncTopic(7, gate, Channel.DOWN).toString();
    return on(new SessionEvent.Received(topic, SyncCodec.encode(message)));
  }

  private static SessionEvent seen(long last) {
    return new SessionEvent.JournalSeen(LOG, last, 0, Optional.of(Trust.TRUSTED));
  }

  private void together(long last, long acknowledged) {
    assertThat(on(seen(last))).containsExactly(new Effect.Connect());
    on(new SessionEvent.Connected(BOOT));
    on(new SessionEvent.Published());
    on(new SessionEvent.Published());
    told(new Acknowledged(LOG, acknowledged));
    assertThat(session.isTogether()).isTrue();
    // The health it takes at once.
    health(true);
    on(new SessionEvent.Published());
  }

  private List<UpMessage> health(boolean looked) {
    var vitals = new Vitals(0, 0, 0, OptionalInt.empty(), Optional.empty(), Optional.empty());
    return up(on(new SessionEvent.HealthTaken(vitals, looked)));
  }

  private static List<UpMessage> up(List<Effect> effects) {
    return effects.stream()
        .filter(Publish.class::isInstance)
        .map(Publish.class::cast)
        .filter(publish -> publish.topic().channel() == Channel.UP)
        .map(publish -> decoded(publish.payload()))
        .toList();
  }

  private static UpMessage decoded(Bytes payload) {
    try {
      return SyncCodec.up(payload);
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  private static SessionEvent.RowsRead read(long after, int count) {
    List<JournalRow> rows =
        LongStream.rangeClosed(after + 1, after + count).mapToObj(SessionTest::row).toList();
    return new SessionEvent.RowsRead(LOG, after, HASH, rows);
  }

  private static JournalRow row(long sequence) {
    var at = new ClockReading(java.time.Instant.EPOCH, Trust.HELD);
    return new JournalRow(sequence, new Incident(0, at, "STARTED", ""), BOOT, 0, HASH);
  }

  private static List<String> notes(List<Effect> effects) {
    return effects.stream()
        .filter(Note.class::isInstance)
        .map(effect -> ((Note) effect).kind())
        .toList();
  }

  @Test
  void without_a_journal_it_does_nothing() {
    assertThat(on(new SessionEvent.Tick())).isEmpty();
    assertThat(session.wakeAt()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void it_says_hello_and_sends_nothing_before_it_is_answered() {
    on(seen(300));
    List<Effect> connected = on(new SessionEvent.Connected(BOOT));
    assertThat(up(connected)).containsExactly(new Hello(LOG, BOOT, 300, List.of(), 0, "1"));
    now += 5_000;
    assertThat(up(on(new SessionEvent.Tick()))).hasSize(1).first().isInstanceOf(Hello.class);
    now += 9_999;
    assertThat(on(new SessionEvent.Tick())).isEmpty();
    List<Effect> answered = told(new Acknowledged(LOG, 120));
    assertThat(answered).contains(new KeepAcknowledged(LOG, 120), new ReadRows(120, 100));
  }

  @Test
  void an_acknowledgement_that_cannot_be_changes_nothing() {
    together(300, 100);
    assertThat(notes(told(new Acknowledged(LOG, 301)))).containsExactly("NOT-POSSIBLE");
    assertThat(notes(told(new Acknowledged(OTHER_LOG, 200)))).containsExactly("OTHER-LOG");
    assertThat(notes(told(new GateId("south-2"), new Acknowledged(LOG, 200))))
        .containsExactly("NOT-OURS");
    assertThat(session.unsynced()).isEqualTo(200);
    assertThat(told(new Acknowledged(LOG, 99))).isEmpty();
    assertThat(session.unsynced()).isEqualTo(200);
    // The same but for one thing: it can be.
    assertThat(told(new Acknowledged(LOG, 300))).contains(new KeepAcknowledged(LOG, 300));
    assertThat(session.unsynced()).isZero();
  }

  @Test
  void what_is_no_message_changes_nothing() {
    together(300, 100);
    String own = new SyncTopic(7, GATE, Channel.DOWN).toString();
    assertThat(notes(on(new SessionEvent.Received(own, Bytes.hex("a1")))))
        .containsExactly("NO-MESSAGE");
    assertThat(notes(on(new SessionEvent.Received("$SYS/uptime", Bytes.EMPTY))))
        .containsExactly("NOT-OURS");
    Bytes up = SyncCodec.encode(new Hello(LOG, BOOT, 1, List.of(), 0, "1"));
    assertThat(notes(on(new SessionEvent.Received(own, up)))).containsExactly("NO-MESSAGE");
  }

  @Test
  void at_most_a_thousand_rows_are_under_way() {
    together(5_000, 0);
    // The first read was asked for by the acknowledgement.
    List<Effect> effects = on(read(0, 100));
    int messages = 1;
    while (effects.stream().anyMatch(ReadRows.class::isInstance)) {
      effects = on(read(100L * messages, 100));
      messages++;
      on(new SessionEvent.Published());
    }
    assertThat(messages).isEqualTo(10);
    assertThat(told(new Acknowledged(LOG, 100))).contains(new ReadRows(1_000, 100));
  }

  @Test
  void what_is_not_acknowledged_is_sent_again_after_a_silence() {
    together(100, 0);
    List<Effect> sent = on(read(0, 100));
    assertThat(((Rows) up(sent).getFirst()).rows()).hasSize(100);
    on(new SessionEvent.Published());
    now += 2_999;
    assertThat(on(new SessionEvent.Tick())).doesNotContain(new ReadRows(0, 100));
    assertThat(session.wakeAt()).isEqualTo(now + 1);
    now += 1;
    assertThat(on(new SessionEvent.Tick())).contains(new ReadRows(0, 100));
  }

  @Test
  void a_single_row_goes_at_once_if_nothing_is_under_way_and_else_waits_for_company() {
    together(0, 0);
    assertThat(on(seen(1))).contains(new ReadRows(0, 100));
    on(read(0, 1));
    assertThat(on(seen(2))).isEmpty();
    assertThat(session.wakeAt()).isEqualTo(now + 250);
    now += 250;
    assertThat(on(new SessionEvent.Tick())).contains(new ReadRows(1, 100));
  }

  @Test
  void another_connection_sends_from_what_the_one_that_answers_has() {
    together(250, 0);
    on(read(0, 100));
    told(new Acknowledged(LOG, 50));
    List<Effect> lost = on(new SessionEvent.Lost("cut", 0.5));
    assertThat(notes(lost)).containsExactly("APART");
    assertThat(session.wakeAt()).isEqualTo(now + 250);
    now += 250;
    assertThat(on(new SessionEvent.Tick())).contains(new Effect.Connect());
    on(new SessionEvent.Connected(OTHER_LOG));
    List<Effect> answered = told(new Acknowledged(LOG, 20));
    assertThat(answered).contains(new ReadRows(20, 100));
    assertThat(answered).noneMatch(effect -> effect instanceof Effect.KeepAcknowledged);
    assertThat(session.unsynced()).isEqualTo(200);
    assertThat(told(new Acknowledged(LOG, 10))).isEmpty();
  }

  @Test
  void the_wait_for_another_connection_doubles_up_to_half_a_minute_and_is_random() {
    on(seen(1));
    long bound = 500;
    for (int i = 0; i < 10; i++) {
      on(new SessionEvent.Lost("refused", 0.999));
      assertThat(session.wakeAt() - now).isEqualTo((long) (0.999 * Math.min(bound, 30_000)));
      bound *= 2;
      now = session.wakeAt();
      assertThat(on(new SessionEvent.Tick())).contains(new Effect.Connect());
    }
    // One that is cut off with no luck at all comes back at once.
    assertThat(on(new SessionEvent.Lost("refused", 0))).contains(new Effect.Connect());
  }

  @Test
  void a_broker_that_takes_nothing_is_given_up() {
    on(seen(1));
    on(new SessionEvent.Connected(BOOT));
    now += Session.STUCK_MS;
    assertThat(on(new SessionEvent.Tick())).anyMatch(Effect.Drop.class::isInstance);
  }

  @Test
  void asked_to_send_again_it_does_but_not_for_ever() {
    together(300, 300);
    assertThat(told(new Resend(LOG, 10))).contains(new ReadRows(10, 100));
    assertThat(notes(told(new Resend(LOG, 10)))).containsExactly("RESEND-REFUSED");
    now += Upload.RESEND_EVERY_MS;
    assertThat(notes(told(new Resend(LOG, 301)))).containsExactly("RESEND-REFUSED");
    assertThat(notes(told(new Resend(OTHER_LOG, 10)))).containsExactly("RESEND-REFUSED");
    assertThat(notes(told(new Resend(LOG, 10)))).containsExactly("RESEND");
  }

  @Test
  void another_journal_is_greeted_for_and_sent_from_its_start() {
    together(300, 300);
    List<Effect> effects =
        on(new SessionEvent.JournalSeen(OTHER_LOG, 2, 0, Optional.of(Trust.UNTRUSTED)));
    assertThat(up(effects)).containsExactly(new Hello(OTHER_LOG, BOOT, 2, List.of(), 0, "1"));
    on(new SessionEvent.Published());
    assertThat(told(new Acknowledged(OTHER_LOG, 0))).contains(new ReadRows(0, 100));
  }

  @Test
  void a_time_is_believed_only_as_an_answer() {
    together(0, 0);
    now += Session.TIME_ANSWER_MAX_MS;
    assertThat(told(new TimeTold(5))).containsExactly(new Effect.KeepTime(5));
    now += 1;
    assertThat(told(new TimeTold(5))).isEmpty();
  }

  /** A health, but for what it says of rows and of the time it was told. */
  private static Health health(long last, OptionalLong told) {
    return new Health(
        LOG,
        BOOT,
        last,
        last - 100,
        List.of(),
        Optional.of(Trust.TRUSTED),
        0,
        0,
        0,
        OptionalInt.empty(),
        Optional.empty(),
        told,
        Optional.empty());
  }

  @Test
  void its_health_names_the_journal_and_the_time_it_was_told_before_it_looked() {
    together(300, 100);
    assertThat(health(true)).containsExactly(health(300, OptionalLong.empty()));
    told(new TimeTold(42));
    on(seen(301));
    assertThat(health(true)).containsExactly(health(301, OptionalLong.of(42)));
    // The same but for one thing: it could not look, and how many rows there are is of before.
    assertThat(health(false)).containsExactly(health(301, OptionalLong.empty()));
    // What was told on another connection says nothing of this one.
    on(new SessionEvent.Lost("cut", 0));
    on(new SessionEvent.Connected(BOOT));
    told(new Acknowledged(LOG, 100));
    assertThat(health(true)).containsExactly(health(301, OptionalLong.empty()));
  }

  @Test
  void own_passages_that_come_back_are_left_out() {
    together(0, 0);
    PeerPassage own = passage(LOG);
    PeerPassage other = passage(OTHER_LOG);
    assertThat(told(new Passages(List.of(own, other))))
        .containsExactly(new Effect.KeepPassages(List.of(other)));
    assertThat(told(new Passages(List.of(own)))).isEmpty();
  }

  private static PeerPassage passage(Bytes log) {
    return new PeerPassage(
        log,
        1,
        1,
        GATE,
        0,
        new TicketId(EVENT, 1),
        Direction.ENTRY,
        1,
        java.time.Instant.EPOCH,
        State.GRANTED);
  }

  private static MasterAvailable master(EventId event, long version, List<Long> deltas) {
    return new MasterAvailable(event, version, HASH, 10, "/m", deltas, "/m/from/");
  }

  private static Wanted.Master wanted(long version, Optional<String> delta) {
    return new Wanted.Master(EVENT, version, HASH, 10, "/m", delta);
  }

  @Test
  void a_delta_from_what_is_there_is_preferred_and_the_whole_fetched_if_it_is_refused() {
    on(new SessionEvent.Installed(Map.of(EVENT, 3L), 1));
    together(0, 0);
    var delta = wanted(5, Optional.of("/m/from/3"));
    assertThat(told(master(EVENT, 5, List.of(3L, 4L)))).containsExactly(new Effect.Download(delta));
    assertThat(on(new SessionEvent.Downloaded(delta, Outcome.REFUSED, 0)))
        .containsExactly(new Effect.Download(wanted(5, Optional.empty())));
    assertThat(on(new SessionEvent.Downloaded(wanted(5, Optional.empty()), Outcome.REFUSED, 0)))
        .isEmpty();
    assertThat(told(master(EVENT, 5, List.of()))).as("not again").isEmpty();
    assertThat(told(master(EVENT, 3, List.of()))).as("not newer").isEmpty();
  }

  @Test
  void key_sets_come_first_and_one_thing_is_fetched_at_a_time() {
    together(0, 0);
    assertThat(told(master(EVENT, 5, List.of()))).hasSize(1);
    assertThat(told(master(new EventId(43), 1, List.of()))).isEmpty();
    assertThat(told(new KeySetAvailable(2, HASH, 10, "/k"))).isEmpty();
    var first = wanted(5, Optional.empty());
    var keys = new Wanted.KeySet(2, HASH, 10, "/k");
    assertThat(on(new SessionEvent.Downloaded(first, Outcome.UNREACHABLE, 0.5))).isEmpty();
    now += 500;
    assertThat(on(new SessionEvent.Tick())).containsExactly(new Effect.Download(keys));
    assertThat(on(new SessionEvent.Downloaded(keys, Outcome.INSTALLED, 0)))
        .containsExactly(new Effect.Download(first));
  }

  @Test
  void a_master_that_came_before_its_key_set_is_fetched_again() {
    together(0, 0);
    var master = wanted(5, Optional.empty());
    told(master(EVENT, 5, List.of()));
    assertThat(on(new SessionEvent.Downloaded(master, Outcome.REFUSED, 0))).isEmpty();
    told(new KeySetAvailable(2, HASH, 10, "/k"));
    var keys = new Wanted.KeySet(2, HASH, 10, "/k");
    assertThat(on(new SessionEvent.Downloaded(keys, Outcome.INSTALLED, 0)))
        .containsExactly(new Effect.Download(master));
  }

  @Test
  void a_gate_holds_only_so_many_events() {
    together(0, 0);
    for (int i = 1; i <= 32; i++) {
      assertThat(notes(told(master(new EventId(i), 1, List.of())))).isEmpty();
    }
    assertThat(notes(told(master(new EventId(33), 1, List.of()))))
        .containsExactly("TOO-MANY-EVENTS");
  }

  @Test
  void rows_that_cannot_be_read_are_tried_again_a_second_later() {
    together(100, 0);
    assertThat(on(new SessionEvent.RowsRead(Bytes.EMPTY, 0, Bytes.EMPTY, List.of()))).isEmpty();
    assertThat(session.wakeAt()).isEqualTo(now + 1_000);
    now += 1_000;
    assertThat(on(new SessionEvent.Tick())).contains(new ReadRows(0, 100));
  }
}
