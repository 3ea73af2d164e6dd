package org.stile.simulator.chip;

/** The ciphers a virtual chip has keys for. */
enum KeyType {
  /** Two-key triple DES; a single DES key is one with equal halves. */
  TDEA(8),
  AES(16);

  private final int blockSize;

  KeyType(int blockSize) {
    this.blockSize = blockSize;
  }

  /** Bytes in a block, and in the random numbers of an authentication. */
  int blockSize() {
    return blockSize;
  }
}
