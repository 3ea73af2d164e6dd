package org.stile.center;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Starts the PostgreSQL of a home again, as it was started before, whenever it ends by itself:
 * killed for want of memory, or because its disk was full. Tries until it is told to stop.
 */
final class DatabaseKeeper implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(DatabaseKeeper.class);

  /** How late the end of PostgreSQL may be noticed; its clients notice at once. */
  private static final Duration LOOK = Duration.ofMillis(500);

  /** After a start that failed: a full disk is not made free within seconds. */
  private static final Duration PAUSE = Duration.ofSeconds(3);

  /** Recovery after a crash reads what was written since the last checkpoint: 1 GB at most. */
  private static final Duration START_MAX = Duration.ofMinutes(5);

  /** Line 8 of postmaster.pid, from 1: what PostgreSQL is doing (its miscadmin.h). */
  private static final int STATUS_LINE = 7;

  private final CenterHome home;
  private final List<String> command;
  private final Thread thread;
  private final Thread hook = new Thread(this::stopLooking, "database-keeper-stop");
  private volatile ProcessHandle running;
  private volatile boolean restarted;
  private volatile boolean stopping;
  private String lastTold = "";

  private DatabaseKeeper(CenterHome home, ProcessHandle running, List<String> command) {
    this.home = home;
    this.running = running;
    this.command = command;
    this.thread = Thread.ofPlatform().daemon().name("database-keeper").unstarted(this::run);
  }

  /**
   * Looks after a PostgreSQL that runs.
   *
   * @throws IOException if the system does not tell how it was started.
   */
  static DatabaseKeeper of(CenterHome home, ProcessHandle running) throws IOException {
    var keeper = new DatabaseKeeper(home, running, command(running));
    // When the machine goes down, PostgreSQL and the center end at once: then it is to stay ended.
    Runtime.getRuntime().addShutdownHook(keeper.hook);
    keeper.thread.start();
    return keeper;
  }

  /** Read from the system itself, for {@link ProcessHandle.Info} leaves arguments out (proc(5)). */
  private static List<String> command(ProcessHandle postgres) throws IOException {
    // Apart from us, or Ctrl-C would end it before the center's last request.
    var command = new ArrayList<String>(List.of("setsid"));
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U")); // PostgreSQL refuses to run as root.
    }
    String line = Files.readString(Path.of("/proc/" + postgres.pid() + "/cmdline"));
    command.addAll(List.of(line.split("\0")));
    return List.copyOf(command);
  }

  /** PostgreSQL as it was started last; it may have ended since. */
  ProcessHandle running() {
    return running;
  }

  /** Whether {@link #running} was started here. */
  boolean restarted() {
    return restarted;
  }

  /**
   * Whether a process runs; one that ended but that nobody has taken note of does not (proc(5)).
   */
  static boolean runs(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException gone) {
      return false;
    }
  }

  private void run() {
    try {
      while (!stopping) {
        Thread.sleep(LOOK);
        if (!stopping && !runs(running)) {
          again();
        }
      }
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    }
  }

  private void again() throws InterruptedException {
    tell("PostgreSQL ended; it is started again. " + home.databaseLog() + " says why.");
    try {
      var log = EmbeddedDatabase.log(home);
      Process process = new ProcessBuilder(command).redirectOutput(log).redirectError(log).start();
      running = process.toHandle();
      restarted = true;
      if (ready(process)) {
        LOG.warn("PostgreSQL runs again.");
        lastTold = "";
        return;
      }
      tell("PostgreSQL does not start: " + EmbeddedDatabase.lastWords(home) + "; it is tried on.");
    } catch (IOException e) {
      tell("PostgreSQL cannot be started: " + e.getMessage() + "; it is tried on.");
    }
    Thread.sleep(PAUSE);
  }

  /** Once, however often it is tried. */
  private void tell(String what) {
    if (!what.equals(lastTold)) {
      LOG.warn(what);
      lastTold = what;
    }
  }

  private boolean ready(Process process) throws InterruptedException {
    long end = System.nanoTime() + START_MAX.toNanos();
    while (process.isAlive() && System.nanoTime() - end < 0) {
      if (saysReady(process.pid())) {
        return true;
      }
      Thread.sleep(20);
    }
    return false;
  }

  private boolean saysReady(long pid) {
    try {
      List<String> lines = Files.readAllLines(home.databasePidFile());
      return lines.size() > STATUS_LINE
          && lines.getFirst().strip().equals("" + pid)
          && lines.get(STATUS_LINE).strip().equals("ready");
    } catch (IOException notYet) {
      return false;
    }
  }

  private void stopLooking() {
    stopping = true;
  }

  /** From now on PostgreSQL may end; returns when it is not being started. */
  @Override
  public void close() {
    stopLooking();
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      LOG.trace("the hook runs already", shuttingDown);
    }
  }
}
