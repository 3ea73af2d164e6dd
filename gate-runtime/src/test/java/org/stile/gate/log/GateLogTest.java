package org.stile.gate.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.stile.core.Bytes;
import org.stile.core.admission.Advice;
import org.stile.core.admission.ClockReading;
import org.stile.core.admission.Decision;
import org.stile.core.admission.Direction;
import org.stile.core.admission.Group;
import org.stile.core.admission.Refusal;
import org.stile.core.admission.Tone;
import org.stile.core.config.JsonLine;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventId;
import org.stile.core.id.GateId;
import org.stile.core.id.TicketId;
import org.stile.core.master.Seat;
import org.stile.drivers.ReaderEvent;
import org.stile.gate.device.LineWriter;
import org.stile.gate.lane.Incident;
import org.stile.gate.lane.LaneState;
import org.stile.gate.lane.Stage;
import org.stile.gate.lane.TapReport;
import org.stile.gate.lane.Trouble;

class GateLogTest {
  private static final Instant NOW = Instant.parse("2026-06-06T17:00:00Z");
  private static final TicketId TICKET = new TicketId(new EventId(1001), 5);

  private static List<Map<String, String>> logged(Consumer<GateLog> work) {
    var bytes = new ByteArrayOutputStream();
    try (var lines = new LineWriter("log", new PrintStream(bytes, false, StandardCharsets.UTF_8))) {
      work.accept(
          new GateLog(
              lines, new GateId("n1"), () -> new ClockReading(NOW, ClockReading.Trust.HELD)));
    }
    var objects = new ArrayList<Map<String, String>>();
    bytes.toString(StandardCharsets.UTF_8).lines().forEach(line -> objects.add(flat(line)));
    return objects;
  }

  /** A foreign reader's opinion of a line: one flat object, each name once. */
  private static Map<String, String> flat(String line) {
    var values = new LinkedHashMap<String, String>();
    try (var json = new JsonFactory().createParser(line)) {
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        assertThat(json.nextToken().isScalarValue()).isTrue();
        assertThat(values.put(name, json.getText())).as(name).isNull();
      }
      assertThat(json.nextToken()).isNull();
      return values;
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }

  private static TapReport tap(Decision decision, boolean opened) {
    return new TapReport(
        2,
        Optional.of(new ChipId(Bytes.hex("04112233445566"))),
        decision,
        new Advice(Tone.GO, "Welcome", List.of()),
        opened,
        Map.of(Stage.VERIFY, Duration.ofNanos(99_999), Stage.OPEN, Duration.ofMillis(2)),
        11);
  }

  @Test
  void an_admission_is_one_line_with_its_ticket_and_its_times() {
    var admit =
        new Decision.Admit(
            TICKET,
            Direction.ENTRY,
            1,
            true,
            OptionalLong.of(7),
            Group.ALONE,
            new Seat(5, 0, "North", "N1", "1", "5", 0),
            false);
    var line = logged(log -> log.tapped(tap(admit, true))).getFirst();
    assertThat(line)
        .containsEntry("at", "2026-06-06T17:00:00Z")
        .containsEntry("trust", "HELD")
        .containsEntry("gate", "n1")
        .containsEntry("event", "tap")
        .containsEntry("lane", "2")
        .containsEntry("chip", "04112233445566")
        .containsEntry("decision", "ADMIT")
        .containsEntry("ticket", "E1001/5")
        .containsEntry("number", "1")
        .containsEntry("resumed", "true")
        .containsEntry("opened", "true")
        .containsEntry("commands", "11")
        .containsEntry("verify-us", "99")
        .containsEntry("open-us", "2000");
  }

  @Test
  void a_refusal_is_one_line_with_its_code() {
    var refuse =
        new Decision.Refuse(Optional.of(TICKET), new Refusal.ChipUnreadable("\"}\n{\"opened\":1"));
    var line = logged(log -> log.tapped(tap(refuse, false))).getFirst();
    assertThat(line)
        .containsEntry("decision", "REFUSE")
        .containsEntry("code", "C05-CHIP-UNREADABLE")
        .containsEntry("opened", "false")
        .containsEntry("detail", "ChipUnreadable[detail=\"}\n{\"opened\":1]");
  }

  @Property(tries = 300)
  void whatever_a_text_holds_the_line_stays_one_object_of_bounded_length(@ForAll String text) {
    String line = new JsonLine().with("a", text).with("b", 1).closed();
    assertThat(line.lines()).hasSizeLessThanOrEqualTo(1);
    assertThat(line.length()).isLessThan(6 * JsonLine.TEXT_LENGTH_MAX + 30);
    String kept = flat(line).get("a");
    if (text.length() <= JsonLine.TEXT_LENGTH_MAX) {
      assertThat(kept).isEqualTo(text);
    } else {
      assertThat(kept).isEqualTo(text.substring(0, JsonLine.TEXT_LENGTH_MAX) + "…");
    }
  }

  @Test
  void the_reference_page_has_every_event_and_every_name() throws IOException {
    var lines =
        logged(
            log -> {
              log.started("1");
              log.ready(400);
              log.ready(0, new LaneState.OutOfOrder(Trouble.READER));
              log.note("MASTERS", "E1001 v3");
              log.incident(0, Incident.FORCED, "ENTRY");
              log.reader(0, new ReaderEvent.LinkSlowed(921_600, 115_200));
              log.tapped(
                  tap(new Decision.Refuse(Optional.of(TICKET), new Refusal.NoTicket()), false));
              log.stopped("STOPPED");
            });
    var page =
        Files.readString(
            Path.of("").toAbsolutePath().getParent().resolve("docs/reference/gate-log.md"));
    var names = new TreeSet<String>();
    lines.forEach(
        line -> {
          names.addAll(line.keySet());
          assertThat(page).contains("| `" + line.get("event") + "` |");
        });
    names.removeIf(name -> name.endsWith("-us"));
    assertThat(names).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    for (Stage stage : Stage.values()) {
      assertThat(page).contains("`" + stage.name().toLowerCase(Locale.ROOT) + "-us`");
    }
    for (Incident kind : Incident.values()) {
      assertThat(page).contains("`" + kind.kind() + "`");
    }
  }
}
