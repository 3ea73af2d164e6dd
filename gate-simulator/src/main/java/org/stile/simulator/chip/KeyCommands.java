package org.stile.simulator.chip;

import java.io.IOException;
import org.stile.core.Bytes;

/** Commands about keys and what may be done with them. */
final class KeyCommands {
  private static final int AES_BIT = 0x80;
  private static final int NUMBER_MASK = 0x0F;
  private static final int PICC_TYPE_MASK = 0xC0;

  private KeyCommands() {}

  static Reply settings(CardState state, Request request) throws Declined {
    KeySettings settings = state.keySettings();
    boolean allowed = state.isMaster() || settings.listingFree();
    Declined.unless(allowed, Status.AUTHENTICATION_ERROR);
    boolean aes = state.key(0).type() == KeyType.AES;
    int count = state.atPicc() ? 1 : state.application().keys().size();
    return Reply.of(Bytes.of(settings.value(), (aes ? AES_BIT : 0) | count));
  }

  static Reply changeSettings(CardState state, Request request)
      throws Declined, IOException, PowerLost {
    var settings = new KeySettings(request.data().at(0));
    ChipImage image = state.image();
    state.store(
        state.atPicc() ? image.with(settings) : image.with(state.application().with(settings)));
    return Reply.DONE;
  }

  static Reply version(CardState state, Request request) throws Declined {
    return Reply.of(Bytes.of(state.key(request.data().at(0)).version()));
  }

  /** Stores the key {@link KeyCryptogram} took out of the command. */
  static Reply change(CardState state, Request request) throws Declined, IOException, PowerLost {
    int number = request.data().at(0) & NUMBER_MASK;
    Bytes value = request.data().slice(1, 1 + ChipKey.LENGTH);
    boolean aes = request.data().length() > 1 + ChipKey.LENGTH;
    ChipKey next =
        aes
            ? new ChipKey(KeyType.AES, value, request.data().at(1 + ChipKey.LENGTH))
            : new ChipKey(KeyType.TDEA, value, parityVersion(value));
    ChipImage image = state.image();
    state.store(
        state.atPicc() ? image.with(next) : image.with(state.application().withKey(number, next)));
    if (number == state.channel().keyNumber()) {
      state.forgetSession(); // Its key is no more; the answer to this very command goes bare.
    }
    return Reply.DONE;
  }

  /** A DES key's version hides in the low bits of its first eight bytes. */
  private static int parityVersion(Bytes value) {
    int version = 0;
    for (int i = 0; i < 8; i++) {
      version = (version << 1) | (value.at(i) & 1);
    }
    return version;
  }

  /**
   * Who may change key {@code number}, by the key settings' high nibble.
   *
   * @return the number without its type bits.
   */
  static int wantRight(CardState state, int number) throws Declined {
    int holder = state.channel().keyNumber();
    Declined.unless(holder != Channel.NOBODY, Status.AUTHENTICATION_ERROR);
    if (state.atPicc()) {
      boolean known = (number & ~PICC_TYPE_MASK) == 0 && (number & PICC_TYPE_MASK) != 0x40;
      Declined.unless(known && number != PICC_TYPE_MASK, Status.NO_SUCH_KEY);
      Declined.unless(state.keySettings().masterKeyChangeable(), Status.PERMISSION_DENIED);
      return 0;
    }
    Declined.unless((number & ~NUMBER_MASK) == 0, Status.NO_SUCH_KEY);
    var _ = state.key(number);
    KeySettings settings = state.keySettings();
    if (number == 0) {
      Declined.unless(settings.masterKeyChangeable(), Status.PERMISSION_DENIED);
      state.wantMaster();
      return number;
    }
    int changer = settings.changeKey();
    Declined.unless(changer != KeySettings.FROZEN, Status.PERMISSION_DENIED);
    int wanted = changer == KeySettings.SAME_KEY ? number : changer == number ? 0 : changer;
    Declined.unless(holder == wanted, Status.AUTHENTICATION_ERROR);
    return number;
  }
}
