package org.stile.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stile.cache.MasterStoreTest.CONCERT;
import static org.stile.cache.MasterStoreTest.START;
import static org.stile.cache.MasterStoreTest.install;
import static org.stile.cache.MasterStoreTest.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stile.cache.MasterTrouble.NotBelieved;
import org.stile.cache.MasterTrouble.NotInstalled;
import org.stile.cache.MasterTrouble.NothingInstalled;
import org.stile.cache.MasterTrouble.Older;
import org.stile.cache.MasterTrouble.Unreadable;
import org.stile.core.Bytes;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.Source;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.EventHash;
import org.stile.core.id.TicketId;
import org.stile.core.master.TicketStatus;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;
import org.stile.core.trust.Trusted.Reason;

class MasterReaderTest {
  private static final SampleEvent NEWER = CONCERT.withStatus(3, TicketStatus.REVOKED);
  private static final TicketId TICKET = new TicketId(CONCERT.master().event(), 1);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("master.db");
  }

  @Test
  void without_a_file_there_are_no_masters_and_that_is_said() {
    try (var reader = MasterReader.open(file, CONCERT.roots())) {
      assertThat(reader.masters()).isEmpty();
      assertThat(reader.troubles()).containsExactly(new NothingInstalled());
      assertThat(reader.of(TICKET)).isEmpty();
      assertThat(reader.acknowledged(MasterStoreTest.LOG)).isZero();
    }
  }

  @Test
  void masters_appear_when_the_agent_installs_them_and_change_as_a_whole() throws Exception {
    try (var reader = MasterReader.open(file, CONCERT.roots());
        var store = MasterStore.open(file, CONCERT.roots())) {
      install(store, CONCERT);
      assertThat(reader.masters()).isEmpty();
      assertThat(reader.refresh()).isTrue();
      assertThat(reader.masters()).containsExactly(CONCERT.master());
      assertThat(reader.accepting(EventHash.of(CONCERT.master().signedInformation())))
          .contains(CONCERT.master());
      assertThat(reader.troubles()).isEmpty();
      var before = reader.masters();
      assertThat(reader.refresh()).isFalse();
      assertThat(reader.masters()).isSameAs(before);
      store.install(NEWER.signedMaster().bytes());
      assertThat(reader.refresh()).isTrue();
      assertThat(reader.masters()).containsExactly(NEWER.master());
      assertThat(before).containsExactly(CONCERT.master());
      store.remove(CONCERT.master().event());
      assertThat(reader.refresh()).isTrue();
      assertThat(reader.masters()).isEmpty();
    }
  }

  @Test
  void a_watching_reader_finds_a_new_master_by_itself() throws Exception {
    try (var reader = MasterReader.open(file, CONCERT.roots());
        var store = MasterStore.open(file, CONCERT.roots())) {
      reader.watch(Duration.ofMillis(5));
      install(store, CONCERT);
      Instant patience = Instant.now().plusSeconds(10);
      while (reader.masters().isEmpty() && Instant.now().isBefore(patience)) {
        Thread.onSpinWait();
      }
      assertThat(reader.masters()).containsExactly(CONCERT.master());
    }
  }

  @Test
  void what_the_agent_wrote_is_not_believed_without_its_signatures() throws Exception {
    try (var store = MasterStore.open(file, CONCERT.roots())) {
      install(store, CONCERT);
    }
    var foreign = SampleEvent.concert(SampleKeys.seeded(2), START);
    try (Connection anyTool = Sqlite.writer(file)) {
      MasterRows.putMaster(anyTool, foreign.master().event(), 2, foreign.signedMaster().bytes());
    }
    try (var reader = MasterReader.open(file, CONCERT.roots())) {
      assertThat(reader.masters()).isEmpty();
      assertThat(reader.troubles())
          .containsExactly(new NotBelieved("E1002", Reason.WRONG_SIGNATURE, "key 3"));
    }
    try (var reader = MasterReader.open(file, foreign.roots())) {
      assertThat(reader.masters()).isEmpty();
      assertThat(reader.troubles())
          .containsExactly(new NotBelieved("key set", Reason.WRONG_SIGNATURE, "key 1"));
    }
  }

  @Test
  void a_master_in_use_is_not_replaced_by_an_older_one() throws Exception {
    try (var store = MasterStore.open(file, CONCERT.roots())) {
      install(store, NEWER);
    }
    try (var reader = MasterReader.open(file, CONCERT.roots())) {
      Files.delete(file);
      try (var store = MasterStore.open(file, CONCERT.roots())) { // Yesterday's card.
        install(store, CONCERT);
        reader.refresh();
        assertThat(reader.masters()).containsExactly(NEWER.master());
        assertThat(reader.troubles()).containsExactly(new Older("E1002", 1, 2));
      }
    }
  }

  @Test
  void masters_stay_in_use_while_a_new_file_is_filled() throws Exception {
    try (var store = MasterStore.open(file, CONCERT.roots())) {
      install(store, CONCERT);
      store.recordPeers(List.of(peer(TICKET, 1, 1, State.PASSED)));
    }
    try (var reader = MasterReader.open(file, CONCERT.roots())) {
      assertThat(reader.of(TICKET)).hasSize(1);
      Files.delete(file);
      reader.refresh();
      assertThat(reader.masters()).containsExactly(CONCERT.master());
      assertThat(reader.troubles()).containsExactly(new Unreadable(file + " is gone"));
      try (var store = MasterStore.open(file, CONCERT.roots())) {
        reader.refresh();
        assertThat(reader.masters()).containsExactly(CONCERT.master());
        assertThat(reader.of(TICKET)).isEmpty();
        store.installKeySet(CONCERT.keySet());
        reader.refresh();
        assertThat(reader.masters()).containsExactly(CONCERT.master());
        assertThat(reader.troubles()).containsExactly(new NotInstalled(CONCERT.master().event()));
        store.install(NEWER.signedMaster().bytes());
        reader.refresh();
        assertThat(reader.masters()).containsExactly(NEWER.master());
        assertThat(reader.troubles()).isEmpty();
        store.remove(CONCERT.master().event());
        reader.refresh();
        assertThat(reader.masters()).isEmpty();
      }
    }
  }

  @Test
  void whatever_bytes_are_changed_the_masters_in_use_stay_and_trouble_is_named() throws Exception {
    try (var store = MasterStore.open(file, CONCERT.roots())) {
      install(store, CONCERT);
    }
    byte[] good = Files.readAllBytes(file);
    long seed = Long.getLong("stile.seed", new Random().nextLong());
    var random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      Files.write(file, good);
      try (var reader = MasterReader.open(file, CONCERT.roots())) {
        byte[] bad = good.clone();
        for (int i = 0, from = random.nextInt(bad.length - 64); i < 64; i++) {
          bad[from + i] ^= (byte) (1 + random.nextInt(255));
        }
        Path fresh = folder.resolve("fresh");
        Files.write(fresh, bad);
        Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        reader.refresh();
        assertThat(reader.masters()).as("seed %d", seed).containsExactly(CONCERT.master());
      }
      try (var reader = MasterReader.open(file, CONCERT.roots())) {
        assertThat(reader.masters().isEmpty())
            .as("seed %d", seed)
            .isEqualTo(!reader.troubles().isEmpty());
      }
    }
  }

  @Test
  void what_peers_tell_is_known_to_the_next_tap_and_never_goes_back() throws Exception {
    try (var reader = MasterReader.open(file, CONCERT.roots());
        var store = MasterStore.open(file, CONCERT.roots())) {
      store.recordPeers(List.of(peer(TICKET, 5, 5, State.GRANTED)));
      reader.refresh(); // The file is new to it.
      assertThat(reader.of(TICKET)).extracting(Passage::state).containsExactly(State.GRANTED);
      store.recordPeers(List.of(peer(TICKET, 5, 8, State.PASSED)));
      store.recordPeers(List.of(peer(TICKET, 5, 7, State.STAMPED))); // Came late.
      assertThat(reader.of(TICKET))
          .containsExactly(
              new Passage(
                  org.stile.core.admission.Direction.ENTRY,
                  1,
                  new org.stile.core.id.GateId("side"),
                  1,
                  START,
                  State.PASSED,
                  Source.OTHER_GATE,
                  0));
      assertThat(reader.of(new TicketId(TICKET.event(), 2))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void a_peer_passage_keeps_its_state(State state) throws Exception {
    try (var store = MasterStore.open(file, CONCERT.roots());
        var reader = MasterReader.open(file, CONCERT.roots())) {
      store.recordPeers(List.of(peer(TICKET, 1, 1, state)));
      assertThat(reader.of(TICKET)).extracting(Passage::state).containsExactly(state);
    }
  }

  @Test
  void a_journal_hears_peers_and_acknowledgements_through_master_db() throws Exception {
    Path journalFile = folder.resolve("journal.db");
    try (var store = MasterStore.open(file, CONCERT.roots());
        var reader = MasterReader.open(file, CONCERT.roots())) {
      var plain = Journals.setup(journalFile);
      var setup =
          new SqliteJournal.Setup(
              journalFile, plain.gate(), reader, reader, System::nanoTime, plain.random());
      Bytes logId;
      try (var journal = SqliteJournal.open(setup)) {
        logId = journal.logId();
        journal.append(Entries.granted(1)).get();
        store.recordPeers(List.of(peer(TICKET, 1, 1, State.PASSED)));
        assertThat(journal.ledgerOf(TICKET).passages())
            .extracting(Passage::source)
            .containsExactly(Source.OTHER_GATE);
      }
      store.acknowledged(logId, 1);
      try (var journal = SqliteJournal.open(setup)) {
        assertThat(journal.setAside()).isEmpty();
      }
      store.acknowledged(logId, 2); // It had two, says the center; where is the other?
      try (var journal = SqliteJournal.open(setup)) {
        assertThat(journal.setAside()).isPresent();
        assertThat(journal.ledgerOf(Entries.ticket(1)).passages()).hasSize(1);
      }
    }
  }

  @Test
  void the_time_somebody_told_the_agent_reaches_the_gate() throws Exception {
    try (var store = MasterStore.open(file, CONCERT.roots());
        var reader = MasterReader.open(file, CONCERT.roots())) {
      assertThat(reader.time()).isEmpty();
      var anchor = new TimeAnchor(START, 123_456_789L, "b");
      store.tellTime(new TimeAnchor(START.minusSeconds(9), 1, "a"));
      store.tellTime(anchor);
      reader.refresh();
      assertThat(reader.time()).contains(anchor);
    }
  }

  @Test
  void masters_are_loaded_whole_while_they_are_being_replaced() throws Exception {
    try (var store = MasterStore.open(file, CONCERT.roots());
        var reader = MasterReader.open(file, CONCERT.roots())) {
      install(store, CONCERT);
      reader.watch(Duration.ofMillis(1));
      SampleEvent next = CONCERT;
      for (int i = 0; i < 60; i++) {
        SampleEvent later = next.withStatus(i, TicketStatus.REVOKED);
        Bytes delta = later.deltaFrom(next);
        store.installDelta(later.master().event(), delta);
        assertThat(reader.masters().size()).isLessThanOrEqualTo(1);
        next = later;
      }
      reader.refresh();
      assertThat(reader.masters()).containsExactly(next.master());
      assertThat(reader.troubles()).isEmpty();
    }
  }
}
