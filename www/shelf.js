/** Shows suggestions as <pairwell-shelf>: loads near the window, ranks, tells the page what happened; never defines itself, never computes a score. */
import { Card } from './card.js';
import { Pairwell } from './engine.js';
import { PairwellError, asPairwellError } from './errors.js';
import { Frame } from './frame.js';
import { parseItems } from './items.js';
import * as texts from './texts.js';

/**
 * @typedef {import('./engine.js').CartEntry} CartEntry
 * @typedef {import('./engine.js').Pick} Pick
 * @typedef {import('./engine.js').Product} Product
 * @typedef {{listId: string, placement: string, store: string, picks: Pick[]}} ViewDetail
 * @typedef {{listId: string, placement: string, store: string, sku: string, index: number, product?: Product, pick: Pick}} SelectDetail
 * @typedef {SelectDetail & {respondWith: (done: Promise<unknown>) => void}} AddDetail
 *   respondWith keeps the button pending until the shop's cart has answered
 */

/** How far outside the window a shelf begins to load. */
const NEAR = '400px';

/** The part of a shelf that must be in the window for it to count as seen. */
const SEEN = 0.5;

/** The share of a pick's score from which on a cart item is its reason; below, the pick is liked by everybody. */
const RESPONSIBLE = 0.25;

/** Picks asked for beyond the limit, to make up for those sold out or no longer in the catalog. */
const SPARE = 12;

/** A server has no elements; the class can be imported there all the same. */
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

export class PairwellShelf extends Base {
  static observedAttributes = ['model', 'placement', 'items', 'limit', 'min', 'heading', 'store', 'list-id'];

  #frame = new Frame(this);
  /** @type {Pairwell | undefined} */
  #pairwell;
  /** @type {readonly CartEntry[] | undefined} */
  #cart;
  /** @type {IntersectionObserver[]} */
  #observers = [];
  /** Counts loads, so that the answer to an old one is not used. */
  #load = 0;
  #queued = false;
  #near = false;
  #visible = false;
  /** The list that the page has been told of. */
  #viewed = '';

  /** The live cart; wins over the `items` attribute. @returns {readonly CartEntry[] | undefined} */
  get cart() {
    return this.#cart;
  }

  set cart(cart) {
    this.#cart = cart ?? undefined;
    this.#queue();
  }

  connectedCallback() {
    this.#adoptOwn('cart');
    if (!this.#pairwell) this.#wait();
    this.#observe();
  }

  disconnectedCallback() {
    for (const observer of this.#observers) observer.disconnect();
    this.#observers = [];
    this.#load++;
    this.#near = this.#visible = false;
    this.#viewed = '';
  }

  /**
   * @param {string} name
   * @param {string | null} old
   * @param {string | null} value
   */
  attributeChangedCallback(name, old, value) {
    if (old === value) return;
    if (name !== 'model') return this.#queue();
    this.#pairwell = undefined;
    if (this.isConnected) this.#wait();
    if (this.#near) this.#open();
  }

  /** A property set before the element was defined hides the class's own: takes it over. @param {'cart'} name */
  #adoptOwn(name) {
    if (!Object.hasOwn(this, name)) return;
    const value = this[name];
    delete this[name];
    this[name] = value;
  }

  /** Holds the space of the list to come. */
  #wait() {
    this.#name();
    this.#frame.hold(this.#count('limit', 4));
  }

  #observe() {
    const near = new IntersectionObserver((entries) => this.#approach(entries), { rootMargin: NEAR });
    const seen = new IntersectionObserver((entries) => this.#look(entries), { threshold: [0, SEEN] });
    near.observe(this);
    seen.observe(this);
    this.#observers = [near, seen];
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #approach(entries) {
    if (this.#near || !entries.some((entry) => entry.isIntersecting)) return;
    this.#near = true;
    this.#open();
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #look(entries) {
    const { intersectionRatio } = entries[entries.length - 1];
    this.#visible = intersectionRatio >= SEEN;
    this.#tellView();
    this.#frame.settle();
  }

  async #open() {
    const load = ++this.#load;
    try {
      const model = this.getAttribute('model');
      if (model === null) throw new PairwellError('no-model');
      const pairwell = await Pairwell.load(model, { products: true });
      await pairwell.products();
      if (load !== this.#load) return;
      this.#pairwell = pairwell;
      this.#render();
    } catch (cause) {
      if (load === this.#load) this.#fail(cause);
    }
  }

  /** Re-ranks once, however many attributes and properties a script sets in one go. */
  #queue() {
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      if (this.#pairwell && this.isConnected) this.#render();
    });
  }

  #render() {
    try {
      const picks = this.#picks();
      this.#name();
      if (picks.length === 0) return this.#frame.rest('empty');
      this.#frame.show(picks.map((pick) => this.#card(pick)));
      this.#tellView();
    } catch (cause) {
      this.#fail(cause);
    }
  }

  /** The page stays as it was, and is told why. @param {unknown} cause */
  #fail(cause) {
    const { code, message } = asPairwellError(cause, 'engine-failed');
    console.warn(`pairwell: ${code}: ${message}`);
    this.#frame.rest('error');
    this.#tell('error', { code, message });
  }

