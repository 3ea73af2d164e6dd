package org.stile.simulator.ground;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.stile.core.id.GateId;
import org.stile.simulator.ground.JournalFold.Counts;
import org.stile.simulator.office.Pause;

/**
 * The unattended demo: what happens at the ground, in order, a line each, and whether it came out
 * as it must. One thread.
 */
public final class Evening {
  private static final GateId N1 = Ground.GATES.get(0);
  private static final GateId N2 = Ground.GATES.get(1);
  private static final GateId S1 = Ground.GATES.get(2);

  /** For what takes as long as a network does; a busy machine is slow. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Ground ground;
  private final PrintWriter out;
  private int right;
  private int wrong;

  /** An evening at a ground that has just been opened. */
  public Evening(Ground ground, PrintWriter out) {
    this.ground = ground;
    this.out = out;
  }

  /** Plays it; answers whether everything came out as it must. */
  public boolean play() throws IOException {
    title("At the gates, with everything plugged in");
    honest();
    mistaken();
    dishonest();
    title("Gate n2 loses its network cable");
    gateCutOff();
    title("The venue loses its internet line");
    internetDown();
    title("The center takes a ticket back");
    revocation();
    title("After all");
    everythingCounted();
    out.println();
    out.printf("%d steps: %d as they must, %d wrong.%n", right + wrong, right, wrong);
    out.flush();
    return wrong == 0;
  }

  private void honest() throws IOException {
    Guest clone = ground.cloned(ground.guest("anna"));
    letIn("a good ticket", "anna", N1, 1);
    refused("the same ticket again", "anna", N1, "R09-ALREADY-INSIDE");
    hears(N2, "anna", "the venue tells n2 of it");
    refused("a perfect clone of Anna's chip, at another gate", clone, N2, "R09-ALREADY-INSIDE");
    letIn("a family, the first of three", "family", N1, 1);
    letIn("a family, the next", "family", N1, 1);
    letIn("a family, the last", "family", N1, 1);
    refused("a fourth with their three tickets", "family", N1, "R09-ALREADY-INSIDE");
    refused("pulled away in mid-stamp", "hasty", N1, "C04-PULLED-AWAY");
    resumed("held again: settled, no second debit", "hasty", N1);
    stays("let in, but does not walk", "shy", N1);
    resumed("taps again, walks: the same entry", "shy", N1);
    letIn("an old EV1 card", "old", N1, 1);
    letIn("an EV3 card", "new", N2, 1);
    tap("Anna goes out", "anna", N1, GateUnit.OUT, "let out", it -> it.admitted());
    letIn("Anna comes back", "anna", N1, 2);
  }

  private void mistaken() throws IOException {
    refused("a seat that is reached elsewhere", "south", N1, "R07-WRONG-GATE");
    letIn("the same ticket at the right gate", "south", S1, 1);
    refused("a ticket that was paid back", "refunded", N1, "R04-REVOKED");
    refused("too early for this ticket", "early", N1, "R06-NOT-YET-OPEN");
    refused("a ticket for another event", "concert", N1, "R05-WRONG-EVENT");
    refused("a member's card without a ticket", "member", N1, "C03-NO-TICKET");
    refused("an empty card", "empty", N1, "C01-FOREIGN-CHIP");
    refused("two cards in one wallet", "wallet", N1, "C06-SEVERAL-CHIPS");
    letIn("taken out of the wallet", "wallet", N1, 1);
  }

  private void dishonest() throws IOException {
    refused("a forged ticket", "forger", N1, "R02-FORGED");
    refused("Anna's ticket copied to another chip", "copier", N1, "R03-NOT-THIS-CHIP");
    refused("a chip made with other keys", "fake", N1, "C02-CHIP-NOT-GENUINE");
    refused("a card of another system", "bus", N1, "C01-FOREIGN-CHIP");
  }

  private void gateCutOff() throws IOException {
    long before = bodies();
    check("the venue's board has counted all so far", () -> knows(ground.venue(), before));
    ground.cable(N2, Cable.State.PULLED);
    crowd("four more visitors come to n2, which is alone", N2, 4);
    letIn("Ben comes to n1", "ben", N1, 1);
    letIn("his clone to n2, which cannot know", "twin", N2, 1);
    check(
        "the venue's board shows n2 offline, with its last count",
        () -> Boards.state(ground.venue(), N2).equals("OFFLINE"));
    check("and does not claim to know more", () -> unsure(ground.venue(), before + 1));
    check("what it says may be missing is enough", () -> Boards.unknown(ground.venue()) >= 5);
    says(Boards.summary(ground.venue()));
    check("their rows wait in its journal", () -> ground.gate(N2).journal().unsent() > 0);
    ground.cable(N2, Cable.State.PLUGGED);
    check("plugged in: the board has all six, once", () -> knows(ground.venue(), before + 6));
    check("and calls n2 live", () -> Boards.state(ground.venue(), N2).equals("LIVE"));
    check("the center has them too", () -> knows(ground.center(), before + 6));
    check("both name Ben's double admission", this::doubleAdmissionIsNamed);
  }

  private boolean doubleAdmissionIsNamed() {
    return Boards.incidents(ground.venue()).contains("DOUBLE_ADMISSION")
        && Boards.incidents(ground.center()).contains("DOUBLE_ADMISSION");
  }

  private void internetDown() throws IOException {
    long before = bodies();
    ground.internet(Cable.State.PULLED);
    crowd("three visitors come to n1", N1, 3);
    crowd("and two to s1", S1, 2);
    check("the venue's board goes on", () -> knows(ground.venue(), before + 5));
    check("the center's stands still, at what it was told", () -> knows(ground.center(), before));
    says(Boards.summary(ground.center()) + ", as of " + Boards.asOf(ground.center(), N1));
    ground.internet(Cable.State.PLUGGED);
    check("up again: the center has all five, once", () -> knows(ground.center(), before + 5));
  }

