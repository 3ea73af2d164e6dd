package org.stile.center.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.stile.center.broker.CenterRole;
import org.stile.center.broker.Incidents;
import org.stile.center.broker.Incidents.Kind;
import org.stile.center.db.Database;
import org.stile.core.Bytes;
import org.stile.core.WireException;
import org.stile.core.sync.SyncCodec;
import org.stile.core.sync.UnitMessage;
import org.stile.core.sync.UnitTopic;

/**
 * Takes what venues' units tell of themselves: whether they are there, and for whom. Any thread.
 */
@ApplicationScoped
public class UnitStates {
  private final Database database;
  private final Incidents incidents;
  private final CenterRole role;
  private final InstantSource clock;

  public UnitStates(Database database, Incidents incidents, CenterRole role, InstantSource clock) {
    this.database = database;
    this.incidents = incidents;
    this.role = role;
    this.clock = clock;
  }

  /** A message at a unit's topic. */
  private record Told(long venue, Bytes payload) {}

  /**
   * Takes those of a batch that are of units, in their order.
   *
   * @throws RuntimeException if the transaction fails: try again, it may be told twice.
   */
  void take(List<Batches.Message> batch) {
    List<Told> told = new ArrayList<>();
    for (Batches.Message message : batch) {
      UnitTopic.parse(message.topic())
          .ifPresent(topic -> told.add(new Told(topic.venue(), Bytes.copyOf(message.payload()))));
    }
    if (!told.isEmpty() && role.unit().isEmpty()) { // A unit has no units below it.
      database.change(handle -> told.forEach(each -> take(handle, each)));
    }
  }

  private void take(Handle handle, Told told) {
    try {
      switch (SyncCodec.unit(told.payload)) {
        case UnitMessage.There there -> UnitTable.there(handle, told.venue, there, clock.instant());
        case UnitMessage.Gone gone -> UnitTable.gone(handle, told.venue, gone);
      }
    } catch (WireException e) {
      incidents.note(
          handle,
          told.venue,
          Incidents.UNIT,
          Kind.MALFORMED,
          "message",
          "bytes that are no message: " + e.getMessage(),
          OptionalLong.empty());
    }
  }
}
