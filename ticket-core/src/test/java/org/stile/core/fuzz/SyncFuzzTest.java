package org.stile.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.SyncTopic;
import org.stile.core.sync.UnitTopic;

/**
 * No bytes break a codec of the sync, and none that it takes are other bytes than it would write.
 */
class SyncFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void up(byte[] data) {
    Bytes encoded = Bytes.copyOf(data);
    try {
      assertThat(SyncCodec.encode(SyncCodec.up(encoded))).isEqualTo(encoded);
    } catch (WireException e) {
      assertThat(e.fault()).isNotNull();
    }
  }

  @FuzzTest(maxDuration = "1m")
  void down(byte[] data) {
    Bytes encoded = Bytes.copyOf(data);
    try {
      assertThat(SyncCodec.encode(SyncCodec.down(encoded))).isEqualTo(encoded);
    } catch (WireException e) {
      assertThat(e.fault()).isNotNull();
    }
  }

  @FuzzTest(maxDuration = "1m")
  void state(byte[] data) {
    Bytes encoded = Bytes.copyOf(data);
    try {
      assertThat(SyncCodec.encode(SyncCodec.state(encoded))).isEqualTo(encoded);
    } catch (WireException e) {
      assertThat(e.fault()).isNotNull();
    }
  }

  @FuzzTest(maxDuration = "1m")
  void unit(byte[] data) {
    Bytes encoded = Bytes.copyOf(data);
    try {
      assertThat(SyncCodec.encode(SyncCodec.unit(encoded))).isEqualTo(encoded);
    } catch (WireException e) {
      assertThat(e.fault()).isNotNull();
    }
  }

  @FuzzTest(maxDuration = "1m")
  void topic(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    SyncTopic.parse(text).ifPresent(topic -> assertThat(topic).hasToString(text));
    UnitTopic.parse(text).ifPresent(topic -> assertThat(topic).hasToString(text));
  }
}
