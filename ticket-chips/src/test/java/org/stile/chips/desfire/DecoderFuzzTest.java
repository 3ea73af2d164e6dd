package org.stile.chips.desfire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.security.SecureRandom;
import org.stile.chips.ChipException;
import org.stile.chips.TicketChip;
import org.stile.core.Bytes;

/** Whatever a chip or a file says: an answer or a named fault, soon, and nothing else. */
class DecoderFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void a_directory(byte[] content) {
    try {
      var decoded = DirectoryCodec.decode(Bytes.copyOf(content));
      var again = DirectoryCodec.decode(DirectoryCodec.encode(decoded));
      assertThat(again).isEqualTo(decoded);
    } catch (ChipException e) {
      assertThat(e.fault()).isInstanceOf(ChipException.Fault.Malformed.class);
    }
  }

  @FuzzTest(maxDuration = "1m")
  void a_stamp(byte[] content) {
    Bytes record = Bytes.copyOf(content);
    try {
      StampCodec.decode(record)
          .ifPresent(stamp -> assertThat(StampCodec.encode(stamp)).isEqualTo(record));
    } catch (ChipException e) {
      assertThat(e.fault()).isInstanceOf(ChipException.Fault.Malformed.class);
    }
  }

  @FuzzTest(maxDuration = "1m")
  void a_key_file(byte[] content) {
    try (ChipKeys keys = ChipKeys.parse(content)) {
      assertThat(keys.version()).isBetween(1, 255);
    } catch (KeyFileException e) {
      assertThat(e.problems()).isNotEmpty();
    }
  }

  @FuzzTest(maxDuration = "1m")
  void the_answers_of_a_chip(FuzzedDataProvider data) throws Exception {
    var channel = new ScriptedChannel(262);
    while (data.remainingBytes() > 0) {
      int length = data.consumeInt(0, 262);
      channel.says(Bytes.copyOf(data.consumeBytes(length)));
    }
    try (GateKeys keys = ChipKeys.draw(1, new SecureRandom()).gateKeys()) {
      var opened = new DesfireFamily(keys, new SecureRandom()).open(channel);
      for (TicketChip chip : opened.stream().toList()) {
        throw new AssertionError("noise proved to know a key: " + chip.id());
      }
    } catch (ChipException e) {
      assertThat(channel.commands().size()).isLessThan(5);
    }
  }

  @FuzzTest(maxDuration = "1m")
  void what_a_chip_tells_anyone(FuzzedDataProvider data) {
    var channel = new ScriptedChannel(262);
    while (data.remainingBytes() > 0) {
      int length = data.consumeInt(0, 262);
      channel.says(Bytes.copyOf(data.consumeBytes(length)));
    }
    try {
      var report = new ChipInspector(new SecureRandom()).look(channel);
      report.version().ifPresent(version -> assertThat(version.model()).isNotEmpty());
      assertThat(report.information().keySet()).allMatch(slot -> slot >= 0 && slot < 8);
    } catch (ChipException e) {
      assertThat(channel.commands().size()).isLessThan(200);
    }
  }
}
