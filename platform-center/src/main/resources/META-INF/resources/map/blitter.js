// Draws all seats by copying pre-rasterised pictures into one buffer of pixels: no GPU, and the
// same pixels everywhere.
import { fillGround, grounds } from "./floor.js";
import { digits, EDGE, FLOOR, Glyphs, GROUND, look, pixel } from "./glyphs.js";

const NUMBERS_CELL_MIN = 18; // Smaller, two digits cannot be read.
const GLYPH_SIZES_MAX = 24; // Kept while zooming to and fro.

export class Blitter {
  /** @param {import("./model.js").Model} model */
  constructor(model) {
    this.model = model;
    this.grounds = grounds(model);
    /** Look of each seat, without its selection. */
    this.looks = new Uint32Array(model.size);
    /** @type {Map<number, Glyphs>} */
    this.sizes = new Map();
    /** @type {Map<number, ReturnType<typeof digits>>} */
    this.fonts = new Map();
    this.image = new ImageData(1, 1);
    this.buffer = new Uint32Array(this.image.data.buffer);
    this.refresh();
  }

  /** Takes over the state of all seats. */
  refresh() {
    const { model, looks } = this;
    const types = model.types.length;
    for (let i = 0; i < looks.length; i++) {
      looks[i] = look(types, model.type[i], model.state[i], model.allottee[i]);
    }
  }

