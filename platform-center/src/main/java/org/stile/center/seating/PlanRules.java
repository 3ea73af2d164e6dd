package org.stile.center.seating;

import java.util.HashSet;
import java.util.Set;
import org.stile.center.web.FieldErrors;

/** What must hold between the parts of a seat plan, each of which is well-formed in itself. */
final class PlanRules {
  private final SeatPlan plan;
  private final FieldErrors errors;
  private final Set<Integer> types = new HashSet<>();

  private PlanRules(SeatPlan plan, FieldErrors errors) {
    this.plan = plan;
    this.errors = errors;
  }

  /** Notes what does not hold, with the path in our own JSON. */
  static void check(SeatPlan plan, FieldErrors errors) {
    var rules = new PlanRules(plan, errors);
    rules.types();
    rules.blocks();
    rules.sizes();
  }

  private void types() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < plan.types().size(); i++) {
      SeatPlan.SeatType type = plan.types().get(i);
      String at = "types[" + i + "]";
      errors.require(
          types.add(type.number()), at + ".number", "comes twice; number each type once");
      errors.require(names.add(type.name()), at + ".name", "comes twice; name each type once");
    }
    errors.require(!types.isEmpty(), "types", "must name one seat type at least");
  }

  private void blocks() {
    Set<String> names = new HashSet<>();
    for (int b = 0; b < plan.blocks().size(); b++) {
      SeatPlan.Block block = plan.blocks().get(b);
      String at = "blocks[" + b + "]";
      errors.require(
          names.add(block.stand() + "\n" + block.name()),
          at + ".name",
          "block \"" + block.name() + "\" comes twice in this stand");
      Set<String> rows = new HashSet<>();
      for (int r = 0; r < block.rows().size(); r++) {
        SeatPlan.Row row = block.rows().get(r);
        String name = at + ".rows[" + r + "].name";
        errors.require(
            rows.add(row.name()), name, "row \"" + row.name() + "\" comes twice in this block");
        row(row, at + ".rows[" + r + "]");
      }
    }
  }

  private void row(SeatPlan.Row row, String at) {
    Set<Integer> numbers = new HashSet<>();
    for (int i = 0; i < row.runs().size(); i++) {
      SeatPlan.Run run = row.runs().get(i);
      String path = at + ".runs[" + i + "]";
      errors.require(
          types.contains(run.type()),
          path + ".type",
          "there is no seat type " + run.type() + " among the types");
      for (int seat = 0; run.numbered() && seat < run.count(); seat++) {
        int number = run.first() + seat * run.step();
        if (!numbers.add(number)) {
          errors.add(path + ".first", "seat " + number + " comes twice in this row");
          break;
        }
      }
    }
  }

  private void sizes() {
    errors.require(plan.size() > 0, "blocks", "must hold one seat at least");
  }
}
