// Which seats are selected, and how it came about.
import { BLOCKED, TAKEN, UNAVAILABLE } from "./model.js";

const UNDO_MAX = 60; // Copies of the selection: 100 000 seats make 6 MB of them.

/** @typedef {"free" | "allotted" | "blocked" | "any"} Pick what a selection may pick up. */
/** @typedef {"replace" | "add" | "subtract"} Mode */

/** Whether a seat may be picked up. @param {import("./model.js").Model} model @param {number} seat @param {Pick} pick */
export function selectable(model, seat, pick) {
  const state = model.state[seat];
  if (state & (TAKEN | UNAVAILABLE)) return false;
  switch (pick) {
    case "free": return state === 0 && model.allottee[seat] === 0;
    case "allotted": return model.allottee[seat] !== 0;
    case "blocked": return (state & BLOCKED) !== 0;
    default: return true;
  }
}

export class Selection {
  /** @param {import("./model.js").Model} model whose column "selected" this owns. */
  constructor(model) {
    this.model = model;
    /** @type {Pick} */
    this.pick = "free";
    /** @type {Uint8Array<ArrayBuffer>[]} */
    this.undone = [];
    /** @type {Uint8Array<ArrayBuffer>[]} */
    this.done = [];
    /** The selection before the change at hand. */
    this.before = model.selected.slice();
    /** Seats hit by the change at hand. */
    this.hits = new Uint8Array(model.size);
  }

  /**
   * Shows what a change would make, from the selection before it; {@link commit} makes it.
   * @param {(hits: Uint8Array) => void} mark sets 1 for each seat hit.
   * @param {Mode} mode
   */
  preview(mark, mode) {
    const { hits, before, model, pick } = this;
    const selected = model.selected;
    hits.fill(0);
    mark(hits);
    for (let i = 0; i < hits.length; i++) {
      const hit = hits[i];
      if (mode === "subtract") {
        selected[i] = before[i] & (hit ^ 1);
      } else if (hit === 1 && selectable(model, i, pick)) {
        selected[i] = 1;
      } else {
        selected[i] = mode === "add" ? before[i] : 0;
      }
    }
  }

  /** Makes what is shown a step that can be undone. @returns {boolean} whether anything changed. */
  commit() {
    const selected = this.model.selected;
    if (equal(selected, this.before)) return false;
    this.done.push(this.before);
    if (this.done.length > UNDO_MAX) this.done.shift();
    this.undone = [];
    this.before = selected.slice();
    return true;
  }

  /** Drops what is shown but not made. */
  cancel() {
    this.model.selected.set(this.before);
  }

  /** @param {(hits: Uint8Array) => void} mark @param {Mode} mode */
  change(mark, mode) {
    this.preview(mark, mode);
    return this.commit();
  }

  clear() {
    return this.change(() => {}, "replace");
  }

  undo() {
    return this.#step(this.done, this.undone);
  }

  redo() {
    return this.#step(this.undone, this.done);
  }

  /** @param {Uint8Array<ArrayBuffer>[]} from @param {Uint8Array<ArrayBuffer>[]} to */
  #step(from, to) {
    const next = from.pop();
    if (!next) return false;
    to.push(this.before);
    this.before = next;
    this.model.selected.set(next);
    return true;
  }

  /** Lets go of seats that may no longer be picked up, now that their state changed. */
  refresh() {
    const selected = this.model.selected;
    let lost = 0;
    for (let i = 0; i < selected.length; i++) {
      if (selected[i] && !selectable(this.model, i, this.pick)) {
        selected[i] = 0;
        lost++;
      }
    }
    if (lost > 0) this.commit();
    return lost;
  }

  /** Selected seats for which {@link keep} holds, as [first, count]. @param {(seat: number) => boolean} keep */
  ranges(keep) {
    const selected = this.model.selected;
    /** @type {[number, number][]} */
    const ranges = [];
    for (let i = 0; i < selected.length; i++) {
      if (!selected[i] || !keep(i)) continue;
      const last = ranges[ranges.length - 1];
      if (last && last[0] + last[1] === i) last[1]++;
      else ranges.push([i, 1]);
    }
    return ranges;
  }

  /** How many seats are what. */
  counts() {
    const { model, pick } = this;
    const byType = new Int32Array(model.types.length);
    const allotted = new Int32Array(256);
    const taken = new Int32Array(256);
    const selectedOf = new Int32Array(256);
    let selected = 0, able = 0, free = 0, blocked = 0, selectedFree = 0, selectedBlocked = 0, selectedUnblocked = 0;
    for (let i = 0; i < model.size; i++) {
      const state = model.state[i];
      const seller = model.allottee[i];
      if (seller !== 0) allotted[seller]++;
      if (state & TAKEN) taken[seller]++;
      if (state & BLOCKED) blocked++;
      if (state === 0 && seller === 0) free++;
      if (selectable(model, i, pick)) able++;
      if (model.selected[i]) {
        selected++;
        byType[model.type[i]]++;
        if (state & BLOCKED) selectedBlocked++; else selectedUnblocked++;
        if (seller !== 0) selectedOf[seller]++; else if (state === 0) selectedFree++;
      }
    }
    return { selected, byType, selectable: able, free, blocked, allotted, taken,
      selectedFree, selectedBlocked, selectedUnblocked, selectedOf };
  }
}

/** @param {Uint8Array} a @param {Uint8Array} b */
function equal(a, b) {
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return false;
  }
  return true;
}
