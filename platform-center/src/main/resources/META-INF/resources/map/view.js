// Where one looks: pan, zoom, and when the picture is drawn.
import { letter } from "./glyphs.js";

const IDLE_MS = 160; // After the last movement, the fine picture.
const DPR_MAX = 2;
const CELL_MAX = 56; // Pixels a seat takes when zoomed in fully.
const NAMES_CELL_MAX = 9; // Farther out, blocks show their names; nearer, their seats.
const ROW_NAMES_CELL_MIN = 11;

export class View {
  /**
   * @param {HTMLCanvasElement} canvas @param {import("./model.js").Model} model
   * @param {import("./blitter.js").Blitter} blitter
   */
  constructor(canvas, model, blitter) {
    this.canvas = canvas;
    this.context = /** @type {CanvasRenderingContext2D} */ (
      canvas.getContext("2d", { alpha: false, willReadFrequently: true }));
    this.model = model;
    this.blitter = blitter;
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    /** Block that is outlined strongly. */
    this.current = -1;
    /** Seat with the keyboard's focus. */
    this.focus = -1;
    /** Draws over the seats, in CSS pixels. @type {((context: CanvasRenderingContext2D) => void)[]} */
    this.overlays = [];
    /** Called after each frame. @type {(() => void)[]} */
    this.after = [];
    this.moving = false;
    this.asked = false;
    /** Milliseconds of script in each frame, for measurement; kept only if somebody sets it. @type {number[] | undefined} */
    this.times = undefined;
    this.idle = 0;
    new ResizeObserver(() => this.#resized()).observe(canvas);
    this.width = canvas.clientWidth;
    this.height = canvas.clientHeight;
    this.fit();
  }

  #resized() {
    const { clientWidth, clientHeight } = this.canvas;
    if (clientWidth === this.width && clientHeight === this.height) return;
    const centre = this.toWorld(this.width / 2, this.height / 2);
    this.width = clientWidth;
    this.height = clientHeight;
    this.x = this.width / 2 - centre.x * this.scale;
    this.y = this.height / 2 - centre.y * this.scale;
    this.draw();
  }

  /** The whole venue. */
  fit() {
    this.show(this.model.box);
  }

  /** @param {import("./model.js").Box} box */
  show(box) {
    const margin = this.model.pitch * 3;
    const width = box.maxX - box.minX + 2 * margin;
    const height = box.maxY - box.minY + 2 * margin;
    this.scale = this.#bounded(Math.min(this.width / width, this.height / height));
    this.x = this.width / 2 - ((box.minX + box.maxX) / 2) * this.scale;
    this.y = this.height / 2 - ((box.minY + box.maxY) / 2) * this.scale;
    this.draw();
  }

