package org.stile.simulator.chip;

import java.util.Optional;
import org.stile.core.Bytes;

/**
 * The running MAC over one transaction (MF2DLHX0, transaction MAC). Input comes in whole blocks, so
 * only the chain and the last block are kept, however long the transaction.
 */
record TransactionMacChain(
    CardFile.TransactionMac file, BlockCipher cipher, Bytes vector, Optional<Bytes> lastBlock) {
  private static final int BLOCK = 16;

  /** The chain of the transaction that follows {@code file}'s last one. */
  static TransactionMacChain start(CardFile.TransactionMac file, Bytes uid) {
    BlockCipher cipher = BlockCipher.of(KeyType.AES, sessionKey(file.key(), file.counter(), uid));
    return new TransactionMacChain(file, cipher, cipher.zeroVector(), Optional.empty());
  }

  /** SesTMMACKey for the transaction after the {@code counter}th. */
  static Bytes sessionKey(ChipKey key, long counter, Bytes uid) {
    BlockCipher cipher = key.cipher();
    Bytes label = Bytes.of(0x5A, 0x00, 0x01, 0x00, 0x80);
    Bytes vector = Bytes.concat(label, LittleEndian.bytes(counter + 1, 4), uid);
    return cipher.cmac(cipher.zeroVector(), vector);
  }

  /** With {@code input} added, filled up with zeros to whole blocks. */
  TransactionMacChain with(Bytes input) {
    Bytes text = Bytes.concat(lastBlock.orElse(Bytes.EMPTY), Padding.zeros(input, BLOCK));
    int kept = text.length() - BLOCK;
    if (kept <= 0) {
      return new TransactionMacChain(file, cipher, vector, Optional.of(text));
    }
    Bytes chained = cipher.encryptCbc(vector, text.slice(0, kept));
    Bytes next = chained.from(chained.length() - BLOCK);
    return new TransactionMacChain(file, cipher, next, Optional.of(text.from(kept)));
  }

  /** The file as the commit of this transaction leaves it. */
  CardFile.TransactionMac finished() {
    Bytes mac = Ev2Channel.truncated(cipher.cmac(vector, lastBlock.orElse(Bytes.EMPTY)));
    return new CardFile.TransactionMac(file.settings(), file.key(), file.counter() + 1, mac);
  }
}
