package org.stile.center.sellers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stile.center.seating.Positions;
import org.stile.center.testing.Browser;
import org.stile.center.testing.CenterTest;
import org.stile.center.testing.People;

/** The map's modules, each alone, in the browser they are for. */
@CenterTest
class MapScriptsTest {
  @Inject People people;
  @Inject ObjectMapper json;

  private Browser browser;
  private Page page;

  @BeforeEach
  void a_page_of_the_center() {
    browser = Browser.nobody();
    page = browser.open("/sign-in");
    String plan = json.valueToTree(MapDocument.of(SmallPlan.plan())).toString();
    page.evaluate(
        """
        async (plan) => {
          const { Model } = await import("/map/model.js");
          const { Selection } = await import("/map/selection.js");
          window.model = new Model(JSON.parse(plan));
          window.selection = new Selection(model);
          window.chosen = () => [...model.selected].flatMap((s, i) => s ? [i] : []);
          window.range = (first, count) => (hits) => hits.fill(1, first, first + count);
        }
        """,
        plan);
  }

  @AfterEach
  void close() {
    browser.close();
  }

  private Object run(String script) {
    return page.evaluate("() => { " + script + " }");
  }

  @Test
  void every_seat_is_where_the_plan_puts_it_and_called_what_it_is_called() {
    var positions = Positions.of(SmallPlan.plan());
    @SuppressWarnings("unchecked")
    var xs = (List<Number>) run("return [...model.x]");
    @SuppressWarnings("unchecked")
    var ys = (List<Number>) run("return [...model.y]");
    assertThat(xs).hasSize(positions.size());
    for (int i = 0; i < positions.size(); i++) {
      assertThat(xs.get(i).doubleValue()).isBetween(positions.x(i) - 1.0, positions.x(i) + 1.0);
      assertThat(ys.get(i).doubleValue()).isBetween(positions.y(i) - 1.0, positions.y(i) + 1.0);
    }
    assertThat(run("return [0, 31, 38, 41].map((i) => model.name(i))"))
        .isEqualTo(
            List.of(
                "North D1, row 24, seat 101",
                "North D1, row 25, seat 3",
                "South C12, row 1, seat 2",
                "Floor, place 3"));
  }

  @Test
  void typed_seats_mean_the_same_here_as_at_the_center() {
    for (JsonNode vector : SeatWordsTest.vectors()) {
      String text = vector.get("text").asText();
      @SuppressWarnings("unchecked")
      var read =
          (Map<String, Object>)
              page.evaluate(
                  """
                  async (text) => {
                    const { parse } = await import("/map/ranges.js");
                    const { seats, errors } = parse(model, text);
                    const all = seats.flatMap(([first, count]) => Array.from({ length: count }, (_, i) => first + i));
                    return { seats: [...new Set(all)].sort((a, b) => a - b), errors: errors.length };
                  }
                  """,
                  text);
      assertThat(read.get("seats")).as(text).isEqualTo(SeatWordsTest.integers(vector.get("seats")));
      assertThat(read.get("errors"))
          .as(text)
          .isEqualTo(vector.has("errors") ? vector.get("errors").asInt() : 0);
    }
  }

  @Test
  void a_selection_is_replaced_added_to_and_taken_from() {
    run("selection.change(range(0, 3), 'replace'); selection.change(range(5, 2), 'add');");
    assertThat(run("return chosen()")).isEqualTo(List.of(0, 1, 2, 5, 6));
    run("selection.change(range(1, 5), 'subtract');");
    assertThat(run("return chosen()")).isEqualTo(List.of(0, 6));
    run("selection.change(range(9, 1), 'replace');");
    assertThat(run("return chosen()")).isEqualTo(List.of(9));
    assertThat(run("return selection.ranges(() => true)")).isEqualTo(List.of(List.of(9, 1)));
  }

  @Test
  void undo_and_redo_go_through_every_step_and_a_new_step_ends_redo() {
    run("for (const i of [1, 2, 3]) selection.change(range(i, 1), 'add');");
    run("selection.undo(); selection.undo();");
    assertThat(run("return chosen()")).isEqualTo(List.of(1));
    run("selection.redo();");
    assertThat(run("return chosen()")).isEqualTo(List.of(1, 2));
    run("selection.change(range(7, 1), 'add');");
    assertThat(run("return selection.redo()")).isEqualTo(false);
    run("selection.undo(); selection.undo(); selection.undo();");
    assertThat(run("return chosen()")).isEqualTo(List.of());
    assertThat(run("return selection.undo()")).isEqualTo(false);
  }

