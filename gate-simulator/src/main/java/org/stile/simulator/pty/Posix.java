package org.stile.simulator.pty;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The few C functions a pseudo terminal needs, on Linux. The only class of the simulator that
 * leaves the JVM.
 */
final class Posix {
  /** {@code O_RDWR}, open(2). */
  static final int O_RDWR = 0x2;

  /** {@code O_NOCTTY}, open(2): the terminal must not become this process's own. */
  static final int O_NOCTTY = 0x100;

  /** {@code O_NONBLOCK}, open(2). */
  static final int O_NONBLOCK = 0x800;

  /** {@code O_CLOEXEC}, open(2). */
  static final int O_CLOEXEC = 0x80000;

  /** {@code POLLIN}, poll(2). */
  static final short POLLIN = 0x1;

  /** {@code EAGAIN}, errno(3): nothing there, or no room. */
  static final int EAGAIN = 11;

  private static final int EINTR = 4;

  /** {@code TCSANOW}, tcsetattr(3). */
  private static final int TCSANOW = 0;

  /** {@code TCGETS2}, ioctl_tty(2): like tcgetattr(3), with speeds as plain numbers. */
  private static final long TCGETS2 = 0x802C542AL;

  /** {@code TIOCNXCL}, ioctl_tty(2): allows further opens again. */
  private static final long TIOCNXCL = 0x540DL;

  /** {@code struct termios2}, ioctl_tty(2): its size, and where {@code c_ospeed} lies. */
  private static final int TERMIOS2_SIZE = 44;

  private static final int TERMIOS2_OUTPUT_SPEED = 40;

  /** More than {@code struct termios} has in any C library, termios(3). */
  private static final int TERMIOS_ROOM = 256;

  /** More than "/dev/pts/" and a number need. */
  private static final int NAME_ROOM = 64;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final AddressLayout POINTER = ValueLayout.ADDRESS;
  private static final StructLayout ERRNO_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      ERRNO_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle POSIX_OPENPT = handle("posix_openpt", of(INT));
  private static final MethodHandle GRANTPT = handle("grantpt", of(INT));
  private static final MethodHandle UNLOCKPT = handle("unlockpt", of(INT));
  private static final MethodHandle PTSNAME_R = handle("ptsname_r", of(INT, POINTER, LONG));
  private static final MethodHandle OPEN =
      handle("open", of(POINTER, INT), Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE = handle("close", of(INT));
  private static final MethodHandle TCGETATTR = handle("tcgetattr", of(INT, POINTER));
  private static final MethodHandle CFMAKERAW =
      handle("cfmakeraw", FunctionDescriptor.ofVoid(POINTER));
  private static final MethodHandle TCSETATTR = handle("tcsetattr", of(INT, INT, POINTER));
  private static final MethodHandle IOCTL =
      handle("ioctl", of(INT, LONG, POINTER), Linker.Option.firstVariadicArg(2));
  private static final MethodHandle EVENTFD = handle("eventfd", of(INT, INT));
  private static final MethodHandle PPOLL = handle("ppoll", of(POINTER, LONG, POINTER, POINTER));
  private static final MethodHandle READ =
      handle("read", FunctionDescriptor.of(LONG, INT, POINTER, LONG));
  private static final MethodHandle WRITE =
      handle("write", FunctionDescriptor.of(LONG, INT, POINTER, LONG));

  private Posix() {}

  /** A call, with room for its errno. */
  @FunctionalInterface
  private interface Call {
    long run(MemorySegment errno) throws Throwable;
  }

  /** {@code posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)}, posix_openpt(3). */
  static int openMaster() throws IOException {
    int flags = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC;
    return (int) must("posix_openpt", state -> (int) POSIX_OPENPT.invokeExact(state, flags));
  }

  /** grantpt(3), then unlockpt(3): the slave may be opened. */
  static void unlock(int master) throws IOException {
    must("grantpt", state -> (int) GRANTPT.invokeExact(state, master));
    must("unlockpt", state -> (int) UNLOCKPT.invokeExact(state, master));
  }

  /** ptsname_r(3): the path of the slave. */
  static String slaveName(int master) throws IOException {
    try (var arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(NAME_ROOM);
      long error =
          must(
              "ptsname_r",
              state -> (int) PTSNAME_R.invokeExact(state, master, name, (long) NAME_ROOM));
      if (error != 0) {
        throw new IOException("ptsname_r: errno " + error);
      }
      return name.getString(0);
    }
  }

  /** open(2). */
  static int open(String path, int flags) throws IOException {
    try (var arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path);
      return (int) must("open " + path, state -> (int) OPEN.invokeExact(state, name, flags));
    }
  }

