package org.stile.simulator.ground;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A process of the demo, with its log in a file and ears at what it says. Any thread. */
final class Child {
  /** What is shown of a log when its process died. */
  private static final int LAST_LINES = 12;

  /** A log is a demo's: what is longer was not read by anybody. */
  private static final long LOG_LENGTH_MAX = 16 << 20;

  private final String name;
  private final Process process;
  private final Path log;
  private final Deque<String> last = new ArrayDeque<>();
  private final List<Consumer<String>> outEars = new CopyOnWriteArrayList<>();
  private final List<Consumer<String>> errEars = new CopyOnWriteArrayList<>();
  private volatile boolean asked;

  Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    listen(process.inputReader(StandardCharsets.UTF_8), outEars, false);
    listen(process.errorReader(StandardCharsets.UTF_8), errEars, true);
  }

  String name() {
    return name;
  }

  Process process() {
    return process;
  }

  long pid() {
    return process.pid();
  }

  /** Hears standard output from now on, a line each. */
  void onOutput(Consumer<String> ear) {
    outEars.add(ear);
  }

  /** Hears standard error from now on, a line each. */
  void onError(Consumer<String> ear) {
    errEars.add(ear);
  }

  private void listen(BufferedReader lines, List<Consumer<String>> ears, boolean kept) {
    Thread.ofVirtual()
        .start(
            () -> {
              try (lines;
                  Writer to =
                      Files.newBufferedWriter(
                          kept ? log : log.resolveSibling(log.getFileName() + ".out"),
                          StandardOpenOption.CREATE,
                          StandardOpenOption.APPEND)) { // It may have been started anew.
                copy(lines, to, ears);
              } catch (IOException e) {
                note("its output could not be read any more: " + e.getMessage());
              }
            });
  }

  private void copy(BufferedReader lines, Writer to, List<Consumer<String>> ears)
      throws IOException {
    long written = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      note(line);
      written += line.length() + 1L;
      if (written < LOG_LENGTH_MAX) {
        to.write(line + "\n");
        to.flush();
      }
      for (Consumer<String> ear : ears) {
        ear.accept(line);
      }
    }
  }

  private void note(String line) {
    synchronized (last) {
      last.addLast(line);
      if (last.size() > LAST_LINES) {
        last.removeFirst();
      }
    }
  }

  /** Its last words, for people. */
  String lastWords() {
    synchronized (last) {
      return last.isEmpty() ? "  (nothing)" : "  " + String.join("\n  ", last);
    }
  }

  /** Types a line. */
  synchronized void type(String line) throws IOException {
    Writer keys = process.outputWriter(StandardCharsets.UTF_8);
    keys.write(line + "\n");
    keys.flush();
  }

  void end(boolean atOnce) {
    asked = true;
    if (atOnce) {
      process.toHandle().destroyForcibly();
    } else {
      process.toHandle().destroy(); // Through the handle: its last words are still to be heard.
    }
  }

  boolean diedByItself() {
    return !asked && !process.isAlive();
  }
}
