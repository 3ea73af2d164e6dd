package org.stile.chips.desfire;

import java.security.SecureRandom;
import java.util.Optional;
import org.stile.chips.ChipException;
import org.stile.chips.ChipException.Fault;
import org.stile.chips.ChipFamily;
import org.stile.chips.TicketChip;
import org.stile.chips.channel.ChipChannel;
import org.stile.chips.crypto.AesKey;
import org.stile.core.id.ChipId;

/**
 * DESFire EV1, EV2 and EV3. Opening takes three exchanges (select, and two to authenticate), four
 * for an EV1 not seen lately. Any thread, each with its own channel.
 */
public final class DesfireFamily implements ChipFamily {
  private final GateKeys keys;
  private final SecureRandom random;
  private final GenerationMemory memory = new GenerationMemory();

  /**
   * @param keys stay the caller's to close.
   * @param random for the challenges to chips.
   */
  public DesfireFamily(GateKeys keys, SecureRandom random) {
    this.keys = keys;
    this.random = random;
  }

  @Override
  public Optional<TicketChip> open(ChipChannel channel) throws ChipException {
    if (!channel.target().speaksIsoDep()) {
      return Optional.empty();
    }
    var application = new Application(channel, random, memory);
    switch (application.select()) {
      case HERE -> {}
      case ABSENT -> throw new ChipException(new Fault.Foreign("DESFire of somebody else"));
      case OTHER_FAMILY -> {
        return Optional.empty();
      }
    }
    ChipId id = application.id();
    try (AesKey key = keys.of(id)) {
      DesfireSession session = application.authenticate(KeyRole.GATE.number(), key);
      return Optional.of(new DesfireChip(id, application, session));
    }
  }
}
