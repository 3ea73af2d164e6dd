package org.stile.simulator.pty;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;

/**
 * A pseudo terminal, pty(7): this process holds the master, any program opens the slave as if it
 * were a serial port. Clients may come and go; the line stays.
 */
public final class Pty implements HostLine {
  /** The kernel hands a terminal at most 4096 bytes at once, pty(7). */
  private static final int CHUNK = 4096;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** {@code struct pollfd}: int fd, short events, short revents; poll(2). */
  private static final int POLLFD_SIZE = 8;

  private static final int POLLFD_EVENTS = 4;
  private static final int POLLFD_ANSWER = 6;

  private final int master;
  private final int slave;
  private final int alarm;
  private final Path device;
  private final Optional<Path> link;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment incoming = arena.allocate(CHUNK);
  private final MemorySegment outgoing = arena.allocate(CHUNK);
  private final MemorySegment pollFds = arena.allocate(2 * POLLFD_SIZE, Integer.BYTES);
  private final MemorySegment timeout = arena.allocate(ValueLayout.JAVA_LONG, 2);
  private final MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_LONG, 1L);
  private boolean closed;

  private Pty(int master, int slave, int alarm, Path device, Optional<Path> link) {
    this.master = master;
    this.slave = slave;
    this.alarm = alarm;
    this.device = device;
    this.link = link;
    watch(0, master);
    watch(1, alarm);
  }

  /** Opens a pseudo terminal without a lasting name. */
  public static Pty open() throws IOException {
    return open(Optional.empty());
  }

  /**
   * Opens a pseudo terminal and points a symbolic link at it, so that it has the same name each
   * time. A link left over is replaced in one step.
   *
   * @throws FileAlreadyExistsException if there is something at {@code link} that is not a link.
   */
  public static Pty open(Path link) throws IOException {
    return open(Optional.of(link));
  }

  private static Pty open(Optional<Path> link) throws IOException {
    int master = Posix.openMaster();
    int slave = -1;
    int alarm = -1;
    try {
      Posix.unlock(master);
      String name = Posix.slaveName(master);
      // Held open for as long as the line lives: without any slave open, the master reads EIO.
      slave = Posix.open(name, Posix.O_RDWR | Posix.O_NOCTTY | Posix.O_CLOEXEC);
      Posix.makeRaw(slave);
      alarm = Posix.eventfd();
      Path device = Path.of(name);
      if (link.isPresent()) {
        point(link.get(), device);
      }
      return new Pty(master, slave, alarm, device, link);
    } catch (IOException | RuntimeException e) {
      for (int fd : new int[] {alarm, slave, master}) {
        if (fd >= 0) {
          Posix.close(fd);
        }
      }
      throw e;
    }
  }

  private static void point(Path link, Path device) throws IOException {
    if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(link)) {
      throw new FileAlreadyExistsException(link + " is not a symbolic link: left as it is");
    }
    Path fresh = link.resolveSibling(link.getFileName() + "." + device.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createSymbolicLink(fresh, device);
    Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void watch(int index, int fd) {
    long at = (long) index * POLLFD_SIZE;
    pollFds.set(ValueLayout.JAVA_INT, at, fd);
    pollFds.set(ValueLayout.JAVA_SHORT, at + POLLFD_EVENTS, Posix.POLLIN);
  }

  private boolean answered(int index) {
    return pollFds.get(ValueLayout.JAVA_SHORT, (long) index * POLLFD_SIZE + POLLFD_ANSWER) != 0;
  }

  /** The slave: what a client opens. */
  public Path device() {
    return device;
  }

  @Override
  public int receive(byte[] into, Duration patience) throws IOException {
    long nanos = Math.max(0, patience.toNanos());
    timeout.setAtIndex(ValueLayout.JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
    timeout.setAtIndex(ValueLayout.JAVA_LONG, 1, nanos % NANOS_PER_SECOND);
    Posix.poll(pollFds, 2, timeout);
    if (answered(1)) {
      Posix.read(alarm, incoming, Long.BYTES); // One read takes all alarms, eventfd(2).
    }
    if (!answered(0)) {
      return 0;
    }
    int count = Posix.read(master, incoming, Math.min(CHUNK, into.length));
    MemorySegment.copy(incoming, ValueLayout.JAVA_BYTE, 0, into, 0, count);
    // A client that took the port for itself and died would lock out the next one for ever,
    // because the slave is never closed here.
    Posix.allowFurtherOpens(slave);
    return count;
  }

  @Override
  public void send(byte[] bytes, int count) throws IOException {
    int at = 0;
    while (at < count) {
      int chunk = Math.min(CHUNK, count - at);
      MemorySegment.copy(bytes, at, outgoing, ValueLayout.JAVA_BYTE, 0, chunk);
      int taken = Posix.write(master, outgoing, chunk);
      if (taken == 0) {
        return; // Nobody listens: a real line would not keep the bytes either.
      }
      at += taken;
    }
  }

  @Override
  public int hostSpeed() throws IOException {
    return Posix.outputSpeed(slave);
  }

  @Override
  public synchronized void wake() {
    if (closed) {
      return; // The descriptor may already be somebody else's.
    }
    try {
      Posix.write(alarm, one, Long.BYTES);
    } catch (IOException e) {
      throw new IllegalStateException("an eventfd refused to count", e);
    }
  }

  @Override
  public String name() {
    return link.orElse(device).toString();
  }

  /** Closes the line and removes its link, unless the link has been pointed elsewhere since. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    link.ifPresent(this::removeLink);
    Posix.close(slave);
    Posix.close(master);
    Posix.close(alarm);
    arena.close();
  }

  private void removeLink(Path path) {
    try {
      if (Files.isSymbolicLink(path) && Files.readSymbolicLink(path).equals(device)) {
        Files.delete(path);
      }
    } catch (IOException _) {
      // A link that stays behind is replaced the next time: not worth failing a close.
    }
  }
}