  /** @param {number} cell */
  #glyphs(cell) {
    const size = Math.max(1, Math.round(cell));
    let glyphs = this.sizes.get(size);
    if (!glyphs) {
      if (this.sizes.size >= GLYPH_SIZES_MAX) this.sizes.clear();
      glyphs = new Glyphs(this.model.types, size);
      this.sizes.set(size, glyphs);
    }
    return glyphs;
  }

  /**
   * Draws what a view shows.
   * @param {number} width pixels @param {number} height pixels
   * @param {{scale: number, x: number, y: number}} view pixels per centimetre, and where (0, 0) is
   * @param {number} current block that is outlined strongly, -1: none
   * @returns {ImageData}
   */
  draw(width, height, view, current) {
    if (this.image.width !== width || this.image.height !== height) {
      this.image = new ImageData(width, height);
      this.buffer = new Uint32Array(this.image.data.buffer);
    }
    const { model, buffer } = this;
    buffer.fill(pixel(GROUND));
    const glyphs = this.#glyphs(model.pitch * view.scale);
    const floor = pixel(FLOOR);
    const edge = pixel(EDGE);
    const visible = this.#visible(width, height, view);
    for (const block of visible) {
      if (block !== current) fillGround(buffer, width, height, this.grounds[block], view, floor, edge, 1);
    }
    if (visible.includes(current)) {
      fillGround(buffer, width, height, this.grounds[current], view, floor, pixel([11, 83, 148]), 3);
    }
    for (const block of visible) this.#block(glyphs, width, height, view, block);
    return this.image;
  }

  /** @param {number} width @param {number} height @param {{scale: number, x: number, y: number}} view */
  #visible(width, height, view) {
    /** @type {number[]} */
    const visible = [];
    const margin = this.model.pitch * 2;
    this.model.blocks.forEach(({ box }, index) => {
      if ((box.maxX + margin) * view.scale + view.x >= 0 && (box.minX - margin) * view.scale + view.x <= width
        && (box.maxY + margin) * view.scale + view.y >= 0 && (box.minY - margin) * view.scale + view.y <= height) {
        visible.push(index);
      }
    });
    return visible;
  }

  /** @param {Glyphs} glyphs @param {number} width @param {number} height @param {{scale: number, x: number, y: number}} view @param {number} index */
  #block(glyphs, width, height, view, index) {
    const { model } = this;
    const block = model.blocks[index];
    const { cell } = glyphs;
    const box = model.rowBox;
    for (let row = block.firstRow; row < block.endRow; row++) {
      const at = row * 4;
      if (box[at + 2] * view.scale + view.x + cell < 0 || box[at] * view.scale + view.x - cell > width
        || box[at + 3] * view.scale + view.y + cell < 0 || box[at + 1] * view.scale + view.y - cell > height) continue;
      this.#seats(glyphs, width, height, view, model.rowFirst[row], model.rowFirst[row + 1]);
      if (cell >= NUMBERS_CELL_MIN) this.#numbers(glyphs, width, height, view, row);
    }
  }

  /** The hot loop. @param {Glyphs} glyphs @param {number} width @param {number} height @param {{scale: number, x: number, y: number}} view @param {number} first @param {number} end */
  #seats(glyphs, width, height, view, first, end) {
    const { looks, buffer, model } = this;
    const { x, y, selected } = model;
    const { cell, pictures } = glyphs;
    const half = cell / 2;
    const scale = view.scale;
    const ox = view.x - half + 0.5;
    const oy = view.y - half + 0.5;
    for (let i = first; i < end; i++) {
      const px = Math.floor(x[i] * scale + ox);
      const py = Math.floor(y[i] * scale + oy);
      if (px <= -cell || py <= -cell || px >= width || py >= height) continue;
      const code = looks[i] * 2 + selected[i];
      const picture = pictures[code] ?? glyphs.picture(code);
      if (px >= 0 && py >= 0 && px + cell <= width && py + cell <= height) {
        let from = 0;
        for (let line = py * width + px, last = line + cell * width; line < last; line += width) {
          for (let to = line; to < line + cell; to++) {
            const colour = picture[from++];
            if (colour !== 0) buffer[to] = colour;
          }
        }
      } else {
        clipped(buffer, width, height, picture, cell, px, py);
      }
    }
  }

  /** @param {Glyphs} glyphs @param {number} width @param {number} height @param {{scale: number, x: number, y: number}} view @param {number} row */
  #numbers(glyphs, width, height, view, row) {
    const { model, looks } = this;
    const { cell } = glyphs;
    const font = this.#font(Math.min(20, Math.round(cell * (cell < 24 ? 0.42 : 0.34))));
    for (let i = model.rowFirst[row]; i < model.rowFirst[row + 1]; i++) {
      // A small allotted seat shows its seller's letter; there is no room for both.
      if (model.state[i] !== 0 || (model.allottee[i] !== 0 && cell < 24)) continue;
      const digits = String(model.number[i]);
      const px = Math.floor(model.x[i] * view.scale + view.x - (digits.length * font.width) / 2 + 0.5);
      const lower = model.allottee[i] !== 0 ? cell * 0.16 : 0;
      const py = Math.floor(model.y[i] * view.scale + view.y - font.height / 2 + lower + 0.5);
      if (px < 0 || py < 0 || px + digits.length * font.width > width || py + font.height > height) continue;
      const ink = glyphs.inks[looks[i] * 2 + model.selected[i]];
      for (let d = 0; d < digits.length; d++) {
        this.#mask(font, font.masks[digits.charCodeAt(d) - 48], py * width + px + d * font.width, width, ink);
      }
    }
  }

  /** @param {ReturnType<typeof digits>} font @param {Uint8Array} mask @param {number} at @param {number} width @param {number} ink */
  #mask(font, mask, at, width, ink) {
    const { buffer } = this;
    for (let y = 0, from = 0; y < font.height; y++) {
      for (let to = at + y * width, end = to + font.width; to < end; to++) {
        const alpha = mask[from++];
        if (alpha === 0) continue;
        const under = buffer[to];
        const blue = ((under >> 16) & 255) + (((((ink >> 16) & 255) - ((under >> 16) & 255)) * alpha) >> 8);
        const green = ((under >> 8) & 255) + (((((ink >> 8) & 255) - ((under >> 8) & 255)) * alpha) >> 8);
        const red = (under & 255) + ((((ink & 255) - (under & 255)) * alpha) >> 8);
        buffer[to] = ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
      }
    }
  }

  /** @param {number} size */
  #font(size) {
    let font = this.fonts.get(size);
    if (!font) this.fonts.set(size, (font = digits(size)));
    return font;
  }
}

/** A picture at the border of the buffer. @param {Uint32Array} buffer @param {number} width @param {number} height @param {Uint32Array} picture @param {number} cell @param {number} px @param {number} py */
function clipped(buffer, width, height, picture, cell, px, py) {
  for (let y = Math.max(0, -py); y < cell && py + y < height; y++) {
    for (let x = Math.max(0, -px); x < cell && px + x < width; x++) {
      const colour = picture[y * cell + x];
      if (colour !== 0) buffer[(py + y) * width + px + x] = colour;
    }
  }
}
