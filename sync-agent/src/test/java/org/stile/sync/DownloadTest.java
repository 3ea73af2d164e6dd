package org.stile.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.cache.MasterReader;
import org.stile.cache.MasterStore;
import org.stile.core.Bytes;
import org.stile.core.admission.Direction;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.PeerPassage;
import org.stile.core.master.TicketStatus;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;
import org.stile.core.sync.DownMessage;
import org.stile.core.sync.DownMessage.KeySetAvailable;
import org.stile.core.sync.DownMessage.MasterAvailable;
import org.stile.core.sync.DownMessage.Passages;
import org.stile.core.sync.DownMessage.TimeTold;

/** Masters, key sets, passages and time, from a center over a real broker and real HTTP. */
class DownloadTest {
  private static final SampleEvent FIRST =
      SampleEvent.concert(SampleKeys.seeded(1), Instant.parse("2026-06-05T18:45:00Z"));
  private static final SampleEvent SECOND = FIRST.withStatus(3, TicketStatus.REVOKED);
  private static final EventId EVENT = FIRST.master().event();

  @TempDir Path folder;
  private Mosquitto broker;
  private TestCenter center;
  private TestWeb web;
  private AgentRig rig;

  @BeforeEach
  void start() throws Exception {
    broker = Mosquitto.open(folder.resolve("mq"));
    center = new TestCenter(broker.address());
    web = new TestWeb();
    rig = new AgentRig(folder, FIRST.roots());
    web.files.put("/keys/1", FIRST.keySet());
    web.files.put("/masters/1", FIRST.signedMaster().bytes());
    web.files.put("/masters/2", SECOND.signedMaster().bytes());
    web.files.put("/masters/2/from/1", SECOND.deltaFrom(FIRST));
  }

  @AfterEach
  void end() throws Exception {
    rig.close();
    web.close();
    center.close();
    broker.close();
  }

  private void run() throws Exception {
    rig.start(rig.config(broker.address(), web.address()));
  }

  private static DownMessage keys() {
    Bytes keySet = FIRST.keySet();
    return new KeySetAvailable(1, keySet.sha256(), keySet.length(), "/keys/1");
  }

  private static DownMessage master(SampleEvent event, List<Long> deltaFrom) {
    Bytes signed = event.signedMaster().bytes();
    long version = event.master().version();
    String path = "/masters/" + version;
    return new MasterAvailable(
        EVENT, version, signed.sha256(), signed.length(), path, deltaFrom, path + "/from/");
  }

