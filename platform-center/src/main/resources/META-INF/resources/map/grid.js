// The same seats as a grid of one block, for keyboards and screen readers (ARIA grid pattern):
// column 0 is the row's name, arrows move, Shift extends, Space selects.
import { letter } from "./glyphs.js";
import { BLOCKED, TAKEN, UNAVAILABLE } from "./model.js";
import { selectable } from "./selection.js";

const WHOLE_MAX = 2500; // A block of more seats is shown in part, around the focus.
const PART_ROWS = 24;
const PART_COLUMNS = 40;
const PAGE = 10;
/** @type {Record<string, string>} */
const MARKS = { SQUARE: "■", CIRCLE: "●", DIAMOND: "◆", TRIANGLE: "▲", CROSS: "✚", HEXAGON: "⬢" };

export class Grid {
  /**
   * @param {HTMLElement} element with role grid @param {import("./selection.js").Selection} selection
   * @param {{changed: () => void, shown: () => void, focused: (seat: number) => void, tell: (text: string) => void}} told
   */
  constructor(element, selection, told) {
    this.element = element;
    this.model = selection.model;
    this.selection = selection;
    this.told = told;
    this.block = 0;
    /** Focused cell: row of the block, and column; column 0 is the row's name. */
    this.row = 0;
    this.column = 1;
    /** Where a selection with Shift began. @type {{row: number, column: number} | undefined} */
    this.anchor = undefined;
    /** Whether the focus moves from cell to cell. */
    this.going = false;
    /** @type {Map<number, HTMLElement>} */
    this.cells = new Map();
    element.addEventListener("keydown", (event) => this.#key(event));
    element.addEventListener("focusout", (event) => {
      if (!this.going && !element.contains(/** @type {Node | null} */ (event.relatedTarget))) this.#settle();
    });
    element.addEventListener("click", (event) => this.#click(event));
  }

  get rows() {
    const { firstRow, endRow } = this.model.blocks[this.block];
    return endRow - firstRow;
  }

  /** @param {number} row of the block */
  #length(row) {
    const at = this.model.blocks[this.block].firstRow + row;
    return this.model.rowFirst[at + 1] - this.model.rowFirst[at];
  }

  /** @param {number} row @param {number} column */
  #seat(row, column) {
    return this.model.rowFirst[this.model.blocks[this.block].firstRow + row] + column - 1;
  }

  /** Shows a block. @param {number} block */
  show(block) {
    this.block = block;
    this.row = 0;
    this.column = 1;
    this.anchor = undefined;
    this.#render();
  }

  /** Makes a seat the focused one, without taking the focus. @param {number} seat */
  point(seat) {
    const row = this.model.row[seat];
    const block = this.model.rowBlock[row];
    const other = block !== this.block;
    this.block = block;
    this.row = row - this.model.blocks[block].firstRow;
    this.column = seat - this.model.rowFirst[row] + 1;
    if (other || !this.#cell()) this.#render();
    else this.#rove();
    this.#scroll();
  }

  /** Brings the focused cell into the grid's window; the page stays where it is. */
  #scroll() {
    const cell = this.#cell();
    if (!cell) return;
    const window = this.element.getBoundingClientRect();
    const at = cell.getBoundingClientRect();
    if (at.top < window.top || at.bottom > window.bottom) this.element.scrollTop += at.top - window.top - window.height / 2;
    if (at.left < window.left + 60 || at.right > window.right) this.element.scrollLeft += at.left - window.left - window.width / 2;
  }

