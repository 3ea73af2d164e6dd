package org.stile.simulator.chip;

import java.util.Optional;
import org.stile.core.Bytes;

/** The ways to authenticate, by command code. */
enum Authentication {
  LEGACY(0x0A) {
    @Override
    Handshake begin(CardState state, Bytes data) throws Declined {
      int number = keyNumber(state, data);
      ChipKey key = key(state, number, KeyType.TDEA);
      return new Handshake.Legacy(number, key, state.draw(key.type().blockSize()));
    }
  },
  ISO(0x1A) {
    @Override
    Handshake begin(CardState state, Bytes data) throws Declined {
      int number = keyNumber(state, data);
      ChipKey key = key(state, number, KeyType.TDEA);
      return new Handshake.Chained(number, key, state.draw(key.type().blockSize()));
    }
  },
  AES(0xAA) {
    @Override
    Handshake begin(CardState state, Bytes data) throws Declined {
      int number = keyNumber(state, data);
      ChipKey key = key(state, number, KeyType.AES);
      return new Handshake.Chained(number, key, state.draw(key.type().blockSize()));
    }
  },
  /** Key number, length of the reader's capabilities, capabilities. Drops the open transaction. */
  EV2_FIRST(0x71) {
    @Override
    Handshake begin(CardState state, Bytes data) throws Declined {
      Declined.unless(data.length() >= 2, Status.LENGTH_ERROR);
      Bytes capabilities = data.from(2);
      int most = Handshake.Ev2First.CAPABILITIES_LENGTH;
      boolean sound = capabilities.length() == data.at(1) && capabilities.length() <= most;
      Declined.unless(sound, Status.LENGTH_ERROR);
      int number = data.at(0);
      state.forgetSession();
      state.forgetTransaction();
      ChipKey key = key(state, number, KeyType.AES);
      Bytes identifier = state.draw(Ev2Channel.IDENTIFIER_LENGTH);
      Bytes own = state.draw(key.type().blockSize());
      return new Handshake.Ev2First(
          number, key, own, identifier, Bytes.copyOf(filled(capabilities, most)));
    }
  },
  /** Only within a session that {@link #EV2_FIRST} began. */
  EV2_NON_FIRST(0x77) {
    @Override
    Handshake begin(CardState state, Bytes data) throws Declined {
      if (!(state.channel() instanceof Ev2Channel session)) {
        throw new Declined(Status.PERMISSION_DENIED);
      }
      int number = keyNumber(state, data);
      ChipKey key = key(state, number, KeyType.AES);
      Bytes own = state.draw(key.type().blockSize());
      return new Handshake.Ev2NonFirst(number, key, own, session.identifier(), session.counter());
    }
  };

  private static final Authentication[] ALL = values();

  private final int code;

  Authentication(int code) {
    this.code = code;
  }

  /** Draws the chip's challenge; whatever session there was ends here. */
  abstract Handshake begin(CardState state, Bytes data) throws Declined;

  static Optional<Authentication> of(int code, Generation generation) {
    for (Authentication authentication : ALL) {
      boolean ev2 = authentication == EV2_FIRST || authentication == EV2_NON_FIRST;
      if (authentication.code == code) {
        return ev2 && !generation.knowsEv2() ? Optional.empty() : Optional.of(authentication);
      }
    }
    return Optional.empty();
  }

  private static int keyNumber(CardState state, Bytes data) throws Declined {
    Declined.unless(data.length() == 1, Status.LENGTH_ERROR);
    state.forgetSession();
    return data.at(0);
  }

  private static ChipKey key(CardState state, int number, KeyType type) throws Declined {
    ChipKey key = state.key(number);
    Declined.unless(key.type() == type, Status.AUTHENTICATION_ERROR);
    return key;
  }

  private static byte[] filled(Bytes value, int length) {
    byte[] filled = new byte[length];
    value.copyInto(filled, 0);
    return filled;
  }
}