  private Map<EventId, Long> versions() {
    try (var store = MasterStore.open(folder.resolve("master.db"), FIRST.roots())) {
      return store.versions();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitVersion(long version) throws InterruptedException {
    rig.await("version " + version, () -> versions().equals(Map.of(EVENT, version)));
  }

  @Test
  void a_hello_is_answered_with_what_there_is_and_the_gate_has_it() throws Exception {
    center.answers.addAll(List.of(master(FIRST, List.of()), keys()));
    run();
    awaitVersion(1);
    try (var reader = MasterReader.open(folder.resolve("master.db"), FIRST.roots())) {
      reader.refresh();
      assertThat(reader.masters()).containsExactly(FIRST.master());
    }
    rig.await("told", () -> center.healths.stream().anyMatch(each -> each.masters().size() == 1));
  }

  @Test
  void the_next_version_comes_as_a_delta() throws Exception {
    center.answers.addAll(List.of(keys(), master(FIRST, List.of())));
    run();
    awaitVersion(1);
    center.say(AgentRig.GATE, master(SECOND, List.of(1L)));
    awaitVersion(2);
    assertThat(web.asked).containsExactly("/keys/1", "/masters/1", "/masters/2/from/1");
  }

  @Test
  void a_delta_that_leads_elsewhere_is_refused_and_the_whole_fetched() throws Exception {
    SampleEvent third = SECOND.withStatus(4, TicketStatus.SUSPENDED);
    web.files.put("/masters/2/from/1", third.deltaFrom(SECOND));
    center.answers.addAll(List.of(keys(), master(FIRST, List.of())));
    run();
    awaitVersion(1);
    center.say(AgentRig.GATE, master(SECOND, List.of(1L)));
    awaitVersion(2);
    assertThat(web.asked).endsWith("/masters/2/from/1", "/masters/2");
    assertThat(rig.log()).contains("NOT-BELIEVED");
  }

  @Test
  void a_download_that_breaks_off_goes_on_where_it_stopped() throws Exception {
    center.answers.addAll(List.of(keys(), master(FIRST, List.of())));
    web.cutAfter = 50;
    run();
    awaitVersion(1);
    assertThat(web.asked).containsExactly("/keys/1", "/keys/1 bytes=50-", "/masters/1");
  }

  @Test
  void a_center_that_is_away_is_tried_again() throws Exception {
    center.answers.addAll(List.of(keys(), master(FIRST, List.of())));
    web.status = 503;
    run();
    rig.await("twice", () -> web.asked.size() >= 2);
    web.status = 0;
    awaitVersion(1);
  }

  @Test
  void what_is_not_what_was_announced_or_is_not_signed_is_refused_and_not_asked_for_again()
      throws Exception {
    byte[] forged = FIRST.signedMaster().bytes().toArray();
    forged[forged.length - 1] ^= 1;
    web.files.put("/masters/1", Bytes.copyOf(forged));
    Bytes bytes = Bytes.copyOf(forged);
    var announced =
        new MasterAvailable(
            EVENT, 1, bytes.sha256(), bytes.length(), "/masters/1", List.of(), "/masters/1/from/");
    center.answers.addAll(List.of(keys(), announced, master(FIRST, List.of())));
    run();
    rig.await("refused", () -> rig.log().contains("NOT-BELIEVED"));
    center.say(AgentRig.GATE, announced);
    center.say(AgentRig.GATE, master(FIRST, List.of()));
    rig.await("refused", () -> rig.log().contains("WRONG-CONTENT"));
    center.say(AgentRig.GATE, master(FIRST, List.of()));
    center.say(AgentRig.GATE, announced);
    center.say(AgentRig.GATE, master(SECOND, List.of()));
    awaitVersion(2);
    assertThat(web.asked).containsExactly("/keys/1", "/masters/1", "/masters/1", "/masters/2");
  }

  @Test
  void an_older_version_is_not_even_fetched() throws Exception {
    center.answers.addAll(List.of(keys(), master(SECOND, List.of())));
    run();
    awaitVersion(2);
    center.say(AgentRig.GATE, master(FIRST, List.of()));
    rig.await("health", () -> center.healths.size() >= 3);
    assertThat(versions()).isEqualTo(Map.of(EVENT, 2L));
    assertThat(web.asked).doesNotContain("/masters/1");
  }

  @Test
  void a_damaged_file_is_set_aside_and_filled_again() throws Exception {
    center.answers.addAll(List.of(keys(), master(FIRST, List.of())));
    Files.writeString(folder.resolve("master.db"), "this is no database".repeat(1_000));
    rig.grants(30);
    run();
    awaitVersion(1);
    rig.await("rows", () -> center.log(rig.logId).contiguous == 30);
    assertThat(rig.log()).contains("MASTER-SET-ASIDE");
    assertThat(center.wrong).isEmpty();
  }

  @Test
  void the_gate_knows_what_other_gates_granted_and_what_time_it_is() throws Exception {
    center.answers.addAll(List.of(keys(), master(FIRST, List.of())));
    run();
    awaitVersion(1);
    var ticket = new TicketId(EVENT, 5);
    var passage =
        new PeerPassage(
            Bytes.hex("ee".repeat(16)),
            1,
            2,
            new GateId("south-2"),
            0,
            ticket,
            Direction.ENTRY,
            1,
            Instant.parse("2026-06-05T17:00:00Z"),
            State.PASSED);
    Instant told = Instant.parse("2026-06-05T17:00:01Z");
    try (var reader = MasterReader.open(folder.resolve("master.db"), FIRST.roots())) {
      long from = System.nanoTime();
      center.say(AgentRig.GATE, new Passages(List.of(passage)));
      rig.await("known", () -> !reader.of(ticket).isEmpty());
      System.out.println(
          "a peer's passage, center to gate: " + (System.nanoTime() - from) / 1_000_000 + " ms");
      assertThat(reader.of(ticket).getFirst().state()).isEqualTo(State.PASSED);
      center.answers.add(new TimeTold(told.toEpochMilli()));
      rig.stop();
      run(); // A hello is answered with the time.
      rig.await(
          "told",
          () -> {
            reader.refresh();
            return reader.time().isPresent();
          });
      assertThat(reader.time().map(anchor -> anchor.time())).isEqualTo(Optional.of(told));
    }
  }
}
