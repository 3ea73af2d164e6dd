// The whole venue, small, with a frame around what the map shows.

const MOVED_MS = 120; // The small picture follows a selection at most this often.

export class Minimap {
  /** @param {HTMLCanvasElement} canvas @param {import("./view.js").View} view @param {import("./blitter.js").Blitter} blitter */
  constructor(canvas, view, blitter) {
    this.canvas = canvas;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false, willReadFrequently: true }));
    this.view = view;
    this.blitter = blitter;
    const { box, pitch } = view.model;
    const width = box.maxX - box.minX + 4 * pitch;
    const height = box.maxY - box.minY + 4 * pitch;
    this.scale = Math.min(canvas.width / width, canvas.height / height);
    this.x = canvas.width / 2 - ((box.minX + box.maxX) / 2) * this.scale;
    this.y = canvas.height / 2 - ((box.minY + box.maxY) / 2) * this.scale;
    this.timer = 0;
    this.picture = this.#draw();
    view.after.push(() => this.#frame());
    canvas.addEventListener("pointerdown", (event) => this.#point(event));
    canvas.addEventListener("pointermove", (event) => { if (event.buttons & 1) this.#point(event); });
  }

  #draw() {
    const { width, height } = this.canvas;
    const { image, buffer } = this.blitter; // The large picture's, kept as they are.
    const picture = this.blitter.draw(width, height, { scale: this.scale, x: this.x, y: this.y }, -1);
    this.blitter.image = image;
    this.blitter.buffer = buffer;
    return picture;
  }

  /** The seats changed. */
  refresh() {
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.picture = this.#draw();
      this.#frame();
    }, MOVED_MS);
  }

  #frame() {
    const { context, view } = this;
    context.putImageData(this.picture, 0, 0);
    const a = view.toWorld(0, 0);
    const b = view.toWorld(view.width, view.height);
    const left = Math.max(1, a.x * this.scale + this.x);
    const top = Math.max(1, a.y * this.scale + this.y);
    const right = Math.min(this.canvas.width - 1, b.x * this.scale + this.x);
    const bottom = Math.min(this.canvas.height - 1, b.y * this.scale + this.y);
    context.lineWidth = 2;
    context.strokeStyle = "#c2410c";
    context.strokeRect(left, top, Math.max(2, right - left), Math.max(2, bottom - top));
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const box = this.canvas.getBoundingClientRect();
    const x = (((event.clientX - box.left) / box.width) * this.canvas.width - this.x) / this.scale;
    const y = (((event.clientY - box.top) / box.height) * this.canvas.height - this.y) / this.scale;
    this.view.pan(this.view.width / 2 - x * this.view.scale - this.view.x, this.view.height / 2 - y * this.view.scale - this.view.y);
  }
}
