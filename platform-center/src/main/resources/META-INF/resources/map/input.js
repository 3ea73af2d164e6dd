// Pointer, wheel, pinch and keys on the canvas.

const CLICK_PX = 4; // A pointer that moves less than this between down and up has clicked.
const WHEEL_STEP = 0.0016;
const KEY_PAN_PX = 80;
const KEY_ZOOM = 1.3;

/** @typedef {{x: number, y: number}} Point */

export class Input {
  /**
   * @param {HTMLCanvasElement} canvas @param {import("./view.js").View} view
   * @param {import("./tools.js").Tools} tools
   * @param {(event: {shiftKey: boolean, altKey: boolean}) => import("./selection.js").Mode} mode
   */
  constructor(canvas, view, tools, mode) {
    this.canvas = canvas;
    this.view = view;
    this.tools = tools;
    this.mode = mode;
    /** @type {Map<number, Point>} */
    this.pointers = new Map();
    this.panning = false;
    this.space = false;
    this.dragged = false;
    /** @type {Point} */
    this.start = { x: 0, y: 0 };
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", (event) => this.#up(event));
    canvas.addEventListener("pointercancel", (event) => this.#lost(event));
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener("dblclick", (event) => tools.close(this.mode(event)));
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("keyup", (event) => { if (event.key === " ") this.space = false; });
  }

  /** @param {PointerEvent | WheelEvent} event @returns {Point} */
  #at(event) {
    const box = this.canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** @param {PointerEvent} event */
  #down(event) {
    this.canvas.setPointerCapture(event.pointerId);
    this.canvas.focus({ preventScroll: true });
    const at = this.#at(event);
    this.pointers.set(event.pointerId, at);
    if (this.pointers.size === 2) {
      this.tools.cancel(); // Two fingers move the map.
      this.panning = true;
      return;
    }
    this.start = at;
    this.dragged = false;
    this.panning = this.tools.tool === "hand" || this.space || event.button !== 0;
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const at = this.#at(event);
    if (this.pointers.size === 2) {
      this.#pinch(event.pointerId, before, at);
    } else if (this.panning) {
      this.dragged ||= Math.hypot(at.x - this.start.x, at.y - this.start.y) >= CLICK_PX;
      this.view.pan(at.x - before.x, at.y - before.y);
    } else if (this.dragged) {
      this.view.moving = true;
      this.tools.drag(at, this.mode(event));
    } else if (Math.hypot(at.x - this.start.x, at.y - this.start.y) >= CLICK_PX) {
      this.dragged = true;
      this.tools.down(this.start);
      this.tools.drag(at, this.mode(event));
    }
    this.pointers.set(event.pointerId, at);
  }

  /** @param {number} id @param {Point} before @param {Point} at */
  #pinch(id, before, at) {
    const other = [...this.pointers].find(([pointer]) => pointer !== id)?.[1];
    if (!other) return;
    const was = Math.hypot(before.x - other.x, before.y - other.y);
    const is = Math.hypot(at.x - other.x, at.y - other.y);
    this.view.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
    if (was > 0) this.view.zoom(is / was, (at.x + other.x) / 2, (at.y + other.y) / 2);
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    if (this.panning) {
      this.panning = this.pointers.size > 0;
    } else if (this.dragged) {
      this.tools.up(this.#at(event), this.mode(event));
    } else {
      if (this.tools.tool === "lasso") this.tools.line.push(this.view.toWorld(this.start.x, this.start.y));
      this.tools.click(this.start, this.mode(event));
    }
    this.view.move();
  }

  /** @param {PointerEvent} event */
  #lost(event) {
    this.pointers.delete(event.pointerId);
    this.panning = false;
    this.tools.cancel();
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    const at = this.#at(event);
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const delta = Math.max(-400, Math.min(400, event.deltaY * lines));
    this.view.zoom(Math.exp(-delta * (event.ctrlKey ? 4 : 1) * WHEEL_STEP), at.x, at.y);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { view } = this;
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowLeft: () => view.pan(KEY_PAN_PX, 0),
      ArrowRight: () => view.pan(-KEY_PAN_PX, 0),
      ArrowUp: () => view.pan(0, KEY_PAN_PX),
      ArrowDown: () => view.pan(0, -KEY_PAN_PX),
      "+": () => view.zoom(KEY_ZOOM),
      "=": () => view.zoom(KEY_ZOOM),
      "-": () => view.zoom(1 / KEY_ZOOM),
      0: () => view.fit(),
      Escape: () => this.tools.cancel(),
      Enter: () => this.tools.close(this.mode(event)),
      " ": () => { this.space = true; },
    };
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  }
}
