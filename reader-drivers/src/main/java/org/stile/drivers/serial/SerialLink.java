package org.stile.drivers.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A serial port, 8 data bits, no parity, 1 stop bit, no flow control. Owned by one thread, except
 * {@link #wake()} and {@link #close()}; a daemon thread of its own waits for bytes, because the
 * kernel's own timeout for that counts in tenths of a second.
 */
public final class SerialLink implements ByteLink {
  /** What most devices speak until told otherwise. */
  private static final int BAUD_AT_OPENING = 115_200;

  /** Fifteen of the longest frames of a PN532: nobody who reads at all is that far behind. */
  private static final int CAPACITY = 4096;

  /** One read of the kernel; the longest frame of a PN532 has 275 bytes. */
  private static final int CHUNK = 512;

  private static final Duration FAREWELL = Duration.ofMillis(500);

  private final String name;
  private final SerialPort port;
  private final Thread listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final byte[] waiting = new byte[CAPACITY];
  private int count;
  private boolean woken;
  private Optional<String> broken = Optional.empty();
  private volatile boolean closed;

  private SerialLink(String name, SerialPort port) {
    this.name = name;
    this.port = port;
    this.listener = Thread.ofPlatform().daemon().name("serial " + name).unstarted(this::listen);
  }

  /**
   * Opens a serial device for this process alone.
   *
   * @param device a terminal device, or a link to one.
   * @throws IOException if there is none, or somebody else has it.
   */
  public static SerialLink open(Path device) throws IOException {
    try {
      // The library would look for a missing device elsewhere; the real path is the one meant.
      SerialPort port = SerialPort.getCommPort(device.toRealPath().toString());
      port.setComPortParameters(BAUD_AT_OPENING, 8, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
      port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, 0, 0);
      if (!port.openPort()) {
        throw new IOException(device + " does not open, errno " + port.getLastErrorCode());
      }
      var link = new SerialLink(device.toString(), port);
      link.listener.start();
      return link;
    } catch (SerialPortInvalidPortException e) {
      throw new IOException(device + " is no serial port", e);
    }
  }

  @Override
  public void write(byte[] bytes, int count) throws IOException {
    if (closed || port.writeBytes(bytes, count) != count) {
      throw new IOException("cannot write to " + name);
    }
  }

  @Override
  public int read(byte[] into, int offset, Duration patience) throws IOException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (count == 0 && !woken && broken.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (count > 0) {
        return take(into, offset);
      }
      if (broken.isPresent()) {
        throw new IOException(broken.get());
      }
      woken = false;
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading " + name, e);
    } finally {
      lock.unlock();
    }
  }

  private int take(byte[] into, int offset) {
    int taken = Math.min(count, into.length - offset);
    System.arraycopy(waiting, 0, into, offset, taken);
    count -= taken;
    System.arraycopy(waiting, taken, waiting, 0, count);
    return taken;
  }

  @Override
  public void speed(int baud) throws IOException {
    if (closed || !port.setBaudRate(baud)) {
      throw new IOException(name + " does not go at " + baud + " baud");
    }
  }

  @Override
  public void discardInput() throws IOException {
    lock.lock();
    try {
      count = 0;
      if (broken.isPresent()) {
        throw new IOException(broken.get());
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    breakOff(name + " was closed");
    // Makes the listener's read return before its file descriptor may belong to somebody else.
    port.setComPortTimeouts(SerialPort.TIMEOUT_NONBLOCKING, 0, 0);
    try {
      listener.join(FAREWELL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    port.closePort();
  }

  private void listen() {
    byte[] chunk = new byte[CHUNK];
    while (!closed) {
      int came = port.readBytes(chunk, chunk.length);
      if (came <= 0) {
        // A blocking read returns nothing only if nothing will ever come again.
        breakOff(name + " is gone, errno " + port.getLastErrorCode());
        return;
      }
      append(chunk, came);
    }
  }

  private void append(byte[] chunk, int came) {
    lock.lock();
    try {
      // What does not fit is lost, as it would be in the UART; the protocol above finds out.
      int fits = Math.min(came, CAPACITY - count);
      System.arraycopy(chunk, 0, waiting, count, fits);
      count += fits;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void breakOff(String why) {
    lock.lock();
    try {
      if (broken.isEmpty()) {
        broken = Optional.of(why);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
