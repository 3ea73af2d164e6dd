package org.stile.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Map;
import org.stile.core.Bytes;
import org.stile.core.KnownEvent;
import org.stile.core.Vectors;
import org.stile.core.WireException;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.Purpose;
import org.stile.core.cose.Sign1;
import org.stile.core.cose.Signer;
import org.stile.core.master.EventInformationCodec;
import org.stile.core.master.EventMaster;
import org.stile.core.master.MasterCodec;
import org.stile.core.master.MasterDelta;
import org.stile.core.master.SignedMaster;
import org.stile.core.ticket.TicketCodec;
import org.stile.core.trust.TrustChain;
import org.stile.core.trust.Trusted;
import org.stile.core.verify.TicketVerifier;

/**
 * No bytes break a decoder, and none that it takes are other bytes than it would write. Content is
 * fuzzed behind a good signature too, or nothing would ever get past the signature.
 */
class DecodersFuzzTest {
  private static final List<EventMaster> MASTERS = List.of(KnownEvent.MASTER);

  private static final SignedMaster BASE =
      MasterCodec.sign(KnownEvent.MASTER, KnownEvent.MASTER_SIGNER);

  private static final TrustChain CHAIN = chain();

  @FuzzTest(maxDuration = "1m")
  void ticket(byte[] data) {
    Bytes signed = Bytes.copyOf(data);
    assertThat(TicketVerifier.verify(signed, MASTERS)).isNotNull();
    try {
      assertThat(TicketCodec.parse(signed).message().encode()).isEqualTo(signed);
    } catch (WireException e) {
      assertThat(e.fault()).isNotNull();
    }
  }

  @FuzzTest(maxDuration = "1m")
  void ticketContent(byte[] data) {
    Bytes content = Bytes.copyOf(data);
    Bytes signed = signed(content, Purpose.TICKET, KnownEvent.ISSUING);
    try {
      Bytes again = TicketCodec.sign(TicketCodec.parse(signed).ticket(), KnownEvent.ISSUING);
      assertThat(again).isEqualTo(signed);
    } catch (WireException e) {
      assertThat(e.fault()).isNotNull();
    }
  }

  @FuzzTest(maxDuration = "1m")
  void eventInformation(byte[] data) {
    Bytes signed = signed(Bytes.copyOf(data), Purpose.EVENT_INFORMATION, KnownEvent.ISSUING);
    try {
      var information = EventInformationCodec.parse(signed);
      assertThat(EventInformationCodec.sign(information, KnownEvent.ISSUING)).isEqualTo(signed);
    } catch (WireException e) {
      assertThat(e.fault()).isNotNull();
    }
  }

  @FuzzTest(maxDuration = "1m")
  void master(byte[] data) {
    Bytes content = Bytes.copyOf(data);
    try {
      EventMaster master = MasterCodec.parse(unsigned(content));
      assertThat(MasterCodec.sign(master, KnownEvent.MASTER_SIGNER).bytes())
          .isEqualTo(signed(content, Purpose.MASTER, KnownEvent.MASTER_SIGNER));
    } catch (WireException e) {
      assertThat(e.fault()).isNotNull();
    }
  }

  @FuzzTest(maxDuration = "1m")
  void delta(byte[] data) {
    Bytes content = Bytes.copyOf(data);
    try {
      MasterDelta.parse(unsigned(content)).applyTo(BASE);
    } catch (WireException e) {
      assertThat(e.fault()).isNotNull();
    }
    Bytes signed = signed(content, Purpose.DELTA, KnownEvent.MASTER_SIGNER);
    if (CHAIN.delta(signed, BASE) instanceof Trusted.Accepted<SignedMaster>(var result)) {
      assertThat(CHAIN.master(result.bytes(), Map.of())).isEqualTo(new Trusted.Accepted<>(result));
    }
  }

  @FuzzTest(maxDuration = "1m")
  void keySet(byte[] data) {
    Bytes signed = signed(Bytes.copyOf(data), Purpose.KEY_SET, KnownEvent.ROOT);
    if (CHAIN.accept(signed) instanceof Trusted.Accepted<TrustChain>(var chain)) {
      assertThat(chain.keySet()).isPresent();
    }
  }

  @FuzzTest(maxDuration = "1m")
  void signedMessage(byte[] data) {
    Bytes signed = Bytes.copyOf(data);
    assertThat(CHAIN.accept(signed)).isNotNull();
    assertThat(CHAIN.master(signed, Map.of())).isNotNull();
    assertThat(CHAIN.delta(signed, BASE)).isNotNull();
    try {
      assertThat(Sign1.parse(signed, MasterCodec.SIGNED_LENGTH_MAX).encode()).isEqualTo(signed);
    } catch (WireException e) {
      assertThat(e.fault()).isNotNull();
    }
  }

  private static Bytes signed(Bytes content, Purpose purpose, Signer signer) {
    return Sign1.sign(content, purpose, signer).encode();
  }

  private static Sign1 unsigned(Bytes content) {
    return new Sign1(Algorithm.EDDSA, 3, content, Bytes.copyOf(new byte[64]));
  }

  private static TrustChain chain() {
    return switch (TrustChain.of(KnownEvent.roots()).accept(Vectors.message("key-set.hex"))) {
      case Trusted.Accepted<TrustChain>(var chain) -> chain;
      case Trusted.Rejected<TrustChain> rejected -> throw new AssertionError(rejected);
    };
  }
}
