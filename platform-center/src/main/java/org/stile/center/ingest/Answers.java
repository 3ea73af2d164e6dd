package org.stile.center.ingest;

import java.util.List;
import org.stile.center.broker.GateName;
import org.stile.core.sync.DownMessage;

/** What gates are told after a commit. Any thread; returns at once. */
interface Answers {
  /** Tells one gate something. */
  void tell(GateName gate, DownMessage message);

  /** Tells the other gates of the venue of these. */
  void passages(List<Intake.Changed> changed);
}
