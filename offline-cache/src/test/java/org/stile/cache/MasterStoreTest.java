package org.stile.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.cache.MasterException.Fault;
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
import org.stile.core.trust.Trusted;
import org.stile.core.trust.Trusted.Accepted;
import org.stile.core.trust.Trusted.Reason;
import org.stile.core.trust.Trusted.Rejected;

class MasterStoreTest {
  static final Instant START = Instant.parse("2026-06-05T18:45:00Z");
  static final SampleEvent CONCERT = SampleEvent.concert(SampleKeys.seeded(1), START);
  static final Bytes LOG = Bytes.hex("00112233445566778899aabbccddeeff");

  @TempDir Path folder;
  private Path file;
  private MasterStore store;

  @BeforeEach
  void open() throws MasterException {
    file = folder.resolve("master.db");
    store = MasterStore.open(file, CONCERT.roots());
  }

  @AfterEach
  void close() throws MasterException {
    store.close();
  }

  @Test
  void a_master_is_installed_once_its_key_set_is() throws Exception {
    assertThat(reason(store.install(CONCERT.signedMaster().bytes()))).isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(store.installKeySet(CONCERT.keySet())).isInstanceOf(Accepted.class);
    assertThat(store.install(CONCERT.signedMaster().bytes()))
        .isEqualTo(new Accepted<>(CONCERT.signedMaster()));
    assertThat(store.versions()).isEqualTo(Map.of(CONCERT.master().event(), 1L));
    assertThat(store.keySetVersion()).isEqualTo(1);
  }

