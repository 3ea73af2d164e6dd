// Puts the map screen together (docs/reference/seat-map.md).
import { Api } from "./api.js";
import { Blitter } from "./blitter.js";
import { Glyphs, look } from "./glyphs.js";
import { Grid } from "./grid.js";
import { Input } from "./input.js";
import { Minimap } from "./minimap.js";
import { Model } from "./model.js";
import { Panel, seats } from "./panel.js";
import { parse } from "./ranges.js";
import { selectable, Selection } from "./selection.js";
import { Tools } from "./tools.js";
import { View } from "./view.js";

const LEGEND_PX = 22;
const REFRESH_MS = 15_000; // How old what others did may look; a change is decided by the center.

/** @param {string} id @returns {any} */
const byId = (id) => document.getElementById(id);

async function start() {
  const screen = byId("map-screen");
  const api = new Api(screen.dataset.event, screen.dataset.plan);
  const status = api.seats();
  const model = new Model(await api.map());
  const blitter = new Blitter(model);
  const selection = new Selection(model);
  selection.pick = byId("pick").value; // A seller has no free seats to pick up.
  const view = new View(byId("map"), model, blitter);
  const minimap = new Minimap(byId("minimap"), view, blitter);

  const show = () => {
    view.draw();
    minimap.refresh();
    panel.update();
  };
  const changed = () => {
    show();
    grid.refresh();
  };
  const reload = async () => {
    model.update(await api.seats());
    told();
  };
  /** New state of the seats. */
  const told = () => {
    const lost = selection.refresh();
    blitter.refresh();
    view.tellSellers();
    panel.refresh();
    blockCounts(model, selection);
    changed();
    if (lost > 0 && !panel.busy) panel.tell(`${seats(lost)} of your selection changed and ${lost === 1 ? "is" : "are"} no longer selected.`);
  };

  const panel = new Panel(selection, api, reload, screen.dataset.writable === "true");
  const focusOn = (/** @type {number} */ seat) => {
    view.focus = seat;
    view.current = model.blockOf(seat);
    byId("grid-block").value = String(view.current);
  };
  const tools = new Tools(view, selection, {
    mode, changed, shown: show, tell: (text) => panel.tell(text),
    pointed: (seat) => { focusOn(seat); view.focus = -1; grid.point(seat); },
  });
  const grid = new Grid(byId("grid"), selection, {
    changed, shown: show, tell: (text) => panel.tell(text),
    focused: (seat) => { focusOn(seat); view.reveal(seat); },
  });
  new Input(byId("map"), view, tools, mode);
  byId("grid").addEventListener("focusout", (/** @type {FocusEvent} */ event) => {
    if (byId("grid").contains(event.relatedTarget)) return;
    view.focus = -1;
    view.draw();
  });

  controls({ model, selection, view, tools, grid, panel, changed });
  legend(model);
  blockCounts(model, selection);
  grid.show(0);
  view.frame();
  performance.mark("map-painted");
  model.update(await status);
  told();
  performance.mark("map-ready");
  screen.dataset.ready = "true";
  setInterval(() => { if (!document.hidden && !panel.busy && !tools.from) reload().catch(() => {}); }, REFRESH_MS);
  // For measurement by tests and from the browser's console.
  Object.assign(screen, { map: { model, view, selection, blitter } });
}

/** What a change does to the selection: as chosen, Shift adds, Alt takes away. @param {{shiftKey: boolean, altKey: boolean}} [event] @returns {import("./selection.js").Mode} */
function mode(event) {
  if (event?.altKey) return "subtract";
  if (event?.shiftKey) return "add";
  return /** @type {any} */ (document.querySelector('input[name="mode"]:checked'))?.value ?? "replace";
}

