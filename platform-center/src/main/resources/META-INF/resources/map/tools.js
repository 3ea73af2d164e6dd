// What pointing at the map does: each tool turns points into hits.
import { lasso, nearest, rectangle } from "./hits.js";

/** @typedef {"hand" | "seat" | "rectangle" | "lasso" | "row" | "block"} Tool */
/** @typedef {{x: number, y: number}} Point */

const REACH = 0.75; // Of the distance between seats: a click this near means that seat.
const STEP_PX = 3; // A lasso's next point is at least this far from the last.

export class Tools {
  /**
   * @param {import("./view.js").View} view @param {import("./selection.js").Selection} selection
   * @param {{mode: () => import("./selection.js").Mode, changed: () => void, shown: () => void,
   *   tell: (text: string) => void, pointed: (seat: number) => void}} told
   */
  constructor(view, selection, told) {
    this.view = view;
    this.model = view.model;
    this.selection = selection;
    this.told = told;
    /** @type {Tool} */
    this.tool = "rectangle";
    /** Corner A, once clicked. @type {Point | undefined} */
    this.corner = undefined;
    /** Points of a lasso, in centimetres. @type {Point[]} */
    this.line = [];
    /** @type {Point | undefined} */
    this.from = undefined;
    /** @type {Point | undefined} */
    this.to = undefined;
    view.overlays.push((context) => this.#draw(context));
  }

  /** @param {Tool} tool */
  use(tool) {
    this.cancel();
    this.tool = tool;
  }

  /** Drops what was begun. @returns {boolean} whether anything was. */
  cancel() {
    const begun = this.corner !== undefined || this.line.length > 0 || this.from !== undefined;
    this.corner = this.from = this.to = undefined;
    this.line = [];
    if (begun) {
      this.selection.cancel();
      this.told.shown();
    }
    return begun;
  }

  /** Begins a drag. @param {Point} px CSS pixels */
  down(px) {
    this.from = this.view.toWorld(px.x, px.y);
    this.to = this.from;
    this.last = px;
    if (this.tool === "lasso") this.line.push(this.from);
  }

  /** @param {Point} px @param {import("./selection.js").Mode} mode */
  drag(px, mode) {
    if (!this.from) return;
    this.to = this.view.toWorld(px.x, px.y);
    if (this.tool === "rectangle") {
      const { from, to } = this;
      this.selection.preview((hits) => rectangle(this.model, hits, from, to), mode);
    } else if (this.tool === "lasso" && this.last && Math.hypot(px.x - this.last.x, px.y - this.last.y) >= STEP_PX) {
      this.last = px;
      this.line.push(this.to);
      this.selection.preview((hits) => lasso(this.model, hits, this.line), mode);
    }
    this.told.shown();
  }

  /** Ends a drag. @param {Point} px @param {import("./selection.js").Mode} mode */
  up(px, mode) {
    this.drag(px, mode);
    this.from = this.to = this.corner = undefined;
    this.line = [];
    this.told.shown();
    if (this.selection.commit()) this.told.changed();
  }

  /** A click without a drag. @param {Point} px @param {import("./selection.js").Mode} mode */
  click(px, mode) {
    const at = this.view.toWorld(px.x, px.y);
    this.from = this.to = undefined;
    const seat = nearest(this.model, at, this.model.pitch * REACH + 4 / this.view.scale);
    if (seat >= 0) this.told.pointed(seat);
    switch (this.tool) {
      case "rectangle": return this.#clickCorner(at, mode);
      case "lasso": return this.told.tell("Lasso: click more corners; double-click or Enter closes it, Escape drops it.");
      case "seat": return this.#hit(seat, mode === "replace" && seat >= 0 && this.model.selected[seat] ? "subtract" : mode, (hits) => { hits[seat] = 1; });
      case "row": return this.#hit(seat, mode, (hits) => {
        const row = this.model.row[seat];
        hits.fill(1, this.model.rowFirst[row], this.model.rowFirst[row + 1]);
      });
      case "block": {
        const block = this.#blockAt(at, seat);
        return this.#hit(block, mode, (hits) => hits.fill(1, this.model.blocks[block].first, this.model.blocks[block].end));
      }
      default: return undefined;
    }
  }

  /** @param {Point} at @param {number} seat */
  #blockAt(at, seat) {
    if (seat >= 0) return this.model.blockOf(seat);
    return this.model.blocks.findIndex(({ box }) => at.x >= box.minX && at.x <= box.maxX && at.y >= box.minY && at.y <= box.maxY);
  }

  /** @param {number} what hit, -1: nothing @param {import("./selection.js").Mode} mode @param {(hits: Uint8Array) => void} mark */
  #hit(what, mode, mark) {
    if (what < 0) return;
    if (this.selection.change(mark, mode)) this.told.changed();
    this.told.shown();
  }

  /** @param {Point} at @param {import("./selection.js").Mode} mode */
  #clickCorner(at, mode) {
    const first = this.corner;
    if (!first) {
      this.corner = at;
      this.told.tell("First corner set. Click the opposite corner; Escape drops it.");
      this.told.shown();
      return;
    }
    this.corner = undefined;
    this.#hit(0, mode, (hits) => rectangle(this.model, hits, first, at));
  }

  /** Closes a lasso drawn by clicks. @param {import("./selection.js").Mode} mode */
  close(mode) {
    if (this.tool !== "lasso" || this.line.length < 3) return;
    const { line } = this;
    this.line = [];
    this.#hit(0, mode, (hits) => lasso(this.model, hits, line));
  }

  /** @param {CanvasRenderingContext2D} context */
  #draw(context) {
    const px = (/** @type {Point} */ p) => [p.x * this.view.scale + this.view.x, p.y * this.view.scale + this.view.y];
    if (this.corner) {
      const [x, y] = px(this.corner);
      outlined(context, () => context.rect(x - 6, y - 6, 12, 12));
    }
    if (this.tool === "rectangle" && this.from && this.to && this.from !== this.to) {
      const [ax, ay] = px(this.from);
      const [bx, by] = px(this.to);
      context.fillStyle = "rgba(11, 83, 148, .12)";
      context.fillRect(Math.min(ax, bx), Math.min(ay, by), Math.abs(bx - ax), Math.abs(by - ay));
      outlined(context, () => context.rect(ax, ay, bx - ax, by - ay));
    }
    if (this.line.length > 0) {
      outlined(context, () => {
        this.line.forEach((p, i) => (i === 0 ? context.moveTo(...pair(px(p))) : context.lineTo(...pair(px(p)))));
        if (this.line.length > 2) context.closePath();
      });
      const [x, y] = px(this.line[0]);
      outlined(context, () => context.rect(x - 4, y - 4, 8, 8));
    }
  }
}

/** @param {number[]} p @returns {[number, number]} */
function pair(p) {
  return [p[0], p[1]];
}

/** A line seen on light and dark. @param {CanvasRenderingContext2D} context @param {() => void} path */
function outlined(context, path) {
  context.beginPath();
  path();
  context.lineWidth = 4;
  context.strokeStyle = "rgba(255,255,255,.9)";
  context.stroke();
  context.lineWidth = 2;
  context.strokeStyle = "#0b5394";
  context.stroke();
}
