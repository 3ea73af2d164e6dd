// Which seats lie where, over columns: rows whose box is outside are not looked at.

/** @typedef {import("./model.js").Model} Model */
/** @typedef {{x: number, y: number}} Point in centimetres */

/** The seat nearest to a point, -1 if none is within reach. @param {Model} model @param {Point} at @param {number} reach cm */
export function nearest(model, at, reach) {
  let best = -1;
  let distance = reach * reach;
  forRows(model, { minX: at.x - reach, minY: at.y - reach, maxX: at.x + reach, maxY: at.y + reach }, (first, end) => {
    for (let i = first; i < end; i++) {
      const dx = model.x[i] - at.x;
      const dy = model.y[i] - at.y;
      const d = dx * dx + dy * dy;
      if (d < distance) {
        distance = d;
        best = i;
      }
    }
  });
  return best;
}

/** Marks the seats in a rectangle. @param {Model} model @param {Uint8Array} hits @param {Point} a a corner @param {Point} b the opposite one */
export function rectangle(model, hits, a, b) {
  const box = { minX: Math.min(a.x, b.x), minY: Math.min(a.y, b.y), maxX: Math.max(a.x, b.x), maxY: Math.max(a.y, b.y) };
  const { x, y } = model;
  forRows(model, box, (first, end) => {
    for (let i = first; i < end; i++) {
      if (x[i] >= box.minX && x[i] <= box.maxX && y[i] >= box.minY && y[i] <= box.maxY) hits[i] = 1;
    }
  });
}

/** Marks the seats inside a closed line (even-odd). @param {Model} model @param {Uint8Array} hits @param {Point[]} line */
export function lasso(model, hits, line) {
  if (line.length < 3) return;
  const box = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  for (const p of line) {
    box.minX = Math.min(box.minX, p.x);
    box.maxX = Math.max(box.maxX, p.x);
    box.minY = Math.min(box.minY, p.y);
    box.maxY = Math.max(box.maxY, p.y);
  }
  for (const block of model.blocks) {
    if (!overlap(block.box, box)) continue;
    if (!crosses(line, block.box)) {
      if (inside(line, model.x[block.first], model.y[block.first])) hits.fill(1, block.first, block.end);
      continue;
    }
    for (let row = block.firstRow; row < block.endRow; row++) lassoRow(model, hits, line, row);
  }
}

/** @param {Model} model @param {Uint8Array} hits @param {Point[]} line @param {number} row */
function lassoRow(model, hits, line, row) {
  const first = model.rowFirst[row];
  const end = model.rowFirst[row + 1];
  if (!crosses(line, boxOfRow(model, row))) {
    if (end > first && inside(line, model.x[first], model.y[first])) hits.fill(1, first, end);
    return;
  }
  for (let i = first; i < end; i++) {
    if (inside(line, model.x[i], model.y[i])) hits[i] = 1;
  }
}

/** @param {Model} model @param {number} row */
export function boxOfRow(model, row) {
  const box = model.rowBox;
  const at = row * 4;
  return { minX: box[at], minY: box[at + 1], maxX: box[at + 2], maxY: box[at + 3] };
}

/** @param {Model} model @param {import("./model.js").Box} box @param {(first: number, end: number) => void} visit */
function forRows(model, box, visit) {
  for (const block of model.blocks) {
    if (!overlap(block.box, box)) continue;
    for (let row = block.firstRow; row < block.endRow; row++) {
      const at = row * 4;
      if (model.rowBox[at] <= box.maxX && model.rowBox[at + 2] >= box.minX
        && model.rowBox[at + 1] <= box.maxY && model.rowBox[at + 3] >= box.minY) {
        visit(model.rowFirst[row], model.rowFirst[row + 1]);
      }
    }
  }
}

/** @param {import("./model.js").Box} a @param {import("./model.js").Box} b */
function overlap(a, b) {
  return a.minX <= b.maxX && a.maxX >= b.minX && a.minY <= b.maxY && a.maxY >= b.minY;
}

/** Whether an edge of the closed line may touch a box; never false if one does. @param {Point[]} line @param {import("./model.js").Box} box */
function crosses(line, box) {
  for (let i = 0, j = line.length - 1; i < line.length; j = i++) {
    const a = line[j];
    const b = line[i];
    if (Math.max(a.x, b.x) < box.minX || Math.min(a.x, b.x) > box.maxX
      || Math.max(a.y, b.y) < box.minY || Math.min(a.y, b.y) > box.maxY) continue;
    const side = (/** @type {number} */ x, /** @type {number} */ y) => (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
    const corners = [side(box.minX, box.minY), side(box.maxX, box.minY), side(box.minX, box.maxY), side(box.maxX, box.maxY)];
    if (Math.min(...corners) <= 0 && Math.max(...corners) >= 0) return true;
  }
  return false;
}

/** @param {Point[]} line @param {number} x @param {number} y */
function inside(line, x, y) {
  let odd = false;
  for (let i = 0, j = line.length - 1; i < line.length; j = i++) {
    const a = line[i];
    const b = line[j];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) odd = !odd;
  }
  return odd;
}