  #picks() {
    const pairwell = /** @type {Pairwell} */ (this.#pairwell);
    const limit = this.#count('limit', pairwell.defaults.limit);
    const cart = this.#items();
    const picks = pairwell
      .suggest({ cart, placement: this.#placement, limit: limit + SPARE, min: 0 })
      .filter(({ product }) => (product ? product.available : !pairwell.hasProducts))
      .slice(0, limit);
    return picks.length < this.#count('min', pairwell.defaults.min) ? [] : picks;
  }

  /** The card of a pick: the one already shown, where there is one. @param {Pick} pick */
  #card(pick) {
    const shown = this.#frame.cards.find((card) => card.pick.sku === pick.sku);
    const card =
      shown ?? new Card(pick, this.#language, { select: (it) => this.#select(it), add: (it) => this.#add(it) });
    card.pick = pick;
    card.reason = texts.reason(this.#cause(pick));
    return card;
  }

  /** Title of the cart item that a pick is shown for, if there is one. @param {Pick} pick */
  #cause({ because: [cause] }) {
    if (!cause || cause.share < RESPONSIBLE) return undefined;
    return this.#pairwell?.product(cause.sku)?.title ?? cause.sku;
  }

  #name() {
    const text = this.getAttribute('heading') || texts.heading(this.#placement, this.#items().length === 0);
    this.#frame.name(text, this.#placement);
  }

  #tellView() {
    const picks = this.#frame.cards.map((card) => card.pick);
    const list = JSON.stringify([this.#where, picks.map((pick) => pick.sku)]);
    if (!this.#visible || picks.length === 0 || list === this.#viewed) return;
    this.#viewed = list;
    this.#tell('view', { ...this.#where, picks });
  }

  /** @param {Card} card */
  #select(card) {
    this.#tell('select', this.#about(card));
  }

  /**
   * The page's listeners add to the cart: at once, or by a promise. A cancelled event leaves the button as it was,
   * for a page that shows its own progress.
   * @param {Card} card
   */
  async #add(card) {
    /** @type {Promise<unknown> | undefined} */
    let answer;
    const respondWith = (/** @type {Promise<unknown>} */ done) => {
      answer = done;
    };
    const untouched = this.#tell('add', { ...this.#about(card), respondWith });
    if (!untouched && !answer) return;
    card.state = 'pending';
    try {
      await answer;
      card.state = 'done';
    } catch (cause) {
      card.state = 'failed';
      const { code, message } = new PairwellError('add-failed', `${card.pick.sku} (${cause})`, cause);
      this.#tell('error', { code, message });
    }
    this.#frame.announce(texts.ADD[card.state].name(card.title));
  }

  /** @param {Card} card */
  #about({ pick, index }) {
    return { ...this.#where, sku: pick.sku, index, product: pick.product, pick };
  }

  /**
   * @param {'view' | 'select' | 'add' | 'error'} what
   * @param {object} detail
   */
  #tell(what, detail) {
    const init = { detail, bubbles: true, composed: true, cancelable: what === 'add' };
    return this.dispatchEvent(new CustomEvent(`pairwell:${what}`, init));
  }

  #items() {
    return this.#cart ?? parseItems(this.getAttribute('items'));
  }

  get #placement() {
    return this.getAttribute('placement') || 'product';
  }

  get #where() {
    const placement = this.#placement;
    const listId = this.getAttribute('list-id') || `pairwell-${placement}`;
    return { listId, placement, store: this.getAttribute('store') ?? '' };
  }

  get #language() {
    return /** @type {HTMLElement | null} */ (this.closest('[lang]'))?.lang ?? '';
  }

  /**
   * @param {'limit' | 'min'} name
   * @param {number} otherwise where the attribute is missing or no number
   */
  #count(name, otherwise) {
    const text = this.getAttribute(name);
    const count = Number(text || NaN);
    return Number.isFinite(count) && count >= 0 ? Math.min(Math.floor(count), 100) : otherwise;
  }
}
