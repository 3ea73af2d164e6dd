package org.stile.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.stile.cache.Journal.Unsettled;
import org.stile.core.Bytes;
import org.stile.core.admission.Direction;
import org.stile.core.admission.TicketLedger;
import org.stile.core.admission.TicketLedger.Passage;
import org.stile.core.admission.TicketLedger.Source;
import org.stile.core.admission.TicketLedger.State;
import org.stile.core.id.ChipId;
import org.stile.core.id.EventId;
import org.stile.core.id.TicketId;
import org.stile.core.journal.JournalEntry;
import org.stile.core.journal.JournalEntry.Granted;
import org.stile.core.journal.JournalEntry.Outcome;

/** The journal beside a model of it that is nothing but lists. */
class JournalModelTest {
  private static Path folder;
  private static SqliteJournal journal;
  private static int event; // One for each try, so that all share a journal.

  @BeforeContainer
  static void open() throws IOException {
    folder = Files.createTempDirectory("journal-model");
    journal = Journals.open(folder.resolve("journal.db"));
  }

  @AfterContainer
  static void close() throws IOException {
    journal.close();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private sealed interface Step {
    record Grant(int ticket, Direction direction, int number, int chip) implements Step {}

    record Tell(int about, Outcome outcome) implements Step {}
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Step> grants =
        Combinators.combine(
                Arbitraries.integers().between(0, 2),
                Arbitraries.of(Direction.class),
                Arbitraries.integers().between(1, 3),
                Arbitraries.integers().between(0, 1))
            .as(Step.Grant::new);
    Arbitrary<Step> told =
        Combinators.combine(Arbitraries.integers().between(0, 40), Arbitraries.of(Outcome.class))
            .as(Step.Tell::new);
    return Arbitraries.oneOf(grants, told).list().ofMaxSize(40);
  }

  @Property(tries = 60)
  void ledger_and_open_questions_are_what_the_rows_add_up_to(@ForAll("steps") List<Step> steps)
      throws Exception {
    event++;
    var model = new LinkedHashMap<Long, Granted>();
    var told = new ArrayList<JournalEntry.Progress>();
    for (Step step : steps) {
      switch (step) {
        case Step.Grant grant -> grant(grant, model);
        case Step.Tell tell -> tell(tell, model, told);
      }
    }
    for (int ticket = 0; ticket <= 2; ticket++) {
      var id = new TicketId(new EventId(event), ticket);
      assertThat(journal.ledgerOf(id)).isEqualTo(ledger(id, model, told));
    }
    for (int chip = 0; chip <= 1; chip++) {
      assertThat(journal.unsettled(chip(chip))).isEqualTo(unsettled(chip(chip), model, told));
    }
  }

  private static void grant(Step.Grant step, Map<Long, Granted> model) throws Exception {
    var id = new TicketId(new EventId(event), step.ticket());
    Granted entry = Entries.granted(id, step.direction(), step.number(), chip(step.chip()));
    boolean free =
        model.values().stream()
            .noneMatch(
                other ->
                    other.ticket().equals(id)
                        && other.direction() == step.direction()
                        && other.number() == step.number());
    try {
      model.put(journal.append(entry).get().sequence(), entry);
      assertThat(free).isTrue();
    } catch (ExecutionException e) {
      assertThat(free).as("%s", e.getMessage()).isFalse();
    }
  }

  private static void tell(
      Step.Tell step, Map<Long, Granted> model, List<JournalEntry.Progress> told) throws Exception {
    if (!model.isEmpty()) {
      var sequences = List.copyOf(model.keySet());
      long about = sequences.get(step.about() % sequences.size());
      var progress = Entries.progress(about, step.outcome());
      journal.append(progress).get();
      told.add(progress);
    }
  }

  /** In words: the last that was said, but for what nothing takes back. */
  private static State state(List<Outcome> outcomes) {
    if (outcomes.contains(Outcome.PASSED)) {
      return State.PASSED;
    }
    if (outcomes.contains(Outcome.WITHDRAWN)) {
      return State.WITHDRAWN;
    }
    return outcomes.reversed().stream()
        .filter(outcome -> outcome != Outcome.STAMP_UNKNOWN)
        .findFirst()
        .map(
            last ->
                switch (last) {
                  case STAMPED, OPENED -> State.STAMPED;
                  case NOT_PASSED -> State.NOT_PASSED;
                  case NOT_STAMPED -> State.GRANTED;
                  case STAMP_UNKNOWN, PASSED, WITHDRAWN -> throw new AssertionError(last);
                })
        .orElse(State.GRANTED);
  }

  private static List<Outcome> outcomes(long about, List<JournalEntry.Progress> told) {
    return told.stream()
        .filter(progress -> progress.about() == about)
        .map(JournalEntry.Progress::outcome)
        .toList();
  }

  private static TicketLedger ledger(
      TicketId id, Map<Long, Granted> model, List<JournalEntry.Progress> told) {
    var passages = new ArrayList<Passage>();
    model.forEach(
        (sequence, entry) -> {
          if (entry.ticket().equals(id)) {
            passages.add(
                new Passage(
                    entry.direction(),
                    entry.number(),
                    Journals.GATE,
                    entry.lane(),
                    entry.at().now(),
                    state(outcomes(sequence, told)),
                    Source.THIS_GATE,
                    sequence));
          }
        });
    return new TicketLedger(passages);
  }

  private static List<Unsettled> unsettled(
      ChipId chip, Map<Long, Granted> model, List<JournalEntry.Progress> told) {
    var unsettled = new ArrayList<Unsettled>();
    model.forEach(
        (sequence, entry) -> {
          List<Outcome> outcomes = outcomes(sequence, told);
          Optional<Outcome> last =
              outcomes.isEmpty() ? Optional.empty() : Optional.of(outcomes.getLast());
          boolean open =
              state(outcomes) == State.GRANTED
                  && last.map(outcome -> outcome == Outcome.STAMP_UNKNOWN).orElse(true);
          if (entry.chip().equals(chip) && open) {
            unsettled.add(new Unsettled(sequence, entry));
          }
        });
    return unsettled;
  }

  /** Chips of this try alone. */
  private static ChipId chip(int number) {
    return new ChipId(Bytes.of(4, number, event >> 16, event >> 8, event, 0, 0));
  }
}
