package org.stile.system.sync;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Entries that were walked, each with how often: by journals, and by a center's database. */
final class Passages {
  private Passages() {}

  /** As the gates' journals have them: "ticket number". */
  static Map<String, Long> walked(List<GateUnit> units) throws Exception {
    Map<String, Long> walked = new TreeMap<>();
    for (GateUnit unit : units) {
      unit.entries().forEach((entry, times) -> walked.merge(entry, times, Long::sum));
    }
    return walked;
  }

  /** As the center, or a venue's unit, with this home counts them. */
  static Map<String, Long> counted(Path home) throws Exception {
    Map<String, Long> counted = new TreeMap<>();
    try (Connection connection = Office.database(home);
        var statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT ticket_index || ' ' || number, count(*) FROM passage
                WHERE direction = 0 AND state = 4 GROUP BY 1
                """)) {
      while (row.next()) {
        counted.put(row.getString(1), row.getLong(2));
      }
    }
    return counted;
  }

  /** Waits until this home has each entry of each unit's journal, once, and none besides. */
  static void await(Path home, List<GateUnit> units) throws Exception {
    Map<String, Long> walked = walked(units);
    Until.holds(
        home.getFileName() + " counts " + walked,
        () -> counted(home).equals(walked),
        () -> {
          try {
            return counted(home)
                + "\n"
                + units.stream().map(unit -> unit.agent().said()).collect(Collectors.joining("\n"));
          } catch (Exception e) {
            return e.toString();
          }
        });
  }
}
