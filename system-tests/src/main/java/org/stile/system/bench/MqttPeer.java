package org.stile.system.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.stile.core.Bytes;

/**
 * As much of an MQTT 5.0 client as a gate uses, so light that a thousand fit into a benchmark: one
 * subscription, QoS 1, a virtual thread that reads. Any thread publishes.
 */
final class MqttPeer implements AutoCloseable {
  private static final int CONNECT = 0x10; // MQTT 5.0 §2.1.2, packet type and flags.
  private static final int CONNACK = 0x20;
  private static final int PUBLISH = 0x30;
  private static final int PUBLISH_QOS1 = 0x32;
  private static final int PUBACK = 0x40;
  private static final int SUBSCRIBE = 0x82;
  private static final int SUBACK = 0x90;
  private static final int TYPE = 0xF0;
  private static final int CLEAN_START = 0x02; // §3.1.2.3.
  private static final int USER_NAME = 0x80;
  private static final int WINDOW = 10; // As the agent has it.
  private static final int PATIENCE_MS = 30_000;
  private static final int PACKET_ID_MAX = 0xFFFF;

  private final Socket socket;
  private final DataOutputStream out;
  private final DataInputStream in;
  private final AtomicLong bytesUp;
  private final AtomicLong bytesDown;
  private final Semaphore window = new Semaphore(WINDOW);
  private int packetId;

  /**
   * Connects and subscribes.
   *
   * @param bytesUp counts what goes over the wire; of all peers, if they share it.
   */
  MqttPeer(int port, String client, String user, AtomicLong bytesUp, AtomicLong bytesDown)
      throws IOException {
    this.bytesUp = bytesUp;
    this.bytesDown = bytesDown;
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
    socket.setSoTimeout(PATIENCE_MS);
    out = new DataOutputStream(socket.getOutputStream());
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 8 << 10));
    try {
      var connect = new ByteArrayOutputStream();
      var body = new DataOutputStream(connect);
      body.writeUTF("MQTT");
      body.writeByte(5);
      body.writeByte(CLEAN_START | USER_NAME);
      body.writeShort(0); // No keep-alive: loopback does not vanish.
      body.writeByte(0); // No properties.
      body.writeUTF(client);
      body.writeUTF(user);
      write(CONNECT, connect.toByteArray());
      Packet answer = read();
      if (answer.kind != CONNACK || answer.body.at(1) != 0) {
        throw new IOException("not let in: " + answer.body);
      }
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private record Packet(int kind, Bytes body) {}

  /** Hears a topic from now on; {@code heard} is called with when it came (nanoTime). */
  void subscribe(String topic, BiConsumer<Bytes, Long> heard) throws IOException {
    var subscribe = new ByteArrayOutputStream();
    var body = new DataOutputStream(subscribe);
    body.writeShort(1);
    body.writeByte(0);
    body.writeUTF(topic);
    body.writeByte(1); // QoS 1.
    write(SUBSCRIBE, subscribe.toByteArray());
    Packet answer = read();
    if (answer.kind != SUBACK || answer.body.at(3) > 1) {
      throw new IOException("not subscribed: " + answer.body);
    }
    socket.setSoTimeout(0);
    Thread.ofVirtual().start(() -> listen(heard));
  }

  private void listen(BiConsumer<Bytes, Long> heard) {
    try {
      while (true) {
        Packet packet = read();
        switch (packet.kind & TYPE) {
          case PUBACK -> window.release();
          case PUBLISH -> {
            int topic = 2 + (packet.body.at(0) << 8) + packet.body.at(1);
            int id = (packet.body.at(topic) << 8) + packet.body.at(topic + 1);
            int properties = packet.body.at(topic + 2);
            heard.accept(packet.body.from(topic + 3 + properties), System.nanoTime());
            write(PUBACK, new byte[] {(byte) (id >> 8), (byte) id});
          }
          default -> {} // Nothing else was asked for.
        }
      }
    } catch (IOException e) {
      close();
    }
  }

  /** Publishes when the window has room. */
  void publish(String topic, Bytes payload) throws IOException, InterruptedException {
    if (!window.tryAcquire(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
      throw new IOException("the broker took nothing for " + PATIENCE_MS + " ms");
    }
    byte[] name = topic.getBytes(StandardCharsets.US_ASCII);
    byte[] content = new byte[2 + name.length + 2 + 1 + payload.length()];
    content[0] = (byte) (name.length >> 8);
    content[1] = (byte) name.length;
    System.arraycopy(name, 0, content, 2, name.length);
    payload.copyInto(content, 2 + name.length + 3);
    synchronized (this) {
      packetId = packetId % PACKET_ID_MAX + 1;
      content[2 + name.length] = (byte) (packetId >> 8);
      content[2 + name.length + 1] = (byte) packetId;
      write(PUBLISH_QOS1, content);
    }
  }

  boolean isOpen() {
    return !socket.isClosed();
  }

  private synchronized void write(int kind, byte[] body) throws IOException {
    var packet = new ByteArrayOutputStream(body.length + 5);
    packet.write(kind);
    int length = body.length;
    do { // Variable Byte Integer, §1.5.5.
      packet.write((length & 0x7F) | (length > 0x7F ? 0x80 : 0));
      length >>>= 7;
    } while (length > 0);
    packet.write(body);
    bytesUp.addAndGet(packet.size());
    out.write(packet.toByteArray());
    out.flush();
  }

  private Packet read() throws IOException {
    int kind = in.readUnsignedByte();
    int length = 0;
    int digit;
    int shift = 0;
    do {
      digit = in.readUnsignedByte();
      length |= (digit & 0x7F) << shift;
      shift += 7;
    } while ((digit & 0x80) != 0);
    byte[] body = new byte[length];
    in.readFully(body);
    bytesDown.addAndGet(1 + shift / 7 + length);
    return new Packet(kind, Bytes.copyOf(body));
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
