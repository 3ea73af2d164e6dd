package org.stile.sync;

import java.io.PrintStream;
import java.time.InstantSource;
import org.stile.core.config.JsonLine;
import org.stile.core.id.GateId;

/**
 * The log of an agent: one JSON object a line, its names in docs/reference/sync-config.md. The same
 * note again and again is written once a minute, with how often it was not. One thread at a time.
 */
final class SyncLog {
  private static final long REPEAT_EVERY_MS = 60_000;

  private final PrintStream out;
  private final GateId gate;
  private final InstantSource clock;
  private String lastNote = "";
  private long lastNoteMs;
  private long repeated;

  SyncLog(PrintStream out, GateId gate, InstantSource clock) {
    this.out = out;
    this.gate = gate;
    this.clock = clock;
  }

  synchronized void started(String version) {
    write(line("start").with("version", version));
  }

  synchronized void stopped(String why) {
    write(line("stop").with("why", why));
  }

  /** Something that happened: a short upper-case word with hyphens, and what a person may need. */
  synchronized void note(String kind, String detail) {
    long now = clock.millis();
    // Kinds that a liar could repeat without end must not fill the disk.
    if (kind.equals(lastNote) && Math.abs(now - lastNoteMs) < REPEAT_EVERY_MS && isRefusal(kind)) {
      repeated++;
      return;
    }
    JsonLine line = line("note").with("kind", kind).with("detail", detail);
    if (repeated > 0) {
      line.with("repeated", repeated);
    }
    repeated = 0;
    lastNote = kind;
    lastNoteMs = now;
    write(line);
  }

  private static boolean isRefusal(String kind) {
    return switch (kind) {
      case "NOT-OURS", "NO-MESSAGE", "OTHER-LOG", "NOT-POSSIBLE", "RESEND-REFUSED" -> true;
      default -> false;
    };
  }

  private JsonLine line(String event) {
    return new JsonLine()
        .with("at", clock.instant().toString())
        .with("gate", gate.value())
        .with("event", event);
  }

  private void write(JsonLine line) {
    out.println(line.closed());
    out.flush();
  }
}
