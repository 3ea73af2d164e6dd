// The seats of a plan as columns (docs/reference/seat-map.md); no object per seat.

/** What a seat's state byte says. */
export const BLOCKED = 1;
export const TAKEN = 2;
export const UNAVAILABLE = 4;

const LINE = 0;
const POINTS = 1;
const STEP_UNITS = 64; // Steps from seat to seat come in 1/64 cm.
const NUMBERED = 1;

/**
 * @typedef {{number: number, name: string, colour: string, shape: string}} SeatType
 * @typedef {{stand: string, name: string, label: string, firstRow: number, endRow: number,
 *   first: number, end: number, box: Box}} Block
 * @typedef {{minX: number, minY: number, maxX: number, maxY: number}} Box
 * @typedef {{id: number, name: string}} Seller
 */

/** A plan and the state of its seats. Positions are centimetres; x grows right, y down. */
export class Model {
  /** @param {any} plan the decoded plan document. */
  constructor(plan) {
    /** How many seats. */
    this.size = plan.seats;
    /** @type {SeatType[]} */
    this.types = plan.types;
    this.x = new Float32Array(this.size);
    this.y = new Float32Array(this.size);
    this.number = new Int32Array(this.size);
    /** Index into {@link types}. */
    this.type = new Uint8Array(this.size);
    this.row = new Int32Array(this.size);
    this.state = new Uint8Array(this.size);
    /** Index into {@link sellers} plus 1; 0: nobody's. */
    this.allottee = new Uint8Array(this.size);
    this.selected = new Uint8Array(this.size);
    /** @type {Seller[]} */
    this.sellers = [];
    /** @type {string[]} */
    this.rowName = plan.rows.name;
    const rows = this.rowName.length;
    this.rowFirst = new Int32Array(rows + 1);
    this.rowBlock = new Int32Array(rows);
    this.rowNumbered = new Uint8Array(rows);
    this.rowBox = new Float32Array(rows * 4);
    /** @type {Block[]} */
    this.blocks = [];
    this.#place(plan);
    this.#bound(plan);
    /** Distance of neighbouring seats. */
    this.pitch = pitch(this);
    this.box = union(this.blocks.map((block) => block.box));
  }

  /** @param {any} plan */
  #place(plan) {
    const runs = plan.runs;
    const at = { x: 0, y: 0, a: 0, b: 0, point: 0 };
    let seat = 0;
    let run = 0;
    for (let row = 0; row < this.rowName.length; row++) {
      this.rowFirst[row] = seat;
      for (let i = 0; i < plan.rows.runs[row]; i++, run++) {
        at.x += runs.x[run];
        at.y += runs.y[run];
        at.a += runs.a[run];
        at.b += runs.b[run];
        this.#run(runs, run, seat, row, at);
        seat += runs.count[run];
      }
    }
    this.rowFirst[this.rowName.length] = seat;
    if (seat !== this.size) {
      throw new Error(`the plan says ${this.size} seats and has ${seat}`);
    }
  }

  /** @param {any} runs @param {number} run @param {number} first @param {number} row @param {any} at */
  #run(runs, run, first, row, at) {
    const count = runs.count[run];
    const numbered = (runs.flags[run] & NUMBERED) !== 0;
    this.rowNumbered[row] = numbered ? 1 : 0;
    const start = numbered ? runs.first[run] : first - this.rowFirst[row] + 1;
    const step = numbered ? runs.step[run] : 1;
    for (let i = 0; i < count; i++) {
      this.number[first + i] = start + i * step;
    }
    this.type.fill(runs.type[run], first, first + count);
    this.row.fill(row, first, first + count);
    if (runs.kind[run] === LINE) {
      for (let i = 0; i < count; i++) {
        this.x[first + i] = at.x + (i * at.a) / STEP_UNITS;
        this.y[first + i] = at.y + (i * at.b) / STEP_UNITS;
      }
    } else if (runs.kind[run] === POINTS) {
      let x = at.x;
      let y = at.y;
      for (let i = 0; i < count; i++) {
        this.x[first + i] = x += i === 0 ? 0 : runs.points[at.point++];
        this.y[first + i] = y += i === 0 ? 0 : runs.points[at.point++];
      }
    } else {
      spread(this, first, count, at);
    }
  }

  /** @param {any} plan */
  #bound(plan) {
    let row = 0;
    plan.blocks.name.forEach((/** @type {string} */ name, /** @type {number} */ index) => {
      const stand = plan.blocks.stand[index];
      const firstRow = row;
      const boxes = [];
      for (; row < firstRow + plan.blocks.rows[index]; row++) {
        this.rowBlock[row] = index;
        const box = bounds(this, this.rowFirst[row], this.rowFirst[row + 1]);
        this.rowBox.set([box.minX, box.minY, box.maxX, box.maxY], row * 4);
        boxes.push(box);
      }
      this.blocks.push({
        stand, name, label: stand ? `${stand} ${name}` : name, firstRow, endRow: row,
        first: this.rowFirst[firstRow], end: this.rowFirst[row], box: union(boxes),
      });
    });
  }

  /** Takes the state of all seats. @param {ArrayBuffer} bytes a status document. */
  update(bytes) {
    const length = new DataView(bytes).getUint32(0);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
    if (head.seats !== this.size) {
      throw new Error(`the plan has ${this.size} seats, the status ${head.seats}`);
    }
    this.sellers = head.sellers;
    this.state.set(new Uint8Array(bytes, 4 + length, this.size));
    this.allottee.set(new Uint8Array(bytes, 4 + length + this.size, this.size));
  }

  /** @param {number} seat */
  blockOf(seat) {
    return this.rowBlock[this.row[seat]];
  }

  /** What people call a seat. @param {number} seat */
  name(seat) {
    const row = this.row[seat];
    const rowName = this.rowName[row];
    const word = this.rowNumbered[row] ? "seat" : "place";
    return `${this.blocks[this.rowBlock[row]].label}${rowName ? `, row ${rowName}` : ""}, ${word} ${this.number[seat]}`;
  }

  /** What a seat's state is called. @param {number} seat */
  stateName(seat) {
    const state = this.state[seat];
    const seller = this.allottee[seat];
    if (state & UNAVAILABLE) return "not available";
    if (state & TAKEN) return seller ? `sold or held by ${this.sellers[seller - 1].name}` : "sold or held";
    const whose = seller ? `allotted to ${this.sellers[seller - 1].name}` : "free";
    return state & BLOCKED ? (seller ? `blocked, ${whose}` : "blocked") : whose;
  }
}

