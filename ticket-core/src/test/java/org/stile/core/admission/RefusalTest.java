package org.stile.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RefusalTest {
  @Test
  void there_is_one_of_each_to_test_with() {
    assertThat(Refusals.each().stream().<Class<?>>map(Object::getClass))
        .containsExactlyInAnyOrderElementsOf(leaves(Refusal.class).toList());
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(RefusalTest::leaves)
        : Stream.of(type);
  }

  @Test
  void codes_are_unique_and_have_one_form() {
    List<String> codes = Refusals.each().stream().map(Refusal::code).toList();
    assertThat(codes)
        .doesNotHaveDuplicates()
        .allSatisfy(code -> assertThat(code).matches("[RCG]\\d\\d-[A-Z]+(-[A-Z]+)*"));
  }

  @Test
  void codes_are_on_record_and_never_change() {
    assertThat(Refusals.each().stream().map(Refusal::code))
        .containsExactly(
            "R01-UNKNOWN-EVENT",
            "R02-FORGED",
            "R03-NOT-THIS-CHIP",
            "R04-REVOKED",
            "R04-SUSPENDED",
            "R05-WRONG-EVENT",
            "R06-NOT-YET-OPEN",
            "R06-CLOSED",
            "R06-CLOCK-NOT-TRUSTED",
            "R07-WRONG-GATE",
            "R07-UNKNOWN-SEAT",
            "R08-NO-ENTRIES-LEFT",
            "R09-ALREADY-INSIDE",
            "R09-FINISH-ELSEWHERE",
            "R10-NO-RE-ENTRY",
            "R10-NOT-INSIDE",
            "C01-FOREIGN-CHIP",
            "C02-CHIP-NOT-GENUINE",
            "C03-NO-TICKET",
            "C04-PULLED-AWAY",
            "C05-CHIP-UNREADABLE",
            "C06-SEVERAL-CHIPS",
            "G01-OUT-OF-ORDER");
  }
}