  @Test
  void agent_and_installer_may_make_the_file_at_the_same_moment() throws Exception {
    try (var both = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 50; round++) {
        Path made = folder.resolve("made-" + round + ".db");
        var together = new CyclicBarrier(2);
        Callable<Long> open =
            () -> {
              together.await();
              try (var one = MasterStore.open(made, CONCERT.roots())) {
                return one.keySetVersion();
              }
            };
        for (var opened : both.invokeAll(List.of(open, open))) {
          assertThat(opened.get()).isZero();
        }
      }
    }
  }

  @Test
  void what_is_installed_is_there_after_closing() throws Exception {
    installAll();
    store.close();
    open();
    assertThat(store.versions()).isEqualTo(Map.of(CONCERT.master().event(), 1L));
    assertThat(store.keySetVersion()).isEqualTo(1);
  }

  @Test
  void only_a_newer_master_is_installed() throws Exception {
    installAll();
    SampleEvent newer = CONCERT.withStatus(3, TicketStatus.REVOKED);
    assertThat(store.install(newer.signedMaster().bytes())).isInstanceOf(Accepted.class);
    assertThat(reason(store.install(newer.signedMaster().bytes()))).isEqualTo(Reason.NOT_NEWER);
    assertThat(reason(store.install(CONCERT.signedMaster().bytes()))).isEqualTo(Reason.NOT_NEWER);
    assertThat(store.versions()).isEqualTo(Map.of(CONCERT.master().event(), 2L));
  }

  @Test
  void a_delta_makes_the_next_version_of_its_base_and_of_nothing_else() throws Exception {
    SampleEvent second = CONCERT.withStatus(3, TicketStatus.REVOKED);
    SampleEvent third = second.withStatus(4, TicketStatus.SUSPENDED);
    EventId event = CONCERT.master().event();
    store.installKeySet(CONCERT.keySet());
    assertThat(reason(store.installDelta(event, second.deltaFrom(CONCERT))))
        .isEqualTo(Reason.OTHER_BASE);
    installAll();
    assertThat(reason(store.installDelta(event, third.deltaFrom(second))))
        .isEqualTo(Reason.OTHER_BASE);
    assertThat(store.installDelta(event, second.deltaFrom(CONCERT)))
        .isEqualTo(new Accepted<>(second.signedMaster()));
    assertThat(store.installDelta(event, third.deltaFrom(second)))
        .isEqualTo(new Accepted<>(third.signedMaster()));
    assertThat(reason(store.installDelta(event, third.deltaFrom(second))))
        .isEqualTo(Reason.NOT_NEWER);
  }

  @Test
  void a_master_that_is_wrong_in_one_byte_changes_nothing() throws Exception {
    store.installKeySet(CONCERT.keySet());
    byte[] wrong = CONCERT.signedMaster().bytes().toArray();
    wrong[wrong.length - 1] ^= 1;
    assertThat(reason(store.install(Bytes.copyOf(wrong)))).isEqualTo(Reason.WRONG_SIGNATURE);
    assertThat(store.versions()).isEmpty();
  }

  @Test
  void the_key_set_of_other_roots_is_refused() throws Exception {
    var foreign = SampleEvent.concert(SampleKeys.seeded(2), START);
    assertThat(reason(store.installKeySet(foreign.keySet()))).isEqualTo(Reason.WRONG_SIGNATURE);
    assertThat(store.keySetVersion()).isZero();
  }

  @Test
  void an_event_that_is_over_is_forgotten_with_its_passages() throws Exception {
    installAll();
    var ticket = new TicketId(CONCERT.master().event(), 1);
    store.recordPeers(List.of(peer(ticket, 1, 1, State.PASSED)));
    store.remove(CONCERT.master().event());
    assertThat(store.versions()).isEmpty();
    try (var reader = MasterReader.open(file, CONCERT.roots())) {
      assertThat(reader.masters()).isEmpty();
      assertThat(reader.of(ticket)).isEmpty();
    }
  }

  @Test
  void acknowledgements_only_grow() throws Exception {
    assertThat(store.acknowledged(LOG)).isZero();
    store.acknowledged(LOG, 7);
    store.acknowledged(LOG, 5);
    assertThat(store.acknowledged(LOG)).isEqualTo(7);
    store.acknowledged(LOG, 9);
    try (var reader = MasterReader.open(file, CONCERT.roots())) {
      assertThat(reader.acknowledged(LOG)).isEqualTo(9);
      assertThat(reader.acknowledged(Bytes.copyOf(new byte[16]))).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE master SET version = 1",
        "UPDATE key_set SET version = 1",
        "UPDATE upload SET acknowledged = 6",
        "UPDATE peer_passage SET number = 0",
      })
  void the_file_itself_refuses_to_go_back(String sql) throws Exception {
    installAll();
    store.acknowledged(LOG, 7);
    store.recordPeers(List.of(peer(Entries.ticket(1), 1, 1, State.PASSED)));
    try (Connection anyTool = Sqlite.writer(file)) {
      assertThatThrownBy(() -> Sqlite.execute(anyTool, sql))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(Sqlite.isConstraint(e)).isTrue());
    }
  }

  @Test
  void more_passages_at_once_than_the_limit_are_refused() {
    var one = peer(Entries.ticket(1), 1, 1, State.PASSED);
    assertThatThrownBy(() -> store.recordPeers(Collections.nCopies(1_001, one)))
        .hasMessageContaining("1001 passages at once");
  }

  @Test
  void a_damaged_file_makes_room_for_a_new_one() throws Exception {
    installAll();
    store.close();
    byte[] damaged = Files.readAllBytes(file);
    java.util.Arrays.fill(damaged, 0, 100, (byte) 7);
    Files.write(file, damaged);
    store = MasterStore.open(file, CONCERT.roots());
    assertThat(store.setAside()).contains(folder.resolve("master.db.damaged-1"));
    assertThat(folder.resolve("master.db.damaged-1")).hasBinaryContent(damaged);
    assertThat(store.versions()).isEmpty();
    installAll();
    assertThat(store.versions()).hasSize(1);
  }

  @Test
  void a_file_of_a_newer_program_or_of_another_kind_is_left_alone() throws Exception {
    try (Connection anyTool = Sqlite.writer(file)) {
      Sqlite.execute(anyTool, "PRAGMA user_version = 2");
    }
    assertThatThrownBy(() -> MasterStore.open(file, CONCERT.roots()))
        .isInstanceOfSatisfying(
            MasterException.class, e -> assertThat(e.fault()).isInstanceOf(Fault.NotOurs.class));
    Path journal = folder.resolve("journal.db");
    Journals.open(journal).close();
    assertThatThrownBy(() -> MasterStore.open(journal, CONCERT.roots()))
        .hasMessageContaining("is a database, but no master");
  }

  @Test
  void a_full_disk_is_named_and_leaves_what_was_there() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(400)) {
      Path small = disk.file("master.db");
      try (var tight = MasterStore.open(small, CONCERT.roots())) {
        tight.installKeySet(CONCERT.keySet());
        tight.install(CONCERT.signedMaster().bytes());
        Path ballast = disk.file("ballast");
        assertThatThrownBy(() -> Files.write(ballast, new byte[400_000]));
        assertThatThrownBy(
                () -> {
                  SampleEvent next = CONCERT;
                  while (true) {
                    next = next.withStatus(3, TicketStatus.REVOKED);
                    tight.install(next.signedMaster().bytes());
                  }
                })
            .isInstanceOfSatisfying(
                MasterException.class,
                e -> assertThat(e.fault()).isInstanceOf(Fault.DiskFull.class));
        long version = tight.versions().get(CONCERT.master().event());
        try (var reader = MasterReader.open(small, CONCERT.roots())) {
          assertThat(reader.masters().getFirst().version()).isEqualTo(version);
        }
      }
    }
  }

  @Test
  void a_disk_too_full_to_open_the_file_is_named_and_it_opens_when_there_is_room()
      throws Exception {
    try (SmallDisk disk = SmallDisk.mount(400)) {
      Path small = disk.file("master.db");
      try (var first = MasterStore.open(small, CONCERT.roots())) {
        install(first, CONCERT);
      }
      Path ballast = disk.file("ballast");
      assertThatThrownBy(() -> Files.write(ballast, new byte[400_000]));
      assertThatThrownBy(() -> MasterStore.open(small, CONCERT.roots()))
          .isInstanceOfSatisfying(
              MasterException.class, e -> assertThat(e.fault()).isInstanceOf(Fault.DiskFull.class));
      Files.delete(ballast);
      try (var again = MasterStore.open(small, CONCERT.roots())) {
        assertThat(again.setAside()).isEmpty();
        assertThat(again.versions()).hasSize(1);
      }
    }
  }

  private void installAll() throws MasterException {
    install(store, CONCERT);
  }

  static void install(MasterStore store, SampleEvent event) throws MasterException {
    assertThat(store.installKeySet(event.keySet())).isInstanceOf(Accepted.class);
    assertThat(store.install(event.signedMaster().bytes())).isInstanceOf(Accepted.class);
  }

  static PeerPassage peer(TicketId ticket, long sequence, long asOf, State state) {
    return new PeerPassage(
        LOG, sequence, asOf, new GateId("side"), 1, ticket, Direction.ENTRY, 1, START, state);
  }

  private static Reason reason(Trusted<?> answer) {
    return ((Rejected<?>) answer).reason();
  }
}
