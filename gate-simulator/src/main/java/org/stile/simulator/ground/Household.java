package org.stile.simulator.ground;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All processes of a demo. They end with it, however it ends: a small shell waits at the end of a
 * pipe, and when the pipe breaks, it ends whoever is left and clears the folder away. Any thread.
 */
public final class Household implements AutoCloseable {
  /** A center writes down what it has, and stops its database. */
  private static final Duration FAREWELL = Duration.ofSeconds(20);

  /**
   * Reads process numbers; "done" is the good end. Else: asks all to end, waits, makes them, and
   * takes the folder away. A database lives apart from the center that started it, and is left over
   * where that was killed, or ended while it started it: both ends look. Survives what a terminal
   * sends to everybody in front of it.
   */
  private static final String UNDERTAKER =
      """
      trap '' INT HUP TERM QUIT
      pids=
      databases() {
        for file in "$1"/*/postgres/postmaster.pid; do
          read -r pid <"$file" && grep -qF "$1" "/proc/$pid/cmdline" && kill -INT "$pid"
        done 2>/dev/null
      }
      while read -r line; do
        if [ "$line" = done ]; then
          databases "$1"
          exit 0
        fi
        pids="$pids $line"
      done
      kill -TERM $pids 2>/dev/null
      tries=0
      while [ -n "$pids" ] && [ "$tries" -lt 200 ]; do
        sleep 0.1
        tries=$((tries + 1))
        left=
        for pid in $pids; do
          kill -0 "$pid" 2>/dev/null && left="$left $pid"
        done
        pids=$left
      done
      [ -z "$pids" ] || kill -KILL $pids 2>/dev/null
      databases "$1"
      rm -rf -- "$1"
      """;

  private final Path folder;
  private final Duration farewell;
  private final Process undertaker;
  private final Writer toUndertaker;
  private final List<Child> children = new ArrayList<>();
  private boolean closed;
  private boolean leaving;

  private Household(Path folder, Duration farewell, Process undertaker) {
    this.folder = folder;
    this.farewell = farewell;
    this.undertaker = undertaker;
    this.toUndertaker = undertaker.outputWriter(java.nio.charset.StandardCharsets.US_ASCII);
  }

  /**
   * A household without anybody yet.
   *
   * @param folder a scratch folder; the logs of all lie in it.
   */
  public static Household in(Path folder) throws IOException {
    return in(folder, FAREWELL);
  }

  /**
   * The same, for those that have more to do when they end.
   *
   * @param farewell how long each of them is waited for.
   */
  public static Household in(Path folder, Duration farewell) throws IOException {
    var builder = new ProcessBuilder("/bin/sh", "-c", UNDERTAKER, "undertaker", folder.toString());
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return new Household(folder, farewell, builder.start());
  }

  Path folder() {
    return folder;
  }

  /**
   * Starts a process; the settings of this machine's own Stile are none of its business.
   *
   * @param name what people call it; its log is "name.log".
   */
  synchronized Child start(String name, List<String> command, Map<String, String> environment)
      throws IOException {
    if (closed || leaving) {
      throw new IOException("the demo is ending");
    }
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(each -> each.startsWith("STILE_"));
    builder.environment().put("NO_COLOR", "1");
    builder.environment().putAll(environment);
    var child = new Child(name, builder.start(), folder.resolve(name + ".log"));
    children.add(child);
    toUndertaker.write(child.pid() + "\n");
    toUndertaker.flush();
    return child;
  }

  /** Those that ended although nobody asked them to. */
  synchronized List<Child> dead() {
    return leaving ? List.of() : children.stream().filter(Child::diedByItself).toList();
  }

  /** From now on everybody may end, and nobody new comes: Ctrl-C tells the children, too. */
  public synchronized void farewell() {
    leaving = true;
  }

  /** Ends one; returns when it is gone. */
  void end(Child child) {
    child.end(false);
    await(child);
  }

  /** Ends one as a power cut does. */
  void kill(Child child) {
    child.end(true);
    await(child);
  }

  private void await(Child child) {
    try {
      if (!child.process().waitFor(farewell)) {
        child.end(true);
        child.process().waitFor();
      }
    } catch (InterruptedException e) {
      child.end(true);
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      children.remove(child);
    }
  }

  /** Ends all, the last started first; again is harmless. */
  @Override
  public void close() {
    List<Child> all;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      all = List.copyOf(children).reversed();
    }
    all.forEach(child -> child.end(false));
    all.forEach(this::await);
    try {
      toUndertaker.write("done\n");
      toUndertaker.close();
      var _ = undertaker.waitFor(farewell);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      undertaker.destroy(); // It was killed: then there is nobody to tell.
    }
  }
}
