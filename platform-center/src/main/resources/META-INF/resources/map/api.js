// What the map asks of the center.

/** An answer that is no success. */
export class Refused extends Error {
  /** @param {number} status @param {{detail?: string, type?: string, errors?: {at: string, message: string}[]}} problem */
  constructor(status, problem) {
    super(problem.detail ?? "The center did not answer as expected. Try again.");
    this.status = status;
    this.code = (problem.type ?? "").replace("urn:stile:problem:", "");
    this.errors = problem.errors ?? [];
  }
}

export class Api {
  /** @param {string} event @param {string} plan */
  constructor(event, plan) {
    this.base = `/api/v1/events/${event}`;
    this.plan = plan;
    this.tag = "";
  }

  /** The plan document. @returns {Promise<any>} */
  async map() {
    const answer = await fetch(`${this.base}/map/${this.plan}`);
    return (await checked(answer)).json();
  }

  /** The status document. @returns {Promise<ArrayBuffer>} */
  async seats() {
    const answer = await fetch(`${this.base}/map/seats`, { cache: "no-cache" });
    return (await checked(answer)).arrayBuffer();
  }

  /** @param {number} seller @param {[number, number][]} cells */
  allot(seller, cells) {
    return this.#write("allotments", { by: "cells", seller, cells });
  }

  /** @param {number} seller @param {[number, number][]} cells @param {number | null} giveTo */
  withdraw(seller, cells, giveTo) {
    return this.#write("allotments/withdrawals", { what: "cells", seller, cells, giveTo });
  }

  /** @param {boolean} blocked @param {[number, number][]} cells */
  block(blocked, cells) {
    return this.#write("allotments/blocks", { blocked, cells });
  }

  /** @param {string} path @param {any} body @returns {Promise<any>} */
  async #write(path, body) {
    const answer = await fetch(`${this.base}/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` },
      body: JSON.stringify(body),
    });
    return (await checked(answer)).json();
  }
}

/** @param {Response} answer */
async function checked(answer) {
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, problem);
}
