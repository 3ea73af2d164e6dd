package org.stile.sync;

import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.stile.core.Bytes;
import org.stile.core.id.GateId;
import org.stile.core.sync.SyncTopic;

/** {@link Wire} by Eclipse Paho: a new client object for every connection, never one used twice. */
final class PahoWire implements Wire {
  private final Broker broker;
  private @Nullable PahoLink link;

  /**
   * Where to, and as whom.
   *
   * @param tls for {@code tls://}.
   */
  record Broker(URI address, Optional<SSLContext> tls, long venue, GateId gate) {
    SyncTopic topic(SyncTopic.Channel channel) {
      return new SyncTopic(venue, gate, channel);
    }
  }

  PahoWire(Broker broker) {
    this.broker = broker;
  }

  @Override
  public void connect(Bytes bootId, Listener listener) {
    drop();
    var next = new PahoLink(broker, bootId, listener);
    link = next;
    next.open();
  }

  @Override
  public void publish(SyncTopic topic, Bytes payload) {
    if (link != null) {
      link.publish(topic, payload);
    }
  }

  @Override
  public void goOn() {
    if (link != null) {
      link.taken();
    }
  }

  @Override
  public void drop() {
    if (link != null) {
      link.end(false);
      link = null;
    }
  }

  @Override
  public void close() {
    if (link != null) {
      link.end(true);
      link = null;
    }
  }
}