  #cell() {
    return this.cells.get(this.row * 1_000_000 + this.column);
  }

  #render() {
    const { element, model } = this;
    const block = model.blocks[this.block];
    const whole = block.end - block.first <= WHOLE_MAX;
    let columns = 0;
    for (let row = 0; row < this.rows; row++) columns = Math.max(columns, this.#length(row));
    element.setAttribute("aria-rowcount", String(this.rows));
    element.setAttribute("aria-colcount", String(columns + 1));
    const rowFrom = whole ? 0 : Math.max(0, this.row - (PART_ROWS >> 1));
    const rowTo = whole ? this.rows : Math.min(this.rows, rowFrom + PART_ROWS);
    const columnFrom = whole ? 1 : Math.max(1, this.column - (PART_COLUMNS >> 1));
    const columnTo = whole ? columns : Math.min(columns, columnFrom + PART_COLUMNS);
    this.cells.clear();
    const all = document.createDocumentFragment();
    for (let row = rowFrom; row < rowTo; row++) all.append(this.#line(row, columnFrom, columnTo));
    element.replaceChildren(all);
    this.refresh();
    this.#rove();
  }

  /** @param {number} row @param {number} from @param {number} to */
  #line(row, from, to) {
    const line = document.createElement("div");
    line.setAttribute("role", "row");
    line.setAttribute("aria-rowindex", String(row + 1));
    const name = this.model.rowName[this.model.blocks[this.block].firstRow + row];
    const head = this.#make("rowheader", row, 0, name || "all");
    head.setAttribute("aria-label", name ? `Row ${name}, ${this.#length(row)} seats` : `${this.#length(row)} places`);
    line.append(head);
    for (let column = from; column <= Math.min(to, this.#length(row)); column++) {
      const seat = this.#seat(row, column);
      const cell = this.#make("gridcell", row, column, String(this.model.number[seat]));
      cell.style.setProperty("--type", this.model.types[this.model.type[seat]].colour);
      line.append(cell);
    }
    return line;
  }

  /** @param {string} role @param {number} row @param {number} column @param {string} text */
  #make(role, row, column, text) {
    const cell = document.createElement("span");
    cell.setAttribute("role", role);
    cell.setAttribute("aria-colindex", String(column + 1));
    cell.tabIndex = -1;
    cell.textContent = text;
    cell.dataset.row = String(row);
    cell.dataset.column = String(column);
    this.cells.set(row * 1_000_000 + column, cell);
    return cell;
  }

  /** Shows what changed of the seats in sight. */
  refresh() {
    for (const [key, cell] of this.cells) {
      const column = key % 1_000_000;
      if (column > 0) this.#dress(cell, this.#seat(Math.floor(key / 1_000_000), column));
    }
  }

  /** @param {HTMLElement} cell @param {number} seat */
  #dress(cell, seat) {
    const { model } = this;
    const chosen = model.selected[seat] === 1;
    const state = model.state[seat];
    const look = state & (TAKEN | UNAVAILABLE) ? "taken" : state & BLOCKED ? "blocked" : model.allottee[seat] ? "allotted" : "free";
    const type = model.types[model.type[seat]];
    const mark = look === "allotted" ? letter(model.allottee[seat]) : look === "free" ? MARKS[type.shape] : look === "blocked" ? "✕" : "⁄";
    const told = `${look} ${chosen} ${mark}`;
    if (cell.dataset.told === told) return;
    cell.dataset.told = told;
    cell.className = look;
    cell.dataset.mark = mark;
    cell.setAttribute("aria-selected", String(chosen));
    const row = model.rowName[model.row[seat]];
    const place = model.rowNumbered[model.row[seat]] ? "seat" : "place";
    cell.setAttribute("aria-label", `${row ? `row ${row} ` : ""}${place} ${model.number[seat]}, ${type.name}, ${model.stateName(seat)}`);
  }

  #rove() {
    this.element.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1");
    this.#cell()?.setAttribute("tabindex", "0");
  }

  /** @param {number} row @param {number} column */
  #go(row, column) {
    this.row = Math.max(0, Math.min(this.rows - 1, row));
    this.column = Math.max(0, Math.min(this.#length(this.row), column));
    this.going = true;
    if (!this.#cell()) this.#render();
    this.#rove();
    this.#cell()?.focus();
    this.going = false;
    this.told.focused(this.#seat(this.row, Math.max(1, this.column)));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { row, column } = this;
    const far = event.ctrlKey || event.metaKey;
    /** @type {Record<string, [number, number]>} */
    const moves = {
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      Home: [far ? 0 : row, far ? 1 : column <= 1 ? 0 : 1],
      End: far ? [this.rows - 1, this.#length(this.rows - 1)] : [row, this.#length(row)],
      PageUp: [row - PAGE, column],
      PageDown: [row + PAGE, column],
    };
    const to = moves[event.key];
    // Shift may be let go between two steps; whatever else is pressed ends the selection it made.
    if (event.key !== "Shift" && !(to && event.shiftKey)) this.#settle();
    if (to) {
      event.preventDefault();
      if (event.shiftKey) this.anchor ??= { row, column: Math.max(1, column) };
      this.#go(...to);
      if (event.shiftKey) this.#extend();
    } else if (event.key === " ") {
      event.preventDefault();
      if (event.shiftKey || this.column === 0) this.#toggle(this.#seat(row, 1), this.#seat(row, 1) + this.#length(row));
      else this.#toggle(this.#seat(row, column), this.#seat(row, column) + 1);
    } else if (far && event.key.toLowerCase() === "a") {
      event.preventDefault();
      const block = this.model.blocks[this.block];
      this.#toggle(block.first, block.end);
    }
  }

  /** Selects seats, or lets go of them if all that can be are selected. @param {number} first @param {number} end */
  #toggle(first, end) {
    const { model, selection } = this;
    let able = 0;
    let chosen = 0;
    for (let i = first; i < end; i++) {
      if (model.selected[i]) chosen++;
      if (selectable(model, i, selection.pick)) able++;
    }
    if (able === 0 && chosen === 0) {
      this.told.tell(end - first === 1 ? `Cannot be selected: ${model.stateName(first)}.` : "None of these can be selected.");
      return;
    }
    if (selection.change((hits) => hits.fill(1, first, end), chosen >= able ? "subtract" : "add")) this.told.changed();
  }

  #extend() {
    const { anchor } = this;
    if (!anchor) return;
    const [top, bottom] = [Math.min(anchor.row, this.row), Math.max(anchor.row, this.row)];
    const [left, right] = [Math.max(1, Math.min(anchor.column, this.column)), Math.max(anchor.column, this.column)];
    this.selection.preview((hits) => {
      for (let row = top; row <= bottom; row++) {
        const end = Math.min(right, this.#length(row));
        if (end >= left) hits.fill(1, this.#seat(row, left), this.#seat(row, end) + 1);
      }
    }, "add");
    this.refresh();
    this.told.shown();
  }

  /** Ends a selection with Shift. */
  #settle() {
    if (!this.anchor) return;
    this.anchor = undefined;
    if (this.selection.commit()) this.told.changed();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const cell = event.target instanceof HTMLElement ? event.target : undefined;
    if (!cell?.dataset.row) return;
    const row = Number(cell.dataset.row);
    const column = Number(cell.dataset.column);
    if (event.shiftKey) {
      this.anchor = { row: this.row, column: Math.max(1, this.column) };
      this.#go(row, column);
      this.#extend();
      this.#settle();
      return;
    }
    this.#go(row, column);
    if (column === 0) this.#toggle(this.#seat(row, 1), this.#seat(row, 1) + this.#length(row));
    else this.#toggle(this.#seat(row, column), this.#seat(row, column) + 1);
  }
}