  private static boolean knows(BoardWatch board, long admitted) {
    return Boards.admitted(board) == admitted;
  }

  private static boolean unsure(BoardWatch board, long admitted) {
    return knows(board, admitted) && Boards.summary(board).contains("unknown");
  }

  private void revocation() throws IOException {
    String before = ground.gate(N1).masters();
    ground.revoke(ground.guest("rita"));
    check(
        "each gate has a new event master",
        () -> ground.gates().values().stream().noneMatch(gate -> gate.masters().equals(before)));
    refused("the ticket that was taken back", "rita", N1, "R04-REVOKED");
  }

  private void everythingCounted() throws IOException {
    long bodies = bodies();
    check(
        "the venue counts what the gates' journals do: " + bodies + " walked in",
        () -> knows(ground.venue(), bodies));
    check("so does the center", () -> knows(ground.center(), bodies));
    check(
        "both without reserve",
        () -> !unsure(ground.venue(), bodies) && !unsure(ground.center(), bodies));
    check(
        "and both say that one entry was walked twice",
        () -> Boards.doubled(ground.venue()) == 1 && Boards.doubled(ground.center()) == 1);
    check("no process died", () -> ground.dead().isEmpty());
    ground.dead().forEach(child -> says(child.name() + " said last:\n" + child.lastWords()));
  }

  /** What the gates' own journals say. */
  private long bodies() {
    return ground.gates().values().stream()
        .mapToLong(gate -> gate.journal().counts().admitted())
        .sum();
  }

  private void says(String what) {
    out.printf("        it says: %s%n", what);
    out.flush();
  }

  private void letIn(String what, String guest, GateId gate, int number) throws IOException {
    tap(
        what,
        guest,
        gate,
        GateUnit.IN,
        "let in, entry " + number,
        it -> it.opened() && it.admitted() && it.number() == number && !it.resumed());
  }

  private void resumed(String what, String guest, GateId gate) throws IOException {
    tap(
        what,
        guest,
        gate,
        GateUnit.IN,
        "let in, taken up again",
        it -> it.opened() && it.admitted() && it.resumed());
  }

  private void stays(String what, String guest, GateId gate) throws IOException {
    long rows = ground.gate(gate).journal().counts().notPassed();
    letIn(what, guest, gate, 1);
    check(
        "the arm locks itself, and its journal says that nobody went",
        () -> ground.gate(gate).journal().counts().notPassed() == rows + 1);
  }

  private void refused(String what, String guest, GateId gate, String code) throws IOException {
    refused(what, ground.guest(guest), gate, code);
  }

  private void refused(String what, Guest guest, GateId gate, String code) throws IOException {
    tap(
        what,
        guest,
        gate,
        GateUnit.IN,
        "refused, " + code,
        it -> !it.opened() && it.code().equals(Optional.of(code)));
  }

  private void tap(
      String what, String guest, GateId gate, int lane, String expected, Predicate<Tapped> matches)
      throws IOException {
    tap(what, ground.guest(guest), gate, lane, expected, matches);
  }

  private void tap(
      String what, Guest guest, GateId gate, int lane, String expected, Predicate<Tapped> matches)
      throws IOException {
    Counts before = ground.gate(gate).journal().counts();
    Optional<Ground.Shown> shown = ground.tap(guest, gate, lane);
    String came =
        shown
            .map(
                each ->
                    "%s | %s, %.0f ms, %d commands"
                        .formatted(
                            each.tapped().told(),
                            each.headline(),
                            each.tapped().millis(),
                            each.tapped().commands()))
            .orElse("no answer");
    boolean good = shown.map(Ground.Shown::tapped).filter(matches).isPresent();
    line(good, gate + "  " + what, good ? came : came + "; must be: " + expected);
    if (good && !shown.orElseThrow().tapped().opened()) {
      // A refusal must not have let anybody through either.
      Counts after = ground.gate(gate).journal().counts();
      if (after.admitted() != before.admitted()) {
        line(false, "and the arm stayed shut", "somebody walked");
      }
    }
  }

  private void crowd(String what, GateId gate, int count) throws IOException {
    long before = ground.gate(gate).journal().counts().admitted();
    ground.crowd(gate, count);
    check(what, () -> ground.gate(gate).journal().counts().admitted() == before + count);
  }

  private void hears(GateId gate, String guest, String what) throws IOException {
    long ticket = ground.guest(guest).tickets().getFirst();
    check(what, () -> ground.gate(gate).journal().knowsOfPassage(ground.ticket(ticket)));
  }

  private void check(String what, BooleanSupplier condition) throws IOException {
    long begin = System.nanoTime();
    boolean good = condition.getAsBoolean();
    while (!good && System.nanoTime() - begin < PATIENCE.toNanos()) {
      Pause.before(what);
      good = condition.getAsBoolean();
    }
    double took = (System.nanoTime() - begin) / 1e9;
    String after = took < 0.05 ? "" : "after %.1f s".formatted(took);
    line(good, what, good ? after : "not within " + PATIENCE.toSeconds() + " s");
  }

  private void title(String what) {
    out.println();
    out.println(what);
    out.flush();
  }

  private void line(boolean good, String what, String came) {
    if (good) {
      right++;
    } else {
      wrong++;
    }
    out.printf("  %s %-52s %s%n", good ? "ok   " : "WRONG", what, came);
    out.flush();
  }
}
