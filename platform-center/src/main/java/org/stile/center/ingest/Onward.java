package org.stile.center.ingest;

/** Hears of each message of a gate once it is committed: a venue's unit hands it on. */
public interface Onward {
  /**
   * A message was taken in. Any thread; must return at once.
   *
   * @param topic as it was published to.
   */
  void taken(String topic, byte[] payload);
}