/** Spreads places evenly over a rectangle. @param {Model} model @param {number} first @param {number} count @param {any} at */
function spread(model, first, count, at) {
  const columns = Math.max(1, Math.ceil(Math.sqrt((count * at.a) / Math.max(1, at.b))));
  const lines = Math.ceil(count / columns);
  for (let i = 0; i < count; i++) {
    model.x[first + i] = at.x + (((i % columns) + 0.5) * at.a) / columns;
    model.y[first + i] = at.y + ((Math.floor(i / columns) + 0.5) * at.b) / lines;
  }
}

/** @param {Model} model @param {number} first @param {number} end @returns {Box} */
function bounds(model, first, end) {
  const box = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  for (let i = first; i < end; i++) {
    box.minX = Math.min(box.minX, model.x[i]);
    box.minY = Math.min(box.minY, model.y[i]);
    box.maxX = Math.max(box.maxX, model.x[i]);
    box.maxY = Math.max(box.maxY, model.y[i]);
  }
  return box;
}

/** @param {Box[]} boxes @returns {Box} */
function union(boxes) {
  return boxes.reduce(
    (all, box) => ({
      minX: Math.min(all.minX, box.minX), minY: Math.min(all.minY, box.minY),
      maxX: Math.max(all.maxX, box.maxX), maxY: Math.max(all.maxY, box.maxY),
    }),
    { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity },
  );
}

/** The usual distance to the nearest neighbour, along or across rows. @param {Model} model */
function pitch(model) {
  const distances = [];
  const stride = Math.max(1, Math.floor(model.rowName.length / 400));
  for (let row = 0; row < model.rowName.length; row += stride) {
    const first = model.rowFirst[row];
    const middle = (first + model.rowFirst[row + 1]) >> 1;
    let nearest = Infinity;
    const from = model.rowFirst[Math.max(0, row - 1)];
    const end = model.rowFirst[Math.min(model.rowName.length, row + 2)];
    for (let other = Math.max(from, middle - 2000); other < Math.min(end, middle + 2000); other++) {
      if (other !== middle) {
        nearest = Math.min(nearest, Math.hypot(model.x[other] - model.x[middle], model.y[other] - model.y[middle]));
      }
    }
    if (nearest > 1 && nearest < Infinity) distances.push(nearest);
  }
  distances.sort((a, b) => a - b);
  return distances.length ? distances[distances.length >> 1] : 50;
}
