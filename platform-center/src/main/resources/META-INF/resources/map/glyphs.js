// Pre-rasterised pictures of a seat: type x state x whose x selected, for one cell size.
import { BLOCKED, TAKEN, UNAVAILABLE } from "./model.js";

export const GROUND = [228, 233, 240];
export const FLOOR = [255, 255, 255];
export const EDGE = [150, 160, 176];
const INK = [17, 20, 28];
const GREY = [196, 202, 212];
const GREY_EDGE = [110, 118, 134];
const SAMPLES = 4; // Per pixel and axis: smooth edges.
const LOOK_STATES = 4; // 0 free or allotted, 1 taken, 2 blocked, 3 not available.

/** @typedef {[number, number, number] | number[]} Colour */

/** A pixel as the canvas wants it (little endian ABGR). @param {Colour} c */
export function pixel(c) {
  return ((255 << 24) | (Math.round(c[2]) << 16) | (Math.round(c[1]) << 8) | Math.round(c[0])) >>> 0;
}

/** @param {Colour} a @param {Colour} b @param {number} share of b */
function mix(a, b, share) {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

/** @param {string} hex */
function colour(hex) {
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}

/** The letter that stands for a seller on the map. @param {number} allottee index from 1 */
export function letter(allottee) {
  return allottee <= 26 ? String.fromCharCode(64 + allottee) : String(allottee);
}

/** Which picture a seat has, without its selection. @param {number} types how many @param {number} type @param {number} state @param {number} allottee */
export function look(types, type, state, allottee) {
  const kind = state & UNAVAILABLE ? 3 : state & TAKEN ? 1 : state & BLOCKED ? 2 : 0;
  return (allottee * LOOK_STATES + kind) * types + type;
}

/** Whether (u, v), range [-1, 1], lies inside a shape. @type {Record<string, (u: number, v: number) => boolean>} */
const SHAPES = {
  SQUARE: (u, v) => Math.max(Math.abs(u), Math.abs(v)) <= 0.9,
  CIRCLE: (u, v) => u * u + v * v <= 1,
  DIAMOND: (u, v) => Math.abs(u) + Math.abs(v) <= 1.08,
  TRIANGLE: (u, v) => v <= 0.88 && v >= -1 && Math.abs(u) <= (v + 1.02) * 0.56,
  CROSS: (u, v) => (Math.abs(u) <= 0.42 && Math.abs(v) <= 1) || (Math.abs(v) <= 0.42 && Math.abs(u) <= 1),
  HEXAGON: (u, v) => Math.abs(v) <= 0.87 && Math.abs(u) * 0.87 + Math.abs(v) * 0.5 <= 0.87,
};

/** Whether (x, y) lies on a seller's hatching. @type {((x: number, y: number, p: number) => boolean)[]} */
const HATCHES = [
  (x, y, p) => (x + y) % p < p * 0.36,
  (x, y, p) => (x - y + 64 * p) % p < p * 0.36,
  (_, y, p) => y % p < p * 0.36,
  (x, _, p) => x % p < p * 0.36,
  (x, y, p) => x % p < p * 0.26 || y % p < p * 0.26,
  (x, y, p) => (x % p) - p / 2 > 0 && (y % p) - p / 2 > 0,
];

/** All pictures for cells of one size. */
export class Glyphs {
  /** @param {import("./model.js").SeatType[]} types @param {number} cell pixels from seat to seat */
  constructor(types, cell) {
    this.types = types;
    this.colours = types.map((type) => colour(type.colour));
    /** Pixels a picture is wide and high. */
    this.cell = Math.max(1, Math.round(cell));
    /** Pixel columns of each picture, by look * 2 + selected. @type {(Uint32Array | undefined)[]} */
    this.pictures = [];
    /** Ink of a seat's number on each picture. @type {number[]} */
    this.inks = [];
  }

  /** @param {number} code look * 2 + selected @returns {Uint32Array} 0: nothing there */
  picture(code) {
    const known = this.pictures[code];
    if (known) return known;
    const drawn = this.#draw(code >> 1, (code & 1) === 1);
    this.pictures[code] = drawn;
    return drawn;
  }

  /** @param {number} code */
  #plan(code) {
    const type = code % this.types.length;
    const rest = Math.floor(code / this.types.length);
    const kind = rest % LOOK_STATES;
    const allottee = Math.floor(rest / LOOK_STATES);
    const base = this.colours[type];
    if (kind === 0 && allottee === 0) return { type, kind, allottee, fill: base, edge: mix(base, INK, 0.45) };
    if (kind === 0) return { type, kind, allottee, fill: mix(base, FLOOR, 0.78), edge: mix(base, INK, 0.35) };
    if (kind === 1) return { type, kind, allottee, fill: GREY, edge: GREY_EDGE };
    return { type, kind, allottee, fill: kind === 2 ? FLOOR : mix(GREY, FLOOR, 0.35), edge: GREY_EDGE };
  }

  /** @param {number} code @param {boolean} selected */
  #draw(code, selected) {
    const { cell } = this;
    const plan = this.#plan(code);
    this.inks[code * 2 + (selected ? 1 : 0)] = brightness(plan.fill) > 140 ? pixel(INK) : pixel(FLOOR);
    const picture = new Uint32Array(cell * cell);
    if (cell <= 3) return tiny(picture, cell, plan, selected);
    const inside = SHAPES[this.types[plan.type].shape] ?? SHAPES.SQUARE;
    const radius = (cell / 2) * (selected ? 0.62 : plan.kind > 1 ? 0.66 : 0.84);
    const rim = Math.max(1, cell * 0.07) / radius;
    const hatch = plan.allottee && plan.kind === 0 ? HATCHES[(plan.allottee - 1) % HATCHES.length] : undefined;
    const period = Math.max(3, Math.round(cell / 4));
    for (let y = 0; y < cell; y++) {
      for (let x = 0; x < cell; x++) {
        let sum = [0, 0, 0];
        let covered = 0;
        for (let s = 0; s < SAMPLES * SAMPLES; s++) {
          const px = x + ((s % SAMPLES) + 0.5) / SAMPLES;
          const py = y + (Math.floor(s / SAMPLES) + 0.5) / SAMPLES;
          const c = paint(plan, inside, hatch, period, rim, cell, radius, px, py, selected);
          if (c) covered++;
          const add = c ?? FLOOR;
          sum = [sum[0] + add[0], sum[1] + add[1], sum[2] + add[2]];
        }
        if (covered > 0) picture[y * cell + x] = pixel(sum.map((v) => v / (SAMPLES * SAMPLES)));
      }
    }
    if (plan.allottee && plan.kind === 0 && cell >= 11) this.#letter(picture, plan);
    return picture;
  }

  /** @param {Uint32Array} picture @param {any} plan */
  #letter(picture, plan) {
    const { cell } = this;
    const size = Math.round(cell < 24 ? cell * 0.62 : cell * 0.32);
    const context = scratch(cell);
    context.font = `700 ${size}px system-ui, sans-serif`;
    const y = cell < 24 ? cell / 2 + 0.5 : cell * 0.33;
    context.lineWidth = Math.max(2, size * 0.28);
    context.strokeStyle = `rgb(${plan.fill.map(Math.round).join(" ")})`;
    context.strokeText(letter(plan.allottee), cell / 2, y);
    context.fillText(letter(plan.allottee), cell / 2, y);
    blend(picture, context.getImageData(0, 0, cell, cell).data);
  }
}

