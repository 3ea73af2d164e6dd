package org.stile.cache;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.stile.core.admission.Direction;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.Source;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.GateId;

/** Passages that are not rows of our journal: peers' and inherited ones. */
final class PassageColumns {
  private PassageColumns() {}

  /** Columns direction, number, lane, wall_ms and state of the row under the cursor. */
  static Passage read(ResultSet row, GateId gate) throws SQLException {
    return new Passage(
        Direction.valueOf(row.getString("direction")),
        row.getInt("number"),
        gate,
        row.getInt("lane"),
        Instant.ofEpochMilli(row.getLong("wall_ms")),
        State.valueOf(row.getString("state")),
        Source.OTHER_GATE,
        0);
  }
}
