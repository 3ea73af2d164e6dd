// Counts, and what can be done with the selection.
import { letter } from "./glyphs.js";
import { BLOCKED } from "./model.js";
import { Refused } from "./api.js";

const STATUS_MS = 200; // Often enough to feel live, seldom enough to be read out.

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/** As the pages write it: 80 000, with a narrow space. @param {number} count */
function figure(count) {
  return count.toLocaleString("en").replaceAll(",", "\u202f");
}

/** @param {number} count @param {string} [one] */
export function seats(count, one = "seat") {
  return `${figure(count)} ${one}${count === 1 ? "" : "s"}`;
}

export class Panel {
  /**
   * @param {import("./selection.js").Selection} selection @param {import("./api.js").Api} api
   * @param {() => Promise<void>} reload takes the new state of all seats
   * @param {boolean} writable
   */
  constructor(selection, api, reload, writable) {
    this.selection = selection;
    this.model = selection.model;
    this.api = api;
    this.reload = reload;
    this.timer = 0;
    this.busy = false;
    this.writable = writable;
    if (!writable) return;
    this.seller = /** @type {HTMLSelectElement} */ (element("seller"));
    this.from = /** @type {HTMLSelectElement} */ (element("from"));
    this.giveTo = /** @type {HTMLSelectElement} */ (element("give-to"));
    this.#on("allot", () => this.#allot());
    this.#on("withdraw", () => this.#withdraw());
    this.#on("block", () => this.#block(true));
    this.#on("unblock", () => this.#block(false));
    this.from.addEventListener("change", () => this.update());
  }

  /** @param {string} id @param {() => Promise<string>} action */
  #on(id, action) {
    element(id).addEventListener("click", () => this.#run(action));
  }

  /** @param {() => Promise<string>} action */
  async #run(action) {
    if (this.busy) return;
    this.busy = true;
    this.tellProblem("");
    try {
      const done = await action();
      await this.reload();
      this.tell(done);
    } catch (problem) {
      if (problem instanceof Refused) {
        this.tellProblem(problem.message, problem.errors);
        await this.reload();
      } else {
        this.tellProblem("The center could not be reached. When it can, look at the seats before you repeat: it may have been done.");
      }
    } finally {
      this.busy = false;
      this.update();
    }
  }

  async #allot() {
    const { model } = this;
    const cells = this.selection.ranges((i) => model.state[i] === 0 && model.allottee[i] === 0);
    const [given] = await this.api.allot(Number(this.seller?.value), cells);
    return `${seats(given.seats)} allotted to ${this.#name(given.seller)}.`;
  }

  async #withdraw() {
    const { model } = this;
    const from = Number(this.from?.value);
    const index = model.sellers.findIndex((seller) => seller.id === from) + 1;
    const cells = this.selection.ranges((i) => model.allottee[i] === index);
    const to = Number(this.giveTo?.value) || null;
    const done = await this.api.withdraw(from, cells, to);
    return `${seats(done.seats)} taken back from ${this.#name(from)}${to ? ` and given to ${this.#name(to)}` : ""}.`;
  }

  /** @param {boolean} block */
  async #block(block) {
    const { model } = this;
    const cells = this.selection.ranges((i) => ((model.state[i] & BLOCKED) === 0) === block);
    const done = await this.api.block(block, cells);
    return `${seats(done.seats)} ${block ? "blocked" : "unblocked"}.`;
  }

  /** @param {number} id */
  #name(id) {
    return this.model.sellers.find((seller) => seller.id === id)?.name ?? `seller ${id}`;
  }

  /** @param {string} text */
  tell(text) {
    element("told").textContent = text;
  }

  /** @param {string} text @param {{at: string, message: string}[]} [errors] */
  tellProblem(text, errors = []) {
    const box = element("problem");
    box.hidden = text === "";
    const paragraph = document.createElement("p");
    paragraph.textContent = text;
    const list = document.createElement("ul");
    for (const error of errors) {
      const item = document.createElement("li");
      item.textContent = /^\d/.test(error.at) ? error.message : `${error.at}: ${error.message}`;
      list.append(item);
    }
    box.replaceChildren(...(text ? [paragraph] : []), ...(errors.length ? [list] : []));
    if (text) this.tell("");
  }

  /** The sellers changed. */
  refresh() {
    const { model } = this;
    const list = element("sellers");
    list.replaceChildren(...model.sellers.map((seller, index) => {
      const item = document.createElement("li");
      const sign = document.createElement("b");
      sign.textContent = letter(index + 1);
      const count = document.createElement("span");
      count.dataset.seller = String(index + 1);
      item.append(sign, ` ${seller.name}: `, count);
      return item;
    }));
    const options = () => model.sellers.map((seller, index) => new Option(`${letter(index + 1)} ${seller.name}`, String(seller.id)));
    for (const select of [this.seller, this.from, this.giveTo]) {
      if (!select) continue;
      const before = select.value;
      select.replaceChildren(...(select === this.giveTo ? [new Option("nobody", "")] : []), ...options());
      if ([...select.options].some((option) => option.value === before)) select.value = before;
    }
    this.#show(); // At once: counts that stand empty or old beside new seats would lie.
  }

  /** The selection changed; at most a few times a second. */
  update() {
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.#show();
    }, STATUS_MS);
  }

  #show() {
    const { model } = this;
    const counts = this.selection.counts();
    const types = model.types.flatMap((type, i) => (counts.byType[i] ? [`${figure(counts.byType[i])} ${type.name}`] : []));
    element("selected").textContent = `${seats(counts.selected)} selected${types.length ? `: ${types.join(", ")}` : ""}`;
    element("selectable").textContent = `${figure(counts.selectable)} selectable`;
    let allotted = 0;
    for (let i = 1; i < 256; i++) allotted += counts.allotted[i];
    element("allotted").textContent = `${figure(allotted)} allotted`;
    for (const count of document.querySelectorAll("#sellers [data-seller]")) {
      const index = Number(/** @type {HTMLElement} */ (count).dataset.seller);
      const sold = counts.taken[index];
      count.textContent = `${figure(counts.allotted[index])} allotted${sold ? `, ${figure(sold)} of them sold or held` : ""}`;
    }
    if (this.writable) this.#offer(counts);
  }

  /** @param {ReturnType<import("./selection.js").Selection["counts"]>} counts */
  #offer(counts) {
    const from = this.model.sellers.findIndex((seller) => String(seller.id) === this.from?.value) + 1;
    const offer = (/** @type {string} */ id, /** @type {string} */ verb, /** @type {number} */ count) => {
      const button = /** @type {HTMLButtonElement} */ (element(id));
      const text = count ? `${verb} ${seats(count)}` : verb;
      if (button.textContent !== text) button.textContent = text;
      button.disabled = count === 0 || this.busy;
    };
    offer("allot", "Allot", this.model.sellers.length ? counts.selectedFree : 0);
    offer("withdraw", "Take back", counts.selectedOf[from]);
    offer("block", "Block", counts.selectedUnblocked);
    offer("unblock", "Unblock", counts.selectedBlocked);
  }
}