  /** close(2). A descriptor is gone whatever it answers. */
  static void close(int fd) {
    errnoOr(state -> (int) CLOSE.invokeExact(state, fd));
  }

  /** tcgetattr(3), cfmakeraw(3), tcsetattr(3): no echo, no lines, no signals, eight bits. */
  static void makeRaw(int fd) throws IOException {
    try (var arena = Arena.ofConfined()) {
      MemorySegment termios = arena.allocate(TERMIOS_ROOM);
      must("tcgetattr", state -> (int) TCGETATTR.invokeExact(state, fd, termios));
      must(
          "cfmakeraw",
          state -> {
            CFMAKERAW.invokeExact(state, termios);
            return 0;
          });
      must("tcsetattr", state -> (int) TCSETATTR.invokeExact(state, fd, TCSANOW, termios));
    }
  }

  /** {@code ioctl(fd, TCGETS2, ...)}, ioctl_tty(2): the output speed in baud. */
  static int outputSpeed(int fd) throws IOException {
    try (var arena = Arena.ofConfined()) {
      MemorySegment termios = arena.allocate(TERMIOS2_SIZE, Integer.BYTES);
      must("ioctl TCGETS2", state -> (int) IOCTL.invokeExact(state, fd, TCGETS2, termios));
      return termios.get(INT, TERMIOS2_OUTPUT_SPEED);
    }
  }

  /** {@code ioctl(fd, TIOCNXCL)}, ioctl_tty(2). */
  static void allowFurtherOpens(int fd) throws IOException {
    MemorySegment nothing = MemorySegment.NULL;
    must("ioctl TIOCNXCL", state -> (int) IOCTL.invokeExact(state, fd, TIOCNXCL, nothing));
  }

  /** {@code eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)}, eventfd(2). */
  static int eventfd() throws IOException {
    return (int)
        must("eventfd", state -> (int) EVENTFD.invokeExact(state, 0, O_NONBLOCK | O_CLOEXEC));
  }

  /**
   * ppoll(2) without a signal mask.
   *
   * @param fds {@code count} times {@code struct pollfd}.
   * @param timeout a {@code struct timespec}.
   */
  static void poll(MemorySegment fds, int count, MemorySegment timeout) throws IOException {
    MemorySegment noMask = MemorySegment.NULL;
    long result =
        errnoOr(state -> (int) PPOLL.invokeExact(state, fds, (long) count, timeout, noMask));
    if (result < 0 && result != -EINTR) {
      throw new IOException("ppoll: errno " + -result);
    }
  }

  /** read(2): how many bytes came, 0 if there were none. */
  static int read(int fd, MemorySegment into, long count) throws IOException {
    long result = errnoOr(state -> (long) READ.invokeExact(state, fd, into, count));
    return noneOr("read", result);
  }

  /** write(2): how many bytes were taken, 0 if there was no room. */
  static int write(int fd, MemorySegment from, long count) throws IOException {
    long result = errnoOr(state -> (long) WRITE.invokeExact(state, fd, from, count));
    return noneOr("write", result);
  }

  private static int noneOr(String what, long result) throws IOException {
    if (result == -EAGAIN || result == -EINTR) {
      return 0;
    }
    if (result < 0) {
      throw new IOException(what + ": errno " + -result);
    }
    return (int) result;
  }

  private static long must(String what, Call call) throws IOException {
    long result = errnoOr(call);
    if (result < 0) {
      throw new IOException(what + ": errno " + -result);
    }
    return result;
  }

  /** The call's result, or minus its errno(3). */
  private static long errnoOr(Call call) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(ERRNO_STATE);
      long result = call.run(state);
      return result < 0 ? -(int) ERRNO.get(state, 0L) : result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("a downcall throws nothing else", e);
    }
  }

  private static FunctionDescriptor of(MemoryLayout... arguments) {
    return FunctionDescriptor.of(INT, arguments);
  }

  @SuppressWarnings("restricted") // Leaving the JVM is what this class is for.
  private static MethodHandle handle(
      String name, FunctionDescriptor type, Linker.Option... options) {
    var linker = Linker.nativeLinker();
    var all = new Linker.Option[options.length + 1];
    System.arraycopy(options, 0, all, 0, options.length);
    all[options.length] = Linker.Option.captureCallState("errno");
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, all);
  }
}
