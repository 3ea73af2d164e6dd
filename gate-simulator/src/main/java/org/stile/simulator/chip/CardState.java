package org.stile.simulator.chip;

import java.io.IOException;
import java.util.random.RandomGenerator;
import org.stile.core.Bytes;

/** What a chip knows while it has power, and its way to its memory. */
final class CardState {
  /** The AID of the chip itself. */
  static final int PICC = 0;

  private static final int MASTER_KEY = 0;

  private final ChipMemory memory;
  private final RandomGenerator random;
  private int selected = PICC;
  private Channel channel = new NoChannel();
  private Transaction transaction = new Transaction();
  private boolean powerFailsAtNextWrite;

  CardState(ChipMemory memory, RandomGenerator random) {
    this.memory = memory;
    this.random = random;
  }

  ChipImage image() {
    return memory.image();
  }

  Generation generation() {
    return image().generation();
  }

  Channel channel() {
    return channel;
  }

  Transaction transaction() {
    return transaction;
  }

  Bytes draw(int length) {
    return Handshake.draw(random, length);
  }

  /** As after power on. */
  void reset() {
    select(PICC);
    powerFailsAtNextWrite = false;
  }

  /** Makes {@code aid} the application commands are for; forgets session and transaction. */
  void select(int aid) {
    selected = aid;
    forgetSession();
    forgetTransaction();
  }

  void open(Channel next) {
    channel = next;
  }

  void forgetSession() {
    channel = new NoChannel();
  }

  void forgetTransaction() {
    transaction = new Transaction();
  }

  boolean atPicc() {
    return selected == PICC;
  }

  /** The selected application. */
  Application application() throws Declined {
    Application found = image().applications().get(selected);
    if (found == null) {
      throw new Declined(Status.PERMISSION_DENIED);
    }
    return found;
  }

  void wantPicc() throws Declined {
    Declined.unless(atPicc(), Status.PERMISSION_DENIED);
  }

  boolean isMaster() {
    return channel.keyNumber() == MASTER_KEY;
  }

  /** Declines unless somebody authenticated with the master key of what is selected. */
  void wantMaster() throws Declined {
    Declined.unless(isMaster(), Status.AUTHENTICATION_ERROR);
  }

  KeySettings keySettings() throws Declined {
    return atPicc() ? image().settings() : application().keySettings();
  }

  /** Key {@code number} of what is selected. */
  ChipKey key(int number) throws Declined {
    if (atPicc()) {
      Declined.unless(number == MASTER_KEY, Status.NO_SUCH_KEY);
      return image().masterKey();
    }
    var keys = application().keys();
    Declined.unless(number < keys.size(), Status.NO_SUCH_KEY);
    return keys.get(number);
  }

  void failPowerAtNextWrite() {
    powerFailsAtNextWrite = true;
  }

  /** Makes {@code next} lasting, in one step. */
  void store(ChipImage next) throws IOException, PowerLost {
    if (powerFailsAtNextWrite) {
      throw new PowerLost();
    }
    memory.store(next);
  }

  /** Makes {@code whole} lasting in several steps, so that a failing power leaves {@code torn}. */
  void storeTearable(ChipImage torn, ChipImage whole) throws IOException, PowerLost {
    if (powerFailsAtNextWrite) {
      memory.store(torn);
      throw new PowerLost();
    }
    memory.store(whole);
  }
}