  /** @param {number} scale */
  #bounded(scale) {
    const { box, pitch } = this.model;
    const least = Math.min(this.width / (box.maxX - box.minX + 1), this.height / (box.maxY - box.minY + 1)) * 0.5;
    return Math.min(CELL_MAX / pitch, Math.max(least, scale));
  }

  /** @param {number} dx CSS pixels @param {number} dy */
  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.move();
  }

  /** @param {number} factor @param {number} [px] the point that stays @param {number} [py] */
  zoom(factor, px = this.width / 2, py = this.height / 2) {
    const before = this.scale;
    this.scale = this.#bounded(before * factor);
    const real = this.scale / before;
    this.x = px - (px - this.x) * real;
    this.y = py - (py - this.y) * real;
    this.move();
  }

  /** @param {number} px CSS pixels @param {number} py */
  toWorld(px, py) {
    return { x: (px - this.x) / this.scale, y: (py - this.y) / this.scale };
  }

  /** Makes a seat visible, near enough to be told from its neighbours. @param {number} seat */
  reveal(seat) {
    const x = this.model.x[seat] * this.scale + this.x;
    const y = this.model.y[seat] * this.scale + this.y;
    const near = this.model.pitch * this.scale >= 8;
    if (near && x > 30 && y > 30 && x < this.width - 30 && y < this.height - 30) return this.draw();
    if (!near) this.scale = 16 / this.model.pitch;
    this.x = this.width / 2 - this.model.x[seat] * this.scale;
    this.y = this.height / 2 - this.model.y[seat] * this.scale;
    this.draw();
  }

  /** The picture moves: coarse now, fine when it rests. */
  move() {
    this.moving = true;
    clearTimeout(this.idle);
    this.idle = setTimeout(() => {
      this.moving = false;
      if (Math.min(DPR_MAX, devicePixelRatio) > 1) this.draw();
    }, IDLE_MS);
    this.draw();
  }

  draw() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      const from = performance.now();
      this.frame();
      this.times?.push(performance.now() - from);
    });
  }

  frame() {
    const ratio = this.moving ? 1 : Math.min(DPR_MAX, Math.max(1, devicePixelRatio));
    const width = Math.max(1, Math.round(this.width * ratio));
    const height = Math.max(1, Math.round(this.height * ratio));
    const { canvas, context } = this;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const view = { scale: this.scale * ratio, x: this.x * ratio, y: this.y * ratio };
    context.putImageData(this.blitter.draw(width, height, view, this.current), 0, 0);
    context.save();
    context.scale(ratio, ratio);
    this.#names(context);
    this.#focus(context);
    this.overlays.forEach((draw) => draw(context));
    context.restore();
    this.after.forEach((done) => done());
  }

  /** @param {CanvasRenderingContext2D} context */
  #names(context) {
    const cell = this.model.pitch * this.scale;
    context.textAlign = "center";
    context.textBaseline = "middle";
    if (cell < NAMES_CELL_MAX) this.#blockNames(context);
    else if (cell >= ROW_NAMES_CELL_MIN) this.#rowNames(context, cell);
  }

  /** @param {CanvasRenderingContext2D} context */
  #blockNames(context) {
    this.model.blocks.forEach((block, index) => {
      const width = (block.box.maxX - block.box.minX) * this.scale;
      const height = (block.box.maxY - block.box.minY) * this.scale;
      const x = ((block.box.minX + block.box.maxX) / 2) * this.scale + this.x;
      const y = ((block.box.minY + block.box.maxY) / 2) * this.scale + this.y;
      if (width < 22 || height < 16 || x < -width || y < -height || x > this.width + width || y > this.height + height) return;
      const letters = this.letters?.[index] ?? "";
      const both = letters ? `${block.name} · ${letters}` : block.name;
      const text = fits(both, width) ? both : fits(block.name, width) ? block.name : "";
      if (!text) return;
      context.font = "600 11px system-ui, sans-serif";
      context.lineWidth = 3.5;
      context.lineJoin = "round";
      context.strokeStyle = index === this.current ? "#0b5394" : "#fff";
      context.strokeText(text, x, y + 0.5);
      context.fillStyle = index === this.current ? "#fff" : "#1c2330";
      context.fillText(text, x, y + 0.5);
    });
  }

  /** Remembers which sellers have seats in each block. */
  tellSellers() {
    const { model } = this;
    this.letters = model.blocks.map((block) => {
      const seen = new Set();
      for (let i = block.first; i < block.end; i++) if (model.allottee[i]) seen.add(model.allottee[i]);
      return seen.size > 3 ? `${seen.size} sellers` : [...seen].sort((a, b) => a - b).map(letter).join(" ");
    });
  }

  /** @param {CanvasRenderingContext2D} context @param {number} cell */
  #rowNames(context, cell) {
    const { model } = this;
    context.font = `600 ${Math.min(15, Math.max(9, cell * 0.6))}px system-ui, sans-serif`;
    context.fillStyle = "#1c2330";
    for (let row = 0; row < model.rowName.length; row++) {
      const first = model.rowFirst[row];
      const last = model.rowFirst[row + 1] - 1;
      if (last <= first || !model.rowName[row]) continue;
      this.#rowName(context, row, first, first + 1);
      this.#rowName(context, row, last, last - 1);
    }
  }

  /** Beside the seat at the end of a row. @param {CanvasRenderingContext2D} context @param {number} row @param {number} end @param {number} inner */
  #rowName(context, row, end, inner) {
    const { model } = this;
    const dx = model.x[end] - model.x[inner];
    const dy = model.y[end] - model.y[inner];
    const away = (model.pitch * 1.6) / Math.max(1, Math.hypot(dx, dy));
    const x = (model.x[end] + dx * away) * this.scale + this.x;
    const y = (model.y[end] + dy * away) * this.scale + this.y;
    if (x < 0 || y < 0 || x > this.width || y > this.height) return;
    context.fillText(model.rowName[row], x, y);
  }

  /** @param {CanvasRenderingContext2D} context */
  #focus(context) {
    if (this.focus < 0) return;
    const x = this.model.x[this.focus] * this.scale + this.x;
    const y = this.model.y[this.focus] * this.scale + this.y;
    const radius = Math.max(7, this.model.pitch * this.scale * 0.72);
    context.lineWidth = 5;
    context.strokeStyle = "#fff";
    context.strokeRect(x - radius, y - radius, radius * 2, radius * 2);
    context.lineWidth = 3;
    context.strokeStyle = "#c2410c";
    context.strokeRect(x - radius, y - radius, radius * 2, radius * 2);
  }
}

/** Half the width of a block's sign, pixels. @param {string} text */
function halfWidth(text) {
  return text.length * 3.3 + 4;
}

/** @param {string} text @param {number} width pixels of the block */
function fits(text, width) {
  return halfWidth(text) * 2 <= Math.max(width, 26) + 5;
}
