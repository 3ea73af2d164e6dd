package org.stile.core.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stile.core.Bytes;

class IdTest {
  @Test
  void an_event() {
    assertThat(new EventId(1)).hasToString("E1");
    assertThat(new EventId(0xFFFF_FFFFL).value()).isEqualTo(4_294_967_295L);
    assertThatIllegalArgumentException().isThrownBy(() -> new EventId(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new EventId(0x1_0000_0000L));
  }

  @Test
  void a_ticket() {
    var event = new EventId(1);
    assertThat(new TicketId(event, 0)).hasToString("E1/0");
    assertThat(new TicketId(event, 1_048_575).index()).isEqualTo(TicketId.INDEX_MAX);
    assertThatIllegalArgumentException().isThrownBy(() -> new TicketId(event, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new TicketId(event, 1_048_576));
  }

  @Test
  void an_event_hash() {
    assertThat(new EventHash(Bytes.hex("0011223344556677"))).hasToString("0011223344556677");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EventHash(Bytes.hex("00112233445566")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EventHash(Bytes.hex("001122334455667788")));
    // SHA-256 of nothing at all (FIPS 180-4) begins so.
    assertThat(EventHash.of(Bytes.EMPTY)).hasToString("e3b0c44298fc1c14");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "north-12", "abcdefghijklmnopqrstuvwx"})
  void a_gate(String name) {
    assertThat(new GateId(name)).hasToString(name);
    assertThatCode(() -> new GateId(name)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-a", "A", "a b", "a_b", "ä", "abcdefghijklmnopqrstuvwxy", "a\n", "../a"})
  void no_gate(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> new GateId(name));
  }
}
