package org.stile.chips.desfire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.stile.chips.ChipException;
import org.stile.chips.Directory;
import org.stile.chips.Directory.Entry;
import org.stile.chips.Stamp;
import org.stile.chips.desfire.DirectoryCodec.Content;
import org.stile.core.Bytes;
import org.stile.core.admission.Direction;

class CodecPropertyTest {
  @Property(tries = 300)
  void a_stamp_comes_back_as_it_was(@ForAll("stamps") Stamp stamp) throws ChipException {
    Bytes record = StampCodec.encode(stamp);
    assertThat(record.length()).isEqualTo(24);
    assertThat(StampCodec.decode(record)).contains(stamp);
  }

  @Property(tries = 300)
  void a_record_that_decodes_is_the_only_one_for_its_stamp(@ForAll("records") Bytes record) {
    try {
      StampCodec.decode(record)
          .ifPresent(stamp -> assertThat(StampCodec.encode(stamp)).isEqualTo(record));
    } catch (ChipException e) {
      assertThat(e.fault()).isInstanceOf(ChipException.Fault.Malformed.class);
    }
  }

  @Property(tries = 300)
  void a_directory_comes_back_as_it_was(@ForAll("directories") Content content)
      throws ChipException {
    Bytes file = DirectoryCodec.encode(content);
    assertThat(file.length()).isEqualTo(51);
    assertThat(DirectoryCodec.decode(file)).isEqualTo(content);
  }

  @Provide
  Arbitrary<Stamp> stamps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 7),
            Arbitraries.integers().between(0, 1_048_575),
            Arbitraries.of(Direction.class),
            Arbitraries.integers().between(1, 255),
            bytes(4),
            Arbitraries.longs().between(0, 0xFFFF_FFFFL).map(Instant::ofEpochSecond),
            bytes(8),
            bytes(3))
        .as(Stamp::new);
  }

  @Provide
  Arbitrary<Bytes> records() {
    return Arbitraries.oneOf(
        bytes(24), stamps().map(StampCodec::encode), Arbitraries.just(StampCodec.BLANK));
  }

  @Provide
  Arbitrary<Content> directories() {
    Arbitrary<Set<Integer>> slots = Arbitraries.integers().between(0, 7).set();
    return Combinators.combine(
            slots,
            bytes(4).list().ofSize(8),
            Arbitraries.integers().between(1, 128).list().ofSize(8),
            Arbitraries.integers().between(0, 255),
            Arbitraries.of(true, false))
        .as(CodecPropertyTest::content);
  }

  private static Content content(
      Set<Integer> slots,
      List<Bytes> tags,
      List<Integer> lengths,
      int keyVersion,
      boolean transactionMac) {
    List<Entry> entries = new ArrayList<>();
    for (int slot : slots.stream().sorted().toList()) {
      entries.add(new Entry(slot, tags.get(slot), lengths.get(slot)));
    }
    return new Content(new Directory(1, keyVersion, entries), transactionMac);
  }

  private static Arbitrary<Bytes> bytes(int length) {
    return Arbitraries.bytes().array(byte[].class).ofSize(length).map(Bytes::copyOf);
  }
}
