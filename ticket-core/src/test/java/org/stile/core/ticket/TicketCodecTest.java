package org.stile.core.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.stile.core.Bytes;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.MemorySigner;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventHash;

class TicketCodecTest {
  @Test
  void the_longest_ordinary_ticket_is_read_in_two_frames() throws Exception {
    var t =
        new Ticket(
            new EventHash(Bytes.hex("0102030405060708")),
            1048575,
            new ChipId(Bytes.hex("04112233445566")),
            1048575,
            255,
            1,
            Instant.ofEpochSecond(4_000_000_000L));
    var signed = TicketCodec.sign(t, new MemorySigner(Algorithm.EDDSA, 7, new byte[32]));
    assertThat(TicketCodec.parse(signed).ticket()).isEqualTo(t);
    assertThat(signed.length()).isLessThanOrEqualTo(118);
  }
}
