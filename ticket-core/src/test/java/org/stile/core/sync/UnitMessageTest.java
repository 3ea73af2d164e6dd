package org.stile.core.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.core.Bytes;
import org.stile.core.Vectors;
import org.stile.core.WireException;
import org.stile.core.WireException.Fault;
import org.stile.core.id.GateId;
import org.stile.core.master.Venue;
import org.stile.core.sync.UnitMessage.Gate;
import org.stile.core.sync.UnitMessage.Gone;
import org.stile.core.sync.UnitMessage.There;

class UnitMessageTest {
  private static final There THERE =
      new There(
          SyncMessages.BOOT,
          List.of(
              new Gate(SyncMessages.GATE, SyncMessages.GATE_BOOT),
              new Gate(new GateId("south-2"), SyncMessages.LATER_BOOT)),
          1_204,
          OptionalLong.of(SyncMessages.AT.now().toEpochMilli()));

  @Test
  void golden_messages() throws WireException {
    Bytes there = Vectors.message("sync-unit-there.hex");
    assertThat(SyncCodec.encode(THERE)).isEqualTo(there);
    assertThat(SyncCodec.unit(there)).isEqualTo(THERE);
    Bytes gone = Vectors.message("sync-unit-gone.hex");
    assertThat(SyncCodec.encode(new Gone(SyncMessages.BOOT))).isEqualTo(gone);
    assertThat(SyncCodec.unit(gone)).isEqualTo(new Gone(SyncMessages.BOOT));
  }

  @Test
  void a_gate_and_a_unit_do_not_say_each_others_words() {
    assertThat(SyncCodecTest.fault(() -> SyncCodec.state(Vectors.message("sync-unit-gone.hex"))))
        .isEqualTo(new Fault.UnknownFormat(19));
    assertThat(SyncCodecTest.fault(() -> SyncCodec.unit(Vectors.message("sync-death.hex"))))
        .isEqualTo(new Fault.UnknownFormat(17));
  }

  @Test
  void the_unit_of_the_largest_venue_fits() throws WireException {
    List<Gate> gates = new ArrayList<>();
    for (int i = 0; i < Venue.GATES_MAX; i++) {
      gates.add(new Gate(new GateId("g".repeat(20) + (1_000 + i)), SyncMessages.GATE_BOOT));
    }
    var there = new There(SyncMessages.BOOT, gates, Long.MAX_VALUE, OptionalLong.of(-1));
    assertThat(SyncCodec.unit(SyncCodec.encode(there))).isEqualTo(there);
    gates.add(new Gate(new GateId("h"), SyncMessages.GATE_BOOT));
    assertThatThrownBy(() -> new There(SyncMessages.BOOT, gates, 0, OptionalLong.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void gates_ascend_and_rows_wait_since_some_time() {
    Gate gate = THERE.gates().getFirst();
    assertThatThrownBy(
            () -> new There(SyncMessages.BOOT, List.of(gate, gate), 0, OptionalLong.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new There(SyncMessages.BOOT, List.of(), 1, OptionalLong.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new There(SyncMessages.BOOT, List.of(), 0, OptionalLong.of(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void its_topic_is_read_as_it_is_written() {
    assertThat(new UnitTopic(7)).hasToString("stile/1/7/unit/state");
    var last = new UnitTopic(SyncTopic.VENUE_MAX);
    assertThat(UnitTopic.parse(last.toString())).contains(last);
    assertThatThrownBy(() -> new UnitTopic(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "stile/1/0/unit/state",
        "stile/1/07/unit/state",
        "stile/1/9007199254740992/unit/state",
        "stile/1/99999999999999999999/unit/state",
        "stile/1/7/unit/up",
        "stile/1/7/unit/state/",
        "stile/1/7/gate/unit/state",
        "$share/ingest/stile/1/7/unit/state"
      })
  void nothing_else_is_a_units_topic(String text) {
    assertThat(UnitTopic.parse(text)).isEmpty();
  }
}