/** The colour of one point of a picture, nothing outside it. */
function paint(/** @type {any} */ plan, /** @type {any} */ inside, /** @type {any} */ hatch, /** @type {number} */ period,
  /** @type {number} */ rim, /** @type {number} */ cell, /** @type {number} */ radius, /** @type {number} */ px,
  /** @type {number} */ py, /** @type {boolean} */ selected) {
  const u = (px - cell / 2) / radius;
  const v = (py - cell / 2) / radius;
  if (inside(u, v)) {
    const k = 1 / (1 - rim);
    if (!inside(u * k, v * k)) return selected ? FLOOR : plan.edge;
    if (plan.kind === 1 && Math.abs(u + v) < 0.26) return GREY_EDGE;
    if (plan.kind > 1 && (Math.abs(u + v) < 0.24 || (plan.kind === 2 && Math.abs(u - v) < 0.24))) return GREY_EDGE;
    if (hatch && hatch(Math.floor(px), Math.floor(py), period)) return mix(plan.fill, plan.edge, 0.62);
    return plan.fill;
  }
  return selected ? INK : undefined;
}

/** @param {Uint32Array} picture @param {number} cell @param {any} plan @param {boolean} selected */
function tiny(picture, cell, plan, selected) {
  const pale = plan.kind === 0 && plan.allottee !== 0 ? mix(plan.edge, FLOOR, 0.55) : plan.fill;
  const c = pixel(selected ? INK : plan.kind >= 2 ? mix(GREY, FLOOR, 0.4) : pale);
  const side = cell < 3 ? cell : 2 + (selected ? 1 : 0);
  for (let y = 0; y < side; y++) picture.fill(c, y * cell, y * cell + side);
  if (plan.kind === 0 && plan.allottee !== 0 && !selected && cell === 3) picture[0] = pixel(plan.edge);
  return picture;
}

/** @param {Colour} c */
function brightness(c) {
  return c[0] * 0.299 + c[1] * 0.587 + c[2] * 0.114;
}

/** An empty canvas to write into, ink set. @param {number} size */
function scratch(size) {
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
    new OffscreenCanvas(size, size).getContext("2d", { willReadFrequently: true }));
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.fillStyle = "#11141c";
  return context;
}

/** Lays text over a picture. @param {Uint32Array} picture @param {Uint8ClampedArray} over */
function blend(picture, over) {
  for (let i = 0; i < picture.length; i++) {
    const alpha = over[i * 4 + 3] / 255;
    if (alpha === 0) continue;
    const p = picture[i] === 0 ? pixel(FLOOR) : picture[i];
    const under = [p & 255, (p >> 8) & 255, (p >> 16) & 255];
    picture[i] = pixel(mix(under, [over[i * 4], over[i * 4 + 1], over[i * 4 + 2]], alpha));
  }
}

/** How much each pixel of the digits 0 to 9 covers. @param {number} size of the letters in pixels */
export function digits(size) {
  const width = Math.ceil(size * 0.62);
  const height = Math.ceil(size * 1.05);
  const masks = [];
  for (let digit = 0; digit < 10; digit++) {
    const context = scratch(Math.max(width, height));
    context.font = `600 ${size}px system-ui, sans-serif`;
    context.fillText(String(digit), width / 2, height / 2 + 0.5);
    const data = context.getImageData(0, 0, width, height).data;
    masks.push(Uint8Array.from({ length: width * height }, (_, i) => data[i * 4 + 3]));
  }
  return { width, height, masks };
}
