/** Lets an element keep what it shows until the shards that its query needs are there, and asks for the next page's when idle. */
import { PATIENCE, Sharded } from '../engine/sharded.js';

/** @import { Query } from '../engine/types.js' */

/** The most that an element waits for more with one cart, one wait after the other. */
const WAITS = 8;

/** What the next page will find in the browser's cache. @type {Set<string>} */
const fetched = new Set();

/** How long one element waits. */
export class Patience {
  /** The cart that it waits for. */
  #asked = '';
  /** Until when it draws nothing less than all. */
  #until = 0;
  #waits = 0;

  /**
   * Draws by what is there, or not yet.
   * @param {unknown} model
   * @param {() => void} draw
   * @param {{warn: (cause: unknown) => void, rerank: () => void, cards: () => {pick: {sku: string}}[]}} element
   */
  draw(model, draw, { warn, rerank, cards }) {
    if (!(model instanceof Sharded)) return draw();
    const pending = model.whileDrawing(draw, (query, picks) => this.#mayWait(query, picks));
    model.takeFailures().forEach(warn);
    if (pending && this.#waits++ < WAITS) return void this.#wait(pending).then(rerank);
    this.#asked = '';
    this.#waits = 0;
    prefetch(
      model,
      cards().map(({ pick }) => pick.sku),
    );
  }

  /** @param {Query} [query] @param {unknown[]} [picks] what could be shown now */
  #mayWait(query, picks) {
    const asked = query?.cart ? JSON.stringify(query.cart) : this.#asked;
    if (asked !== this.#asked || this.#until === 0) {
      [this.#asked, this.#waits] = [asked, 0];
      this.#until = performance.now() + PATIENCE;
    }
    if (this.#waits >= WAITS) return false;
    return picks?.length === 0 || performance.now() < this.#until;
  }

  /** @param {Promise<void>} pending */
  async #wait(pending) {
    const left = this.#until - performance.now();
    await (left > 0 ? Promise.race([pending, new Promise((done) => setTimeout(done, left))]) : pending);
  }
}

/** Asks for what the pages of these items will need, when there is nothing else to do. @param {Sharded} model @param {string[]} skus */
function prefetch(model, skus) {
  const { connection } = /** @type {any} */ (navigator);
  if (!globalThis.requestIdleCallback || connection?.saveData || /2g/.test(connection?.effectiveType)) return;
  requestIdleCallback(() => {
    for (const { href } of model.filesFor(skus)) {
      if (fetched.has(href)) continue;
      fetched.add(href);
      const asking = fetch(href, /** @type {RequestInit} */ ({ priority: 'low' }));
      asking.then((response) => response.arrayBuffer()).catch(() => {});
    }
  });
}
