package org.stile.center.broker;

/** Takes what arrives from gates. */
public interface Inbox {
  /**
   * A message arrived. Called on the connection's thread: hand it on at once, but waiting here is
   * allowed and holds the broker back.
   *
   * @param topic as it was published to; the broker has seen to it that only its gate could.
   * @param done tells the broker that the message is dealt with; until then it is delivered again,
   *     to this node or another, when the connection ends. Any thread; no effect after that.
   */
  void arrived(String topic, byte[] payload, Runnable done) throws InterruptedException;
}
