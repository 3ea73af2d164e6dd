package org.stile.center.venue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stile.center.broker.GateName;
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
import org.stile.core.journal.RowBytes;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.DownMessage.Acknowledged;
import org.stile.core.sync.DownMessage.Passages;
import org.stile.core.sync.DownMessage.Resend;
import org.stile.core.sync.StateMessage.Death;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.SyncTopic.Channel;
import org.stile.core.sync.UpMessage.Hello;
import org.stile.core.sync.UpMessage.Rows;

/** What a unit hands on of one gate's log, and what it makes of the center's answers. */
class ForwarderTest {
  private static final GateName GATE = new GateName(7, new GateId("north-1"));
  private static final Bytes LOG = Bytes.copyOf(new byte[16]);
  private static final Bytes BOOT = LOG.sha256().slice(0, 16);
  private static final int ROWS = 10;

  private final List<JournalRow> rows = rows();
  private final List<Object> toCenter = new ArrayList<>();
  private final List<DownMessage> toGate = new ArrayList<>();
  private LogState log = log(ROWS, 0);
  private boolean connected = true;
  private final Forwarder forwarder = new Forwarder(new Stored(), new Ways());
  private long now = 1_000;

  @Test
  void rows_of_a_gate_that_is_there_wait_for_the_answer_to_its_hello() {
    turn();
    assertThat(toCenter).singleElement().isInstanceOf(Hello.class);
    toCenter.clear();
    tell(new Acknowledged(LOG, 4));
    turn();
    assertThat(toCenter).singleElement().satisfies(sent -> assertThat(first(sent)).isEqualTo(5));
  }

  @Test
  void nobody_is_greeted_for_who_was_only_born() {
    log = with(true, false);
    turn();
    assertThat(toCenter).noneMatch(Hello.class::isInstance);
  }

  @Test
  void rows_of_a_gate_that_is_away_go_by_themselves() {
    log = with(false, true);
    turn();
    assertThat(toCenter).singleElement().satisfies(sent -> assertThat(first(sent)).isEqualTo(1));
  }

  @Test
  void what_the_center_has_is_noted_and_survives_a_start() {
    greeted(0);
    tell(new Acknowledged(LOG, ROWS));
    turn();
    assertThat(log.forwarded()).isEqualTo(ROWS);
    assertThat(forwarder.waiting()).isZero();
  }

  @Test
  void more_than_a_gate_that_is_there_has_is_not_believed() {
    greeted(0);
    tell(new Acknowledged(LOG, ROWS + 1_000_000));
    turn();
    assertThat(log.forwarded()).isZero();
    assertThat(forwarder.waiting()).isEqualTo(ROWS);
  }

  @Test
  void more_than_is_here_is_taken_for_all_of_a_gate_that_talks_to_the_center() {
    log = with(false, true);
    turn();
    tell(new Acknowledged(LOG, ROWS + 5));
    turn();
    assertThat(log.forwarded()).isEqualTo(ROWS);
  }

  @Test
  void what_the_center_lacks_after_all_is_noted_and_sent_again() {
    greeted(ROWS);
    assertThat(log.forwarded()).isEqualTo(ROWS);
    toCenter.clear();
    tell(new Resend(LOG, 3));
    turn();
    assertThat(log.forwarded()).isEqualTo(3);
    assertThat(toCenter).singleElement().satisfies(sent -> assertThat(first(sent)).isEqualTo(4));
  }

  @Test
  void gates_hear_of_rows_that_came_to_the_center_alone() {
    greeted(ROWS);
    tell(new Passages(List.of(passage(ROWS), passage(ROWS + 1))));
    assertThat(toGate).containsExactly(new Passages(List.of(passage(ROWS + 1))));
  }

  @Test
  void a_gate_that_went_while_the_center_was_away_is_told_as_gone() {
    connected = false;
    turn();
    log = with(false, true);
    turn();
    assertThat(toCenter).isEmpty();
    connected = true;
    forwarder.connected(now);
    assertThat(toCenter).containsExactly(new Death(BOOT));
  }

  private void greeted(long sequence) {
    turn();
    tell(new Acknowledged(LOG, sequence));
    turn();
  }

  /** Long enough for all that waits for company, and for what is to be stored. */
  private void turn() {
    now += 2_000;
    long _ = forwarder.turn(now);
  }

  private void tell(DownMessage message) {
    String topic = new SyncTopic(GATE.venue(), GATE.gate(), Channel.DOWN).toString();
    forwarder.heard(topic, SyncCodec.encode(message), now);
  }

  private static long first(Object sent) {
    return ((Rows) sent).rows().getFirst().sequence();
  }

  private LogState with(boolean online, boolean greeted) {
    return new LogState(
        1,
        LOG,
        LOG,
        GATE,
        log.highWater(),
        log.forwarded(),
        true,
        online,
        greeted,
        BOOT,
        "1",
        log.told());
  }

  private static LogState log(long highWater, long forwarded) {
    return new LogState(
        1, LOG, LOG, GATE, highWater, forwarded, true, true, true, BOOT, "1", highWater);
  }

  private static PeerPassage passage(long asOf) {
    return new PeerPassage(
        LOG,
        1,
        asOf,
        GATE.gate(),
        0,
        new TicketId(new EventId(3), 4),
        Direction.ENTRY,
        1,
        Instant.EPOCH,
        State.PASSED);
  }

  private static List<JournalRow> rows() {
    List<JournalRow> rows = new ArrayList<>();
    Bytes before = RowBytes.genesis(LOG, GATE.gate().value());
    for (int i = 1; i <= ROWS; i++) {
      var entry = new Incident(0, new ClockReading(Instant.EPOCH, Trust.TRUSTED), "NOTE", "");
      before = RowBytes.hash(before, new JournalRow(i, entry, BOOT, i, Bytes.EMPTY));
      rows.add(new JournalRow(i, entry, BOOT, i, before));
    }
    return rows;
  }

  /** One log, of which all rows are kept as one message. */
  private final class Stored implements Forwarder.Tables {
    @Override
    public List<LogState> logs() {
      return List.of(log);
    }

    @Override
    public List<byte[]> messages(long of, long after, int countMax) {
      Bytes genesis = RowBytes.genesis(LOG, GATE.gate().value());
      return List.of(SyncCodec.encode(Rows.of(LOG, genesis, rows)).toArray());
    }

    @Override
    public void forwarded(long[] logs, long[] sequences) {
      log = log(log.highWater(), sequences[0]);
    }

    @Override
    public Forwarder.Installed installed() {
      return new Forwarder.Installed(List.of(), 0);
    }
  }

  private final class Ways implements Forwarder.Ways {
    @Override
    public boolean isConnected() {
      return connected;
    }

    @Override
    public void toCenter(SyncTopic topic, Bytes payload) {
      try {
        toCenter.add(
            topic.channel() == Channel.UP ? SyncCodec.up(payload) : SyncCodec.state(payload));
      } catch (WireException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void toGate(SyncTopic topic, Bytes payload) {
      try {
        toGate.add(SyncCodec.down(payload));
      } catch (WireException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void news() {}

    @Override
    public void note(String what) {
      throw new AssertionError(what);
    }
  }
}
