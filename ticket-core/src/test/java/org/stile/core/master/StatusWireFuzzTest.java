package org.stile.core.master;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.cbor.CborForm;

class StatusWireFuzzTest {
  private static final CborForm<StatusList> FORM =
      new CborForm<>(300_000, StatusWire::write, StatusWire::read);

  @FuzzTest(maxDuration = "1m")
  void statusList(byte[] data) {
    try {
      StatusList list = FORM.decode(Bytes.copyOf(data));
      assertThat(list.size()).isLessThanOrEqualTo(SeatMap.SEATS_MAX);
      assertThat(FORM.encode(list)).isEqualTo(Bytes.copyOf(data));
    } catch (WireException e) {
      assertThat(e.fault()).isNotNull();
    }
  }
}
