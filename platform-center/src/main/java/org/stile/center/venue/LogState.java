package org.stile.center.venue;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.stile.center.broker.GateName;
import org.stile.core.Bytes;
import org.stile.core.id.GateId;
import org.stile.core.sync.SyncLimits;

/**
 * A log as the unit's database has it.
 *
 * @param id the database's number for it.
 * @param logId of this line of it.
 * @param wireId as messages name it: the same, unless the log goes on in two ways.
 * @param forwarded how far the center is known to have it.
 * @param current whether its gate spoke of it last.
 * @param online whether its gate is connected to this unit.
 * @param greeted whether it did so on the connection it has now: a birth comes before the hello.
 * @param bootId of the gate's connection; empty: none was told yet.
 * @param told rows the gate said it has.
 */
record LogState(
    long id,
    Bytes logId,
    Bytes wireId,
    GateName gate,
    long highWater,
    long forwarded,
    boolean current,
    boolean online,
    boolean greeted,
    Bytes bootId,
    String agentVersion,
    long told) {
  private static final String AGENT_UNKNOWN = "unknown";

  static LogState of(long venue, ResultSet row) throws SQLException {
    byte[] boot = row.getBytes("boot_id");
    String agent = row.getString("agent_version");
    return new LogState(
        row.getLong("id"),
        Bytes.copyOf(row.getBytes("log_id")),
        Bytes.copyOf(row.getBytes("wire_id")),
        new GateName(venue, new GateId(row.getString("gate"))),
        row.getLong("high_water"),
        row.getLong("forwarded"),
        row.getBoolean("current"),
        row.getBoolean("online"),
        row.getBoolean("greeted"),
        boot == null ? Bytes.EMPTY : Bytes.copyOf(boot),
        agent == null ? AGENT_UNKNOWN : agent,
        row.getLong("told"));
  }

  /** Whether the center is to be told that the gate is there. */
  boolean isThere() {
    return current && online && greeted && bootId.length() == SyncLimits.BOOT_ID_LENGTH;
  }
}
