package org.stile.simulator.chip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stile.simulator.chip.TestApplication.number;
import static org.stile.simulator.chip.TestApplication.range;
import static org.stile.simulator.chip.TestApplication.records;
import static org.stile.simulator.chip.TestApplication.rights;
import static org.stile.simulator.chip.TestApplication.standard;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.chips.crypto.AesKey;
import org.stile.chips.crypto.TransactionMac;
import org.stile.core.Bytes;
import org.stile.simulator.chip.TestReader.Flow;

/** What is lasting, and when: backup files, values, records and transaction MACs. */
class TransactionTest {
  private static final int BACKUP = 0;
  private static final int COUNTER = 9;
  private static final int STAMPS = 0x19;
  private TestReader reader;

  @BeforeEach
  void make_files_for_key_0() {
    reader = TestApplication.onNewChip(Generation.EV2);
    String mine = rights(0, 0, 0, 0);
    reader.must(0xCB, standard(BACKUP, CommMode.MACED, mine, 64));
    reader.must(0xCC, TestApplication.value(COUNTER, CommMode.MACED, mine, 255, 10, 1));
    reader.must(0xC0, records(STAMPS, CommMode.MACED, mine, 8, 4));
  }

  private int amount(int code, int amount) {
    return reader
        .send(code, Bytes.of(COUNTER), Bytes.hex(number(amount, 4)), CommMode.MACED, Flow.IN)
        .status();
  }

  private int value() {
    Bytes told = reader.send(0x6C, Bytes.of(COUNTER), Bytes.EMPTY, CommMode.MACED, Flow.OUT).ok();
    return LittleEndian.signed32(told, 0);
  }

  private void write(String hex) {
    Bytes data = Bytes.hex(hex);
    reader.send(0x8D, range(BACKUP, 0, data.length()), data, CommMode.MACED, Flow.IN).ok();
  }

  private Bytes read(int length) {
    return reader.send(0xAD, range(BACKUP, 0, length), Bytes.EMPTY, CommMode.MACED, Flow.OUT).ok();
  }

  private void stamp(String hex) {
    Bytes data = Bytes.hex(hex);
    reader.send(0x8B, range(STAMPS, 0, data.length()), data, CommMode.MACED, Flow.IN).ok();
  }

  private TestReader.Outcome stamps(int from, int count) {
    return reader.send(0xAB, range(STAMPS, from, count), Bytes.EMPTY, CommMode.MACED, Flow.OUT);
  }

  private void commit() {
    reader.must(0xC7, "");
  }

  private void tapAgain() {
    reader.newTap();
    reader.select(TestApplication.AID);
    reader.authenticate(Generation.EV2, 0, TestApplication.KEY);
  }

