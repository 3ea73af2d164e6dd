// The ground a block stands on: a rounded hull around its seats, found once.

const CORNERS = 8; // Directions in which a hull is looked for; a bend between them is cut by a hair.

/** Corner points of each block's ground, x and y in turn, in centimetres. @param {import("./model.js").Model} model */
export function grounds(model) {
  return model.blocks.map((block) => {
    /** @type {number[][]} */
    const points = [];
    for (let row = block.firstRow; row < block.endRow; row++) {
      const end = model.rowFirst[row + 1];
      points.push(...extremes(model, model.rowFirst[row], end));
    }
    const margin = model.pitch * 0.95;
    return Float32Array.from(hull(hull(points).flatMap((p) => around(p, margin))).flat());
  });
}

/** The seats farthest out in eight directions. @param {import("./model.js").Model} model @param {number} first @param {number} end */
function extremes(model, first, end) {
  /** @type {number[][]} */
  const best = [];
  for (let direction = 0; direction < CORNERS; direction++) {
    const cos = Math.cos((direction * 2 * Math.PI) / CORNERS);
    const sin = Math.sin((direction * 2 * Math.PI) / CORNERS);
    let most = -Infinity;
    let at = first;
    for (let i = first; i < end; i++) {
      const far = model.x[i] * cos + model.y[i] * sin;
      if (far > most) {
        most = far;
        at = i;
      }
    }
    if (end > first) best.push([model.x[at], model.y[at]]);
  }
  return best;
}

/** @param {number[]} p @param {number} radius */
function around(p, radius) {
  return Array.from({ length: CORNERS }, (_, i) => {
    const angle = (i * 2 * Math.PI) / CORNERS + Math.PI / CORNERS;
    return [p[0] + Math.cos(angle) * radius, p[1] + Math.sin(angle) * radius];
  });
}

/** Convex hull by Andrew's monotone chain. @param {number[][]} points @returns {number[][]} */
export function hull(points) {
  const sorted = points.slice().sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  if (sorted.length < 3) return sorted;
  const half = (/** @type {number[][]} */ from) => {
    /** @type {number[][]} */
    const chain = [];
    for (const p of from) {
      while (chain.length > 1 && turn(chain[chain.length - 2], chain[chain.length - 1], p) <= 0) chain.pop();
      chain.push(p);
    }
    chain.pop();
    return chain;
  };
  return half(sorted).concat(half(sorted.reverse()));
}

/** @param {number[]} a @param {number[]} b @param {number[]} c */
function turn(a, b, c) {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/**
 * Fills a convex polygon and draws its edge.
 * @param {Uint32Array} buffer @param {number} width @param {number} height
 * @param {Float32Array} ground @param {{scale: number, x: number, y: number}} view in buffer pixels
 * @param {number} fill @param {number} edge @param {number} thick pixels
 */
export function fillGround(buffer, width, height, ground, view, fill, edge, thick) {
  const n = ground.length / 2;
  let top = Infinity;
  let bottom = -Infinity;
  for (let i = 0; i < n; i++) {
    const y = ground[i * 2 + 1] * view.scale + view.y;
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const from = Math.max(0, Math.floor(top));
  const to = Math.min(height - 1, Math.ceil(bottom));
  for (let y = from; y <= to; y++) {
    let left = Infinity;
    let right = -Infinity;
    for (let i = 0, j = n - 1; i < n; j = i++) {
      const ay = ground[j * 2 + 1] * view.scale + view.y;
      const by = ground[i * 2 + 1] * view.scale + view.y;
      if ((ay > y && by > y) || (ay < y && by < y) || ay === by) continue;
      const ax = ground[j * 2] * view.scale + view.x;
      const bx = ground[i * 2] * view.scale + view.x;
      const x = ax + ((y - ay) / (by - ay)) * (bx - ax);
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
    const a = Math.max(0, Math.ceil(left));
    const b = Math.min(width, Math.floor(right) + 1);
    if (a < b) buffer.fill(fill, y * width + a, y * width + b);
  }
  for (let i = 0, j = n - 1; i < n; j = i++) {
    line(buffer, width, height, [ground[j * 2] * view.scale + view.x, ground[j * 2 + 1] * view.scale + view.y,
      ground[i * 2] * view.scale + view.x, ground[i * 2 + 1] * view.scale + view.y], edge, thick);
  }
}

/** @param {Uint32Array} buffer @param {number} width @param {number} height @param {number[]} ends @param {number} colour @param {number} thick */
function line(buffer, width, height, [ax, ay, bx, by], colour, thick) {
  if (Math.max(ax, bx) < 0 || Math.min(ax, bx) > width || Math.max(ay, by) < 0 || Math.min(ay, by) > height) return;
  const steps = Math.ceil(Math.max(Math.abs(bx - ax), Math.abs(by - ay), 1));
  const dx = (bx - ax) / steps;
  const dy = (by - ay) / steps;
  // Only the part on screen, however far in the view is zoomed.
  let from = 0;
  let to = steps;
  for (const [at, step, size] of [[ax, dx, width], [ay, dy, height]]) {
    if (step === 0) continue;
    const enter = (step > 0 ? -2 - at : size + 2 - at) / step;
    const leave = (step > 0 ? size + 2 - at : -2 - at) / step;
    from = Math.max(from, Math.floor(enter));
    to = Math.min(to, Math.ceil(leave));
  }
  for (let i = from; i <= to; i++) {
    const x = Math.round(ax + dx * i);
    const y = Math.round(ay + dy * i);
    for (let t = 0; t < thick; t++) {
      const px = Math.abs(dx) >= Math.abs(dy) ? x : x + t;
      const py = Math.abs(dx) >= Math.abs(dy) ? y + t : y;
      if (px >= 0 && px < width && py >= 0 && py < height) buffer[py * width + px] = colour;
    }
  }
}
