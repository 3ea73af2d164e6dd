// Typed seats: "C12/24/101-130; D3/1-4". The center reads the same words (sellers.SeatWords).

const ITEMS_MAX = 1000;

/** @typedef {{seats: [number, number][], errors: {text: string, message: string}[]}} Parsed */

/**
 * Reads seats as people type them: items apart by ";" or a new line, each "block", "block/rows" or
 * "block/rows/seats", with the stand before the block if two blocks share a name; "a-b" is all
 * between, "," adds. Names that hold a separator go in double quotes.
 * @param {import("./model.js").Model} model @param {string} text @returns {Parsed}
 */
export function parse(model, text) {
  /** @type {Parsed} */
  const parsed = { seats: [], errors: [] };
  const items = split(text, ";\n").map((item) => item.trim()).filter((item) => item !== "");
  if (items.length > ITEMS_MAX) {
    parsed.errors.push({ text: "", message: `at most ${ITEMS_MAX} items at once` });
    return parsed;
  }
  for (const item of items) {
    try {
      parsed.seats.push(...read(model, item));
    } catch (problem) {
      parsed.errors.push({ text: item, message: problem instanceof Error ? problem.message : String(problem) });
    }
  }
  return parsed;
}

/** @param {import("./model.js").Model} model @param {string} item @returns {[number, number][]} */
function read(model, item) {
  const parts = split(item, "/").map((part) => part.trim());
  const { block, rest } = findBlock(model, parts);
  if (rest.length > 2) throw new Error("has too many parts; write block/row/seats");
  if (rest.length === 0) return [[block.first, block.end - block.first]];
  const rows = rest[0] === "*" ? all(block) : split(rest[0], ",").flatMap((part) => findRows(model, block, part.trim()));
  if (rest.length === 1) return rows.map((row) => [model.rowFirst[row], model.rowFirst[row + 1] - model.rowFirst[row]]);
  return rows.flatMap((row) => findSeats(model, row, rest[1]));
}

/** @param {import("./model.js").Model} model @param {string[]} parts */
function findBlock(model, parts) {
  const name = unquoted(parts[0]);
  const named = model.blocks.filter((block) => same(block.name, name));
  if (parts.length > 1) {
    const second = unquoted(parts[1]);
    const inStand = model.blocks.filter((block) => same(block.stand, name) && same(block.name, second));
    if (inStand.length === 1 && named.length !== 1) return { block: inStand[0], rest: parts.slice(2) };
  }
  if (named.length === 1) return { block: named[0], rest: parts.slice(1) };
  if (named.length === 0) throw new Error(`there is no block "${name}"`);
  throw new Error(`block "${name}" is in several stands; write ${named[0].stand}/${named[0].name}`);
}

/** @param {import("./model.js").Block} block */
function all(block) {
  return Array.from({ length: block.endRow - block.firstRow }, (_, i) => block.firstRow + i);
}

/** @param {import("./model.js").Model} model @param {import("./model.js").Block} block @param {string} text @returns {number[]} */
function findRows(model, block, text) {
  const rows = all(block);
  const find = (/** @type {string} */ name) => rows.find((row) => same(model.rowName[row], unquoted(name).trim()));
  const one = find(text);
  if (one !== undefined) return [one];
  const dash = text.indexOf("-", 1);
  if (dash > 0 && !text.startsWith('"')) {
    const from = find(text.slice(0, dash));
    const to = find(text.slice(dash + 1));
    if (from !== undefined && to !== undefined) return rows.filter((row) => row >= Math.min(from, to) && row <= Math.max(from, to));
  }
  throw new Error(`block ${block.label} has no row "${unquoted(text)}"`);
}

/** @param {import("./model.js").Model} model @param {number} row @param {string} text @returns {[number, number][]} */
function findSeats(model, row, text) {
  /** @type {[number, number][]} */
  const seats = [];
  for (const part of text.split(",")) {
    const match = /^\s*(\d{1,7})\s*(?:[-–]\s*(\d{1,7})\s*)?$/.exec(part);
    if (!match) throw new Error(`"${part.trim()}" is no seat number; write 101 or 101-130`);
    const a = Number(match[1]);
    const b = match[2] === undefined ? a : Number(match[2]);
    const before = seats.length;
    for (let i = model.rowFirst[row]; i < model.rowFirst[row + 1]; i++) {
      if (model.number[i] < Math.min(a, b) || model.number[i] > Math.max(a, b)) continue;
      const last = seats[seats.length - 1];
      if (seats.length > before && last[0] + last[1] === i) last[1]++;
      else seats.push([i, 1]);
    }
    if (seats.length === before) throw new Error(`row "${model.rowName[row]}" has no seat ${part.trim()}`);
  }
  return seats;
}

/** @param {string} a @param {string} b */
function same(a, b) {
  return a.toLowerCase() === b.toLowerCase();
}

/** @param {string} text */
function unquoted(text) {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

/** Splits where a separator stands outside quotes. @param {string} text @param {string} separators @returns {string[]} */
function split(text, separators) {
  const parts = [""];
  let quoted = false;
  for (const c of text) {
    if (c === '"') quoted = !quoted;
    if (!quoted && separators.includes(c)) parts.push("");
    else parts[parts.length - 1] += c;
  }
  return parts;
}