  @Test
  void what_is_shown_during_a_drag_is_dropped_by_cancel_and_is_no_step() {
    run("selection.change(range(0, 2), 'replace'); selection.preview(range(4, 4), 'add');");
    assertThat(run("return chosen().length")).isEqualTo(6);
    run("selection.cancel();");
    assertThat(run("return chosen()")).isEqualTo(List.of(0, 1));
    assertThat(run("return selection.commit()")).isEqualTo(false);
  }

  @Test
  void only_seats_that_may_be_picked_up_are() {
    run("model.state[1] = 2; model.allottee[1] = 1; model.allottee[2] = 1; model.state[3] = 1;");
    run("selection.change(range(0, 5), 'replace');");
    assertThat(run("return chosen()")).isEqualTo(List.of(0, 4));
    run("selection.pick = 'allotted'; selection.change(range(0, 5), 'replace');");
    assertThat(run("return chosen()")).isEqualTo(List.of(2));
    run("selection.pick = 'any'; selection.change(range(0, 5), 'replace');");
    assertThat(run("return chosen()")).isEqualTo(List.of(0, 2, 3, 4));
    assertThat(run("model.state[4] = 2; selection.refresh(); return chosen()"))
        .isEqualTo(List.of(0, 2, 3));
    assertThat(
            run(
                "const c = selection.counts(); return [c.selected, c.byType[0], c.selectedOf[1], c.selectedBlocked]"))
        .isEqualTo(List.of(3, 3, 1, 1));
  }

  @Test
  void a_lasso_takes_what_a_test_of_every_seat_would_take() {
    Object differing =
        page.evaluate(
            """
            async () => {
              const { lasso, rectangle } = await import("/map/hits.js");
              const inside = (line, x, y) => {
                let odd = false;
                for (let i = 0, j = line.length - 1; i < line.length; j = i++) {
                  const [a, b] = [line[j], line[i]];
                  if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) odd = !odd;
                }
                return odd;
              };
              let seed = 7, wrong = 0, taken = 0;
              const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
              for (let round = 0; round < 300; round++) {
                const line = Array.from({ length: 3 + (round % 9) },
                  () => ({ x: random() * 3600 - 200, y: random() * 900 - 100 }));
                const hits = new Uint8Array(model.size);
                lasso(model, hits, line);
                for (let i = 0; i < model.size; i++) {
                  if (inside(line, model.x[i], model.y[i]) !== (hits[i] === 1)) wrong++;
                  taken += hits[i];
                }
                hits.fill(0);
                const [a, b] = line;
                rectangle(model, hits, a, b);
                for (let i = 0; i < model.size; i++) {
                  const within = model.x[i] >= Math.min(a.x, b.x) && model.x[i] <= Math.max(a.x, b.x)
                    && model.y[i] >= Math.min(a.y, b.y) && model.y[i] <= Math.max(a.y, b.y);
                  if (within !== (hits[i] === 1)) wrong++;
                }
              }
              return [wrong, taken > 500];
            }
            """);
    assertThat(differing).isEqualTo(List.of(0, true));
  }

  @Test
  void every_type_and_state_has_a_picture_of_its_own_also_without_colour() {
    Object same =
        page.evaluate(
            """
            async () => {
              const { Glyphs, look } = await import("/map/glyphs.js");
              const types = ["SQUARE", "CIRCLE", "DIAMOND", "TRIANGLE", "CROSS", "HEXAGON"]
                .map((shape, number) => ({ number, name: shape, colour: "#777777", shape }));
              const glyphs = new Glyphs(types, 16);
              const seen = new Map();
              const same = [];
              for (let type = 0; type < types.length; type++) {
                for (const [state, seller] of [[0, 0], [0, 1], [0, 2], [1, 0], [2, 1]]) {
                  for (const chosen of [0, 1]) {
                    const pixels = glyphs.picture(look(types.length, type, state, seller) * 2 + chosen);
                    const key = [...pixels].map((p) => p === 0 ? "-" : (p & 255) >> 5).join("");
                    if (seen.has(key)) same.push([seen.get(key), [type, state, seller, chosen]]);
                    seen.set(key, [type, state, seller, chosen]);
                  }
                }
              }
              return same;
            }
            """);
    assertThat(same).isEqualTo(List.of());
  }
}
