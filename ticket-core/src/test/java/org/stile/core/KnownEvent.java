package org.stile.core;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stile.core.cose.Algorithm;
import org.stile.core.cose.MemorySigner;
import org.stile.core.cose.Signer;
import org.stile.core.cose.VerifyingKey;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventHash;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.master.AdmissionRules;
import org.stile.core.master.EventInformation;
import org.stile.core.master.EventInformationCodec;
import org.stile.core.master.EventMaster;
import org.stile.core.master.Gate;
import org.stile.core.master.Guidance;
import org.stile.core.master.IssuingKey;
import org.stile.core.master.SeatMap;
import org.stile.core.master.StatusList;
import org.stile.core.master.TicketStatus;
import org.stile.core.master.Venue;
import org.stile.core.master.Zone;
import org.stile.core.ticket.Ticket;
import org.stile.core.trust.KeySet;
import org.stile.core.trust.MasterKey;
import org.stile.core.trust.RootKey;

/** The small event the golden vectors tell of, signed with keys anyone can look up. */
public final class KnownEvent {
  /** RFC 8032 §7.1, TEST 1. */
  public static final Signer ROOT =
      signer(1, "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

  /** RFC 8032 §7.1, TEST 2. */
  public static final Signer MASTER_SIGNER =
      signer(3, "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");

  /** RFC 8032 §7.1, TEST 3. */
  public static final Signer ISSUING =
      signer(7, "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");

  /** RFC 6979 §A.2.5. */
  public static final Signer ISSUING_ES256 =
      new MemorySigner(
          Algorithm.ES256,
          8,
          Bytes.hex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721").toArray());

  public static final Instant START = Instant.parse("2026-06-13T18:00:00Z");
  public static final Instant ISSUED = Instant.parse("2026-06-01T09:00:00Z");
  public static final Instant KEYS_FROM = Instant.parse("2026-01-01T00:00:00Z");
  public static final Instant KEYS_UNTIL = Instant.parse("2026-12-31T23:59:59Z");

  public static final EventInformation INFORMATION =
      new EventInformation(
          new EventId(42), "Test Match", "Test Ground", "Testville", START, "Europe/Berlin");

  public static final Bytes SIGNED_INFORMATION = EventInformationCodec.sign(INFORMATION, ISSUING);

  public static final EventMaster MASTER =
      new EventMaster(
          1,
          ISSUED,
          INFORMATION,
          SIGNED_INFORMATION,
          Set.of(EventHash.of(SIGNED_INFORMATION)),
          venue(),
          seats(),
          rules(AdmissionRules.ReEntry.NONE),
          List.of(issuingKey(ISSUING), issuingKey(ISSUING_ES256)),
          StatusList.allValid(100));

  /** The version after it: two tickets revoked, one suspended, re-entry allowed. */
  public static final EventMaster NEXT =
      new EventMaster(
          2,
          ISSUED.plusSeconds(60),
          INFORMATION,
          SIGNED_INFORMATION,
          MASTER.accepted(),
          MASTER.venue(),
          MASTER.seats(),
          rules(AdmissionRules.ReEntry.COUNTED),
          MASTER.keys(),
          MASTER
              .status()
              .with(
                  Map.of(
                      4, TicketStatus.REVOKED,
                      5, TicketStatus.REVOKED,
                      9, TicketStatus.SUSPENDED)));

  public static final KeySet KEY_SET =
      new KeySet(
          1,
          KEYS_FROM,
          List.of(new MasterKey(3, key(MASTER_SIGNER), KEYS_FROM, KEYS_UNTIL, Set.of())));

  public static final ChipId CHIP = new ChipId(Bytes.hex("04112233445566"));

  private KnownEvent() {}

  public static List<RootKey> roots() {
    return List.of(new RootKey(ROOT.keyId(), key(ROOT)));
  }

  public static VerifyingKey key(Signer signer) {
    return new VerifyingKey(signer.algorithm(), signer.publicKey());
  }

  public static IssuingKey issuingKey(Signer signer) {
    return new IssuingKey(
        signer.keyId(), signer.algorithm(), signer.publicKey(), KEYS_FROM, KEYS_UNTIL);
  }

  public static Ticket ticket(int index, int seat) {
    return new Ticket(EventHash.of(SIGNED_INFORMATION), index, CHIP, seat, 0, 1, ISSUED);
  }

  public static AdmissionRules rules(AdmissionRules.ReEntry reEntry) {
    return new AdmissionRules(
        START.minusSeconds(7_200),
        START.plusSeconds(3_600),
        List.of(
            new AdmissionRules.Window(
                Set.of(9, 30), START.minusSeconds(7_200), START.minusSeconds(3_600))),
        reEntry,
        AdmissionRules.WhenClockUntrusted.REFUSE);
  }

  private static Venue venue() {
    return new Venue(
        "Test Ground",
        "Testville",
        ZoneId.of("Europe/Berlin"),
        List.of(
            new Zone(0, "Main", new Guidance(Map.of("en", "Straight on.", "de", "Geradeaus."))),
            new Zone(1, "Terrace", Guidance.NONE)),
        List.of(
            new Gate(new GateId("main-1"), Set.of(0)), new Gate(new GateId("back"), Set.of(0, 1))));
  }

  private static SeatMap seats() {
    return new SeatMap(
        List.of(
            new SeatMap.Block(
                "North",
                "N1",
                0,
                List.of(
                    new SeatMap.Run("1", 1, 2, 3, 0, true),
                    new SeatMap.Run("2", 26, -1, 3, 2, true))),
            new SeatMap.Block(
                "South", "Terrace", 1, List.of(new SeatMap.Run("", 0, 1, 5, 4, false)))));
  }

  private static Signer signer(int keyId, String secret) {
    return new MemorySigner(Algorithm.EDDSA, keyId, Bytes.hex(secret).toArray());
  }
}
