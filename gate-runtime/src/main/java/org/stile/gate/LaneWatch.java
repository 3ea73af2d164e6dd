package org.stile.gate;

import java.util.concurrent.atomic.AtomicInteger;
import org.stile.gate.lane.Incident;
import org.stile.gate.lane.LaneEvent;
import org.stile.gate.lane.LaneListener;
import org.stile.gate.lane.LaneState;
import org.stile.gate.lane.TapReport;
import org.stile.gate.lane.Trouble;
import org.stile.gate.log.GateLog;

/** Logs what the lanes do, and notices when all are up or one needs a new process. Any thread. */
final class LaneWatch implements LaneListener {
  private final GateLog log;
  private final AtomicInteger notReady;
  private final Runnable whenReady;
  private final Runnable whenDamaged;

  LaneWatch(GateLog log, int lanes, Runnable whenReady, Runnable whenDamaged) {
    this.log = log;
    notReady = new AtomicInteger(lanes);
    this.whenReady = whenReady;
    this.whenDamaged = whenDamaged;
  }

  @Override
  public void tapped(TapReport report) {
    log.tapped(report);
  }

  @Override
  public void ready(int lane, LaneState state) {
    log.ready(lane, state);
    if (notReady.decrementAndGet() == 0) {
      whenReady.run();
    }
  }

  @Override
  public void moved(int lane, LaneState from, LaneEvent event, LaneState to) {
    if (to instanceof LaneState.OutOfOrder(Trouble trouble) && trouble == Trouble.JOURNAL_DAMAGED) {
      whenDamaged.run();
    }
  }

  @Override
  public void incident(int lane, Incident kind, String detail) {
    log.incident(lane, kind, detail);
  }
}
