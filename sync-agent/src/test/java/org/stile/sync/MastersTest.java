package org.stile.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stile.cache.MasterException;
import org.stile.cache.MasterException.Fault;
import org.stile.cache.MasterStore;
import org.stile.core.Bytes;
import org.stile.core.sample.SampleEvent;
import org.stile.core.sample.SampleKeys;

/** A master.db that cannot be opened when the agent starts. */
class MastersTest {
  private static final SampleEvent EVENT =
      SampleEvent.concert(SampleKeys.seeded(1), Instant.parse("2026-06-05T18:45:00Z"));

  private static final Bytes LOG = Bytes.hex("a1".repeat(16));
  private static final Bytes OTHER = Bytes.hex("b2".repeat(16));

  @TempDir Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private SyncLog log;
  private Fault fault;

  @BeforeEach
  void log() {
    var out = new PrintStream(said, true, StandardCharsets.UTF_8);
    log = new SyncLog(out, AgentRig.GATE, InstantSource.system());
  }

  private Masters open() throws MasterException {
    return Masters.open(
        () -> {
          if (fault != null) {
            throw new MasterException(fault);
          }
          return MasterStore.open(folder.resolve("master.db"), EVENT.roots());
        },
        log);
  }

  @Test
  void on_a_full_disk_it_is_opened_when_there_is_room_and_has_then_what_waited() throws Exception {
    fault = new Fault.DiskFull("no room");
    try (Masters masters = open()) {
      assertThat(masters.acknowledged(LOG)).isZero();
      masters.acknowledge(LOG, 17);
      assertThat(masters.acknowledged(LOG)).isEqualTo(17);
      assertThat(masters.acknowledged(OTHER)).isZero();
      assertThatThrownBy(masters::settle).isInstanceOf(MasterException.class);
      assertThatThrownBy(masters::installed).isInstanceOf(MasterException.class);
      fault = null;
      masters.settle();
      assertThat(masters.installed().masters()).isEmpty();
    }
    try (var store = MasterStore.open(folder.resolve("master.db"), EVENT.roots())) {
      assertThat(store.acknowledged(LOG)).isEqualTo(17);
    }
  }

  @Test
  void on_a_disk_that_fails_otherwise_it_is_not_opened() {
    fault = new Fault.NotStored("bad blocks");
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(MasterException.class, e -> assertThat(e.fault()).isEqualTo(fault));
  }
}
