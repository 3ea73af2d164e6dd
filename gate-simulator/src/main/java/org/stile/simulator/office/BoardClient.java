package org.stile.simulator.office;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.stile.simulator.office.CenterClient.Proof;
import org.stile.simulator.office.Json.Obj;

/**
 * Asks a center, or a venue unit, what it counts (docs/reference/ingest.md). Any thread.
 *
 * @param proof of somebody who may read the event's register.
 */
public record BoardClient(CenterClient center, Proof proof, long event) {
  /** A board that takes longer is one that does not answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** One who asks at {@code center}, and does not wait long. */
  public BoardClient {
    center = center.waiting(PATIENCE);
  }

  /** Its counts, and what they come to in a sentence. */
  public Obj counts() throws IOException {
    return Json.read(center.get("/api/v1/events/" + event + "/counts", proof));
  }

  /** What staff must know of, newest first. */
  public List<Obj> incidents() throws IOException {
    return Json.readAll(center.get("/api/v1/events/" + event + "/incidents", proof));
  }
}
