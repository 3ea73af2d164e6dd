package org.stile.gate.log;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.Decision;
import org.stile.core.admission.Decision.Admit;
import org.stile.core.admission.Decision.Refuse;
import org.stile.core.config.JsonLine;
import org.stile.core.id.GateId;
import org.stile.drivers.ReaderEvent;
import org.stile.gate.device.LineWriter;
import org.stile.gate.lane.Incident;
import org.stile.gate.lane.LaneListener;
import org.stile.gate.lane.LaneState;
import org.stile.gate.lane.Stage;
import org.stile.gate.lane.TapReport;

/**
 * The log of a gate: one JSON object a line, its names in docs/reference/gate-log.md. Never a key,
 * never what a session is made of: it is told nothing that holds one. Any thread.
 */
public final class GateLog implements LaneListener {
  private static final int NANOS_PER_MICRO = 1_000;

  private final LineWriter out;
  private final GateId gate;
  private final Supplier<ClockReading> clock;

  public GateLog(LineWriter out, GateId gate, Supplier<ClockReading> clock) {
    this.out = out;
    this.gate = gate;
    this.clock = clock;
  }

  /** The process has come up. */
  public void started(String version) {
    out.write(line("start").with("version", version).closed());
  }

  /**
   * All lanes have started.
   *
   * @param millis since the process began, negative if that cannot be told.
   */
  public void ready(long millis) {
    out.write(line("ready").with("ms", millis).closed());
  }

  /** The process is about to end. */
  public void stopped(String why) {
    out.write(line("stop").with("why", why).with("dropped", out.dropped()).closed());
  }

  /** Something that has no lane. */
  public void note(String kind, String detail) {
    out.write(line("note").with("kind", kind).with("detail", detail).closed());
  }

  @Override
  public void ready(int lane, LaneState state) {
    out.write(line("lane-ready").with("lane", lane).with("state", name(state)).closed());
  }

  @Override
  public void tapped(TapReport report) {
    JsonLine line = line("tap").with("lane", report.lane());
    report.chip().ifPresent(chip -> line.with("chip", chip.toString()));
    decided(line, report.decision());
    line.with("opened", report.opened()).with("commands", report.readerCommands());
    for (Map.Entry<Stage, Duration> stage : report.stages().entrySet()) {
      String name = stage.getKey().name().toLowerCase(Locale.ROOT) + "-us";
      line.with(name, stage.getValue().toNanos() / NANOS_PER_MICRO);
    }
    out.write(line.closed());
  }

  private static void decided(JsonLine line, Decision decision) {
    switch (decision) {
      case Admit admit ->
          line.with("decision", "ADMIT")
              .with("ticket", admit.ticket().toString())
              .with("direction", admit.direction().name())
              .with("number", admit.number())
              .with("resumed", admit.resumes().isPresent())
              .with("clock-doubted", admit.clockDoubted());
      case Refuse refuse -> {
        line.with("decision", "REFUSE").with("code", refuse.why().code());
        refuse.ticket().ifPresent(ticket -> line.with("ticket", ticket.toString()));
        line.with("detail", refuse.why().toString());
      }
    }
  }

  @Override
  public void incident(int lane, Incident kind, String detail) {
    out.write(
        line("incident")
            .with("lane", lane)
            .with("kind", kind.kind())
            .with("detail", detail)
            .closed());
  }

  /** What befell the reader of a lane. */
  public void reader(int lane, ReaderEvent event) {
    String kind =
        switch (event) {
          case ReaderEvent.Ready _ -> "READY";
          case ReaderEvent.Faulted _ -> "FAULTED";
          case ReaderEvent.Recovered _ -> "RECOVERED";
          case ReaderEvent.Dead _ -> "DEAD";
          case ReaderEvent.LinkSlowed _ -> "LINK-SLOWED";
          case ReaderEvent.ChipSlowed _ -> "CHIP-SLOWED";
        };
    out.write(
        line("reader")
            .with("lane", lane)
            .with("kind", kind)
            .with("detail", event.toString())
            .closed());
  }

  private JsonLine line(String event) {
    ClockReading now = clock.get();
    return new JsonLine()
        .with("at", now.now().toString())
        .with("trust", now.trust().name())
        .with("gate", gate.value())
        .with("event", event);
  }

  private static String name(LaneState state) {
    return switch (state) {
      case LaneState.Idle _ -> "IDLE";
      case LaneState.Reading _ -> "READING";
      case LaneState.Deciding _ -> "DECIDING";
      case LaneState.Stamping _ -> "STAMPING";
      case LaneState.Open _ -> "OPEN";
      case LaneState.Removing _ -> "REMOVING";
      case LaneState.OutOfOrder(var trouble) -> "OUT-OF-ORDER-" + trouble;
      case LaneState.FireRelease _ -> "FIRE-RELEASE";
    };
  }
}