/** @param {any} parts */
function controls({ model, selection, view, tools, grid, panel, changed }) {
  const on = (/** @type {string} */ id, /** @type {() => void} */ work) => byId(id).addEventListener("click", work);
  on("zoom-in", () => view.zoom(1.5));
  on("zoom-out", () => view.zoom(1 / 1.5));
  on("fit", () => view.fit());
  on("undo", () => { if (selection.undo()) changed(); });
  on("redo", () => { if (selection.redo()) changed(); });
  on("clear", () => { if (selection.clear()) changed(); });
  for (const radio of document.querySelectorAll('input[name="tool"]')) {
    radio.addEventListener("change", () => {
      const tool = /** @type {HTMLInputElement} */ (radio).value;
      tools.use(tool);
      byId("map").dataset.tool = tool;
    });
  }
  byId("pick").addEventListener("change", (/** @type {any} */ event) => {
    selection.pick = event.target.value;
    selection.clear();
    blockCounts(model, selection);
    changed();
  });
  byId("words").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    typed(model, selection, panel, changed);
  });
  byId("grid-block").addEventListener("change", (/** @type {any} */ event) => {
    const block = Number(event.target.value);
    grid.show(block);
    view.current = block;
    view.show(model.blocks[block].box);
  });
  on("select-block", () => {
    const block = model.blocks[grid.block];
    if (selection.change((/** @type {Uint8Array} */ hits) => hits.fill(1, block.first, block.end), mode())) changed();
  });
  byId("types").addEventListener("click", (/** @type {any} */ event) => {
    const type = event.target.closest?.("button")?.dataset.type;
    if (type === undefined) return;
    const mark = (/** @type {Uint8Array} */ hits) => { for (let i = 0; i < hits.length; i++) if (model.type[i] === Number(type)) hits[i] = 1; };
    if (selection.change(mark, mode())) changed();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey ? selection.redo() : selection.undo()) changed();
  });
}

/** Typed seats. @param {Model} model @param {Selection} selection @param {Panel} panel @param {() => void} changed */
function typed(model, selection, panel, changed) {
  const { seats: ranges, errors } = parse(model, byId("seat-words").value);
  panel.tellProblem(errors.length ? "These were not understood:" : "", errors.map(({ text, message }) => ({ at: text, message })));
  let named = 0;
  let able = 0;
  for (const [first, count] of ranges) {
    named += count;
    for (let i = first; i < first + count; i++) if (selectable(model, i, selection.pick)) able++;
  }
  if (ranges.length === 0) return;
  if (selection.change((hits) => ranges.forEach(([first, count]) => hits.fill(1, first, first + count)), mode())) changed();
  if (errors.length === 0) {
    panel.tell(able < named ? `${seats(named)} named, ${able} of them can be selected.` : `${seats(named)} named.`);
  }
}

/** @param {Model} model */
function legend(model) {
  const glyphs = new Glyphs(model.types, LEGEND_PX);
  const picture = (/** @type {number} */ type, /** @type {number} */ state, /** @type {number} */ allottee, chosen = 0) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = LEGEND_PX;
    const pixels = glyphs.picture(look(model.types.length, type, state, allottee) * 2 + chosen);
    canvas.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(pixels.slice().buffer), LEGEND_PX, LEGEND_PX), 0, 0);
    return canvas;
  };
  byId("types").replaceChildren(...model.types.map((type, index) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.dataset.type = String(index);
    button.append(picture(index, 0, 0), ` Select ${type.name}`);
    item.append(button);
    return item;
  }));
  /** @type {[string, HTMLCanvasElement][]} */
  const states = [["selected", picture(0, 0, 0, 1)], ["allotted", picture(0, 0, 1)], ["sold or held", picture(0, 2, 0)], ["blocked", picture(0, 1, 0)]];
  byId("states").replaceChildren(...states.map(([name, canvas]) => {
    const item = document.createElement("li");
    item.append(canvas, ` ${name}`);
    return item;
  }));
}

/** The list of blocks, each with how many of its seats can be selected. @param {Model} model @param {Selection} selection */
function blockCounts(model, selection) {
  const select = byId("grid-block");
  const before = select.value;
  select.replaceChildren(...model.blocks.map((block, index) => {
    let able = 0;
    for (let i = block.first; i < block.end; i++) if (selectable(model, i, selection.pick)) able++;
    return new Option(`${block.label}: ${able} of ${block.end - block.first} selectable`, String(index));
  }));
  if (before) select.value = before;
}

start().catch((problem) => {
  const box = byId("problem");
  box.hidden = false;
  box.textContent = `The map could not be shown: ${problem.message} The list form under "Sellers" works without it.`;
  throw problem;
});
