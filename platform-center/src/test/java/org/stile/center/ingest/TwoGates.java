package org.stile.center.ingest;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.stile.center.broker.Fleet;
import org.stile.center.db.Database;
import org.stile.core.sync.UpMessage.Rows;

/** Two gates of a venue, whose rows come to the center, and what it then has of them. */
abstract class TwoGates {
  @Inject Fleet fleet;
  @Inject Batches batches;
  @Inject Database database;

  final Random random = new Random();
  Fleet.Ground ground;
  GateJournal one;
  GateJournal other;

  @BeforeEach
  void gates() {
    ground = fleet.ground();
    one = new GateJournal(ground.gates().get(0), random);
    other = new GateJournal(ground.gates().get(1), random);
  }

  void take(GateJournal journal, Rows... messages) {
    batches.take(
        java.util.Arrays.stream(messages).map(message -> journal.delivered(message)).toList());
  }

  long highWater(GateJournal journal) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT high_water FROM gate_log WHERE log_id = :log")
                .bind("log", journal.logId.toArray())
                .mapTo(Long.class)
                .findOne()
                .orElse(0L));
  }

  List<String> states() {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT ticket_index, direction, number, state FROM passage
                    JOIN gate_log ON gate_log.id = log
                    WHERE venue_id = :venue ORDER BY log, sequence
                    """)
                .bind("venue", ground.venue())
                .map(
                    (row, _) ->
                        row.getInt(1)
                            + " "
                            + PassageRow.direction(row.getInt(2))
                            + " "
                            + row.getInt(3)
                            + " "
                            + PassageRow.state(row.getInt(4)))
                .list());
  }

  List<String> incidents() {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT kind FROM gate_incident WHERE venue_id = :venue ORDER BY kind")
                .bind("venue", ground.venue())
                .mapTo(String.class)
                .list());
  }

  String detail(String kind) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT detail FROM gate_incident WHERE venue_id = :venue AND kind = :kind")
                .bind("venue", ground.venue())
                .bind("kind", kind)
                .mapTo(String.class)
                .one());
  }

  long quarantined() {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT count(*) FROM quarantine WHERE venue_id = :venue")
                .bind("venue", ground.venue())
                .mapTo(long.class)
                .one());
  }
}