  @Test
  void nothing_shows_before_the_commit_and_everything_after() {
    write("aabb");
    assertThat(amount(0xDC, 3)).isZero();
    stamp("0102030405060708");
    assertThat(read(2)).isEqualTo(Bytes.hex("0000"));
    assertThat(value()).isEqualTo(10);
    commit();
    assertThat(read(2)).isEqualTo(Bytes.hex("aabb"));
    assertThat(value()).isEqualTo(7);
    assertThat(stamps(0, 0).ok()).isEqualTo(Bytes.hex("0102030405060708"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abort", "leave", "select", "error", "authenticate"})
  void what_is_not_committed_is_gone_after(String how) {
    write("aabb");
    assertThat(amount(0xDC, 3)).isZero();
    stamp("0102030405060708");
    switch (how) {
      case "abort" -> reader.must(0xA7, "");
      case "leave" -> tapAgain();
      case "select" -> {
        reader.select(TestApplication.AID);
        reader.authenticate(Generation.EV2, 0, TestApplication.KEY);
      }
      case "error" -> {
        assertThat(reader.tell(0xF5, "1f").status()).isEqualTo(0xF0);
        reader.authenticate(Generation.EV2, 0, TestApplication.KEY);
      }
      default -> reader.authenticate(Generation.EV2, 0, TestApplication.KEY);
    }
    assertThat(reader.tell(0xC7, "").status()).isEqualTo(0x0C);
    reader.authenticate(Generation.EV2, 0, TestApplication.KEY);
    assertThat(read(2)).isEqualTo(Bytes.hex("0000"));
    assertThat(value()).isEqualTo(10);
    assertThat(stamps(0, 0).status()).isEqualTo(0xBE);
  }

  @Test
  void a_transaction_survives_an_authentication_with_another_key_of_the_same_session() {
    assertThat(amount(0xDC, 3)).isZero();
    assertThat(reader.authenticateEv2(0, TestApplication.KEY, false)).isZero();
    commit();
    assertThat(value()).isEqualTo(7);
  }

  @Test
  void what_was_committed_survives_leaving() {
    assertThat(amount(0xDC, 3)).isZero();
    commit();
    tapAgain();
    assertThat(value()).isEqualTo(7);
  }

  @Test
  void changes_to_one_value_add_up() {
    assertThat(amount(0xDC, 4)).isZero();
    assertThat(amount(0x0C, 1)).isZero();
    assertThat(amount(0xDC, 7)).isZero();
    commit();
    assertThat(value()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {11, Integer.MAX_VALUE})
  void a_value_never_goes_below_its_limit(int amount) {
    assertThat(amount(0xDC, amount)).isEqualTo(0xBE);
  }

  @Test
  void a_pending_debit_counts_against_the_next_one() {
    assertThat(amount(0xDC, 10)).isZero();
    assertThat(amount(0xDC, 1)).isEqualTo(0xBE);
  }

  @ParameterizedTest
  @ValueSource(ints = {246, Integer.MAX_VALUE})
  void a_value_never_goes_above_its_limit(int amount) {
    assertThat(amount(0x0C, amount)).isEqualTo(0xBE);
  }

  @Test
  void a_negative_amount_is_a_parameter_error() {
    for (int code : new int[] {0x0C, 0xDC, 0x1C}) {
      assertThat(amount(code, -1)).isEqualTo(0x9E);
      reader.authenticate(Generation.EV2, 0, TestApplication.KEY);
    }
  }

  @Test
  void limited_credit_gives_back_what_the_last_transaction_took_and_only_once() {
    assertThat(amount(0x1C, 1)).isEqualTo(0xBE);
    reader.authenticate(Generation.EV2, 0, TestApplication.KEY);
    assertThat(amount(0xDC, 2)).isZero();
    assertThat(amount(0xDC, 3)).isZero();
    commit();
    assertThat(amount(0x1C, 6)).isEqualTo(0xBE);
    reader.authenticate(Generation.EV2, 0, TestApplication.KEY);
    assertThat(amount(0x1C, 4)).isZero();
    commit();
    assertThat(value()).isEqualTo(9);
    assertThat(amount(0x1C, 1)).isEqualTo(0xBE);
  }

  @Test
  void a_backup_file_takes_several_writes_in_one_transaction() {
    write("0102030405");
    write("aabb");
    commit();
    assertThat(read(5)).isEqualTo(Bytes.hex("aabb030405"));
  }

  @Test
  void a_cyclic_file_shows_one_record_less_than_it_has_room_for_and_forgets_the_oldest() {
    for (int i = 1; i <= 5; i++) {
      stamp("0%d".formatted(i).repeat(8));
      commit();
    }
    assertThat(stamps(0, 0).ok())
        .isEqualTo(Bytes.hex("03".repeat(8) + "04".repeat(8) + "05".repeat(8)));
    assertThat(stamps(0, 1).ok()).isEqualTo(Bytes.hex("05".repeat(8)));
    assertThat(stamps(1, 1).ok()).isEqualTo(Bytes.hex("04".repeat(8)));
    assertThat(stamps(1, 2).ok()).isEqualTo(Bytes.hex("03".repeat(8) + "04".repeat(8)));
    assertThat(stamps(0, 4).status()).isEqualTo(0xBE);
  }

  @Test
  void all_writes_of_one_transaction_go_to_one_record() {
    stamp("0102030405060708");
    reader.send(0x8B, range(STAMPS, 6, 2), Bytes.hex("aabb"), CommMode.MACED, Flow.IN).ok();
    commit();
    assertThat(stamps(0, 0).ok()).isEqualTo(Bytes.hex("010203040506aabb"));
  }

  @Test
  void a_linear_file_that_is_full_takes_no_more() {
    reader.must(0xC1, records(3, CommMode.MACED, rights(0, 0, 0, 0), 1, 2));
    for (int i = 0; i < 2; i++) {
      reader.send(0x8B, range(3, 0, 1), Bytes.of(i), CommMode.MACED, Flow.IN).ok();
      commit();
    }
    assertThat(reader.send(0x8B, range(3, 0, 1), Bytes.of(9), CommMode.MACED, Flow.IN).status())
        .isEqualTo(0xBE);
  }

  @Test
  void a_cleared_record_file_is_empty_after_the_commit_and_takes_no_record_before_it() {
    stamp("0102030405060708");
    commit();
    reader.must(0xEB, "19");
    assertThat(stamps(0, 1).ok()).isEqualTo(Bytes.hex("0102030405060708"));
    commit();
    assertThat(stamps(0, 0).status()).isEqualTo(0xBE);
    reader.authenticate(Generation.EV2, 0, TestApplication.KEY);
    reader.must(0xEB, "19");
    Bytes late = Bytes.copyOf(new byte[8]);
    assertThat(reader.send(0x8B, range(STAMPS, 0, 8), late, CommMode.MACED, Flow.IN).status())
        .isEqualTo(0x9D);
  }

  @Test
  void a_standard_file_needs_no_commit() {
    reader.must(0xCD, standard(2, CommMode.MACED, rights(0, 0, 0, 0), 4));
    reader.send(0x8D, range(2, 0, 4), Bytes.hex("01020304"), CommMode.MACED, Flow.IN).ok();
    tapAgain();
    assertThat(reader.send(0xAD, range(2, 0, 4), Bytes.EMPTY, CommMode.MACED, Flow.OUT).ok())
        .isEqualTo(Bytes.hex("01020304"));
  }

  /** Input: header block and data of each command, reads too (MF2DLHX0, TMI). */
  @Test
  void a_commit_proves_itself_by_counter_and_mac_over_all_commands() {
    TestApplication.createMacFile(reader);
    reader.authenticate(Generation.EV2, 1, TestApplication.KEY);
    reader.authenticate(Generation.EV2, 0, TestApplication.KEY);
    Bytes read = read(2);
    stamp("0102030405060708");
    assertThat(amount(0xDC, 1)).isZero();
    Bytes proof = reader.must(0xC7, "01");
    Bytes input =
        Bytes.concat(
            Bytes.hex("ad00000000020000" + "00".repeat(8)),
            read,
            Bytes.copyOf(new byte[14]),
            Bytes.hex("8b19000000080000" + "00".repeat(8)),
            Bytes.hex("0102030405060708" + "00".repeat(8)),
            Bytes.hex("dc0901000000" + "00".repeat(10)));
    try (AesKey key = AesKey.zero();
        AesKey session = TransactionMac.macKey(key, 0, Bytes.hex("04112233445566"))) {
      assertThat(proof)
          .isEqualTo(Bytes.concat(Bytes.hex("01000000"), TransactionMac.value(session, input)));
    }
    reader.authenticate(Generation.EV2, 1, TestApplication.KEY);
    assertThat(reader.send(0xAD, range(0x1A, 0, 12), Bytes.EMPTY, CommMode.MACED, Flow.OUT).ok())
        .isEqualTo(proof);
  }

  @Test
  void the_counter_of_commits_counts_commits_alone() {
    TestApplication.createMacFile(reader);
    for (int i = 1; i <= 3; i++) {
      assertThat(amount(0xDC, 1)).isZero();
      reader.must(0xA7, "");
      assertThat(amount(0xDC, 1)).isZero();
      assertThat(reader.must(0xC7, "01").at(0)).isEqualTo(i);
    }
  }

  @Test
  void a_commit_without_its_mac_in_an_ev2_session_is_a_length_error() {
    assertThat(amount(0xDC, 1)).isZero();
    assertThat(reader.frame(0xC7, "").status()).isEqualTo(0x7E);
  }

  @Test
  void a_proof_is_asked_for_only_where_there_is_a_file_for_it() {
    assertThat(amount(0xDC, 1)).isZero();
    assertThat(reader.tell(0xC7, "01").status()).isEqualTo(0x9E);
  }

  @Test
  void an_ev1_knows_no_proof() {
    TestReader old = TestApplication.onNewChip(Generation.EV1);
    old.must(0xCB, standard(BACKUP, CommMode.PLAIN, rights(0, 0, 0, 0), 4));
    old.send(0x3D, range(BACKUP, 0, 1), Bytes.of(1), CommMode.PLAIN, Flow.IN).ok();
    assertThat(old.tell(0xC7, "01").status()).isEqualTo(0x7E);
  }

  @Test
  void there_is_nothing_to_commit_on_the_chip_itself() {
    assertThat(TestReader.at(Generation.EV2).frame(0xC7, "").status()).isEqualTo(0x9D);
  }
}
