/** Shows the page's item and what is bought with it as <pairwell-bundle>, to be added in one go; never defines itself, never computes a score. */
import { Choice, Sum, adoptBundleStyles } from './bundle-parts.js';
import { wordsOf } from './bundle-texts.js';
import { Pairwell } from './engine.js';
import { PairwellError, asPairwellError } from './errors.js';
import { Frame } from './frame.js';
import { formatPrice } from './money.js';
import { claim, taken } from './shown.js';
import { watchSight } from './sight.js';

/**
 * @typedef {import('./engine.js').CartEntry} CartEntry
 * @typedef {import('./engine.js').Pick} Pick
 * @typedef {import('./engine.js').Product} Product
 * @typedef {{skus?: string[], label?: string, price?: number}} Bundle what the shop offers: the items beside the page's own
 *   (else the best suggestions), what it calls the discount, and the price of all together in minor units
 * @typedef {{listId: string, placement: 'bundle', store: string}} Where
 * @typedef {Where & {picks: Pick[]}} ViewDetail the items beside the page's own
 * @typedef {Where & {sku: string, index: number, product?: Product, pick: Pick}} SelectDetail
 * @typedef {Where & {skus: string[], picks: Pick[], respondWith: (done: Promise<unknown>) => void}} AddDetail all that is
 *   to be added, in one go; respondWith keeps the button pending until the shop's cart has taken all, or nothing
 */

/** The most items beside the page's own. */
const MOST = 3;

/** Picks asked for beyond the limit, to make up for those sold out or sold in another currency. */
const SPARE = 12;

/** A server has no elements; the class can be imported there all the same. */
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

export class PairwellBundle extends Base {
  static observedAttributes = ['model', 'item', 'limit', 'min', 'heading', 'store', 'list-id'];

  #frame = new Frame(this);
  #sum = new Sum(() => this.#add());
  /** @type {Pairwell | undefined} */
  #pairwell;
  /** @type {readonly CartEntry[]} */
  #cart = [];
  /** @type {Bundle | undefined} */
  #bundle;
  #unwatch = () => {};
  /** Counts loads, so that the answer to an old one is not used. */
  #load = 0;
  #queued = false;
  #near = false;
  #visible = false;
  /** The items that the page has been told of. */
  #viewed = '';

  constructor() {
    super();
    this.#frame.shelf.append(this.#sum.element);
    adoptBundleStyles(this.shadowRoot);
  }

  /** The live cart: what is in it is not offered again beside the page's item. @returns {readonly CartEntry[]} */
  get cart() {
    return this.#cart;
  }

  set cart(cart) {
    this.#cart = cart ?? [];
    this.rerank();
  }

  /** What the shop offers for this item; without it the best suggestions, at their own prices. @returns {Bundle | undefined} */
  get bundle() {
    return this.#bundle;
  }

  set bundle(bundle) {
    this.#bundle = bundle ?? undefined;
    this.rerank();
  }

  connectedCallback() {
    this.#adoptOwn('cart');
    this.#adoptOwn('bundle');
    if (!this.#pairwell) this.#wait();
    this.#unwatch = watchSight(
      this,
      () => this.#approach(),
      (seen) => this.#look(seen),
    );
  }

  disconnectedCallback() {
    this.#unwatch();
    claim(this, []);
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
    if (name !== 'model') return this.rerank();
    this.#pairwell = undefined;
    if (this.isConnected) this.#wait();
    if (this.#near) this.#open();
  }

  /** A property set before the element was defined hides the class's own: takes it over. @param {'cart' | 'bundle'} name */
  #adoptOwn(name) {
    if (!Object.hasOwn(this, name)) return;
    const value = this[name];
    delete this[name];
    Object.assign(this, { [name]: value });
  }

  /** Holds the space of the items to come. */
  #wait() {
    this.#name();
    this.#frame.hold(1 + this.#count('limit', MOST));
  }

  #approach() {
    if (this.#near) return;
    this.#near = true;
    this.#open();
  }

  /** @param {boolean} seen */
  #look(seen) {
    this.#visible = seen;
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

  /** Draws anew, once however many attributes and properties a script sets in one go. */
  rerank() {
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
      claim(
        this,
        picks.map((pick) => pick.sku),
      );
      if (picks.length === 0) return this.#frame.rest('empty');
      this.#frame.show(/** @type {any[]} */ (picks.map((pick) => this.#choice(pick))));
      this.#addUp();
      this.#tellView();
    } catch (cause) {
      this.#fail(cause);
    }
  }

  /** The page stays as it was, and is told why. @param {unknown} cause */
  #fail(cause) {
    const { code, message } = asPairwellError(cause, 'engine-failed');
    console.warn(`pairwell: ${code}: ${message}`);
    claim(this, []);
    this.#frame.rest('error');
    this.#tell('error', { code, message });
  }

  /** The page's item, then the others; nothing if it cannot be bought, or too few go with it. */
  #picks() {
    const own = this.getAttribute('item');
    const first = own ? this.#pick(own) : undefined;
    if (!first) return [];
    const limit = this.#count('limit', MOST);
    const others = (this.#bundle?.skus ? this.#offered(this.#bundle.skus) : this.#suggested(first, limit)).slice(
      0,
      limit,
    );
    // An offer holds for all of it, or not at all.
    const wanted = Math.max(this.#bundle?.skus?.length ?? 0, this.#count('min', 1), 1);
    return others.length < wanted ? [] : [first, ...others];
  }

  /** @param {string[]} skus */
  #offered(skus) {
    return skus.flatMap((sku) => this.#pick(sku) ?? []);
  }

  /**
   * What orders with the page's item hold beside it; what everybody likes is no bundle.
   * @param {Pick} first
   * @param {number} limit
   */
  #suggested(first, limit) {
    const pairwell = /** @type {Pairwell} */ (this.#pairwell);
    const exclude = [...taken(this), ...this.#cart.map((entry) => (typeof entry === 'string' ? entry : entry.sku))];
    return pairwell
      .suggest({ cart: [first.sku], exclude, placement: 'bundle', limit: limit + SPARE, min: 0 })
      .filter(({ because, product }) => because.length > 0 && this.#sells(product))
      .filter(({ product }) => product?.currency === first.product?.currency);
  }

  /** An item by name, if it is for sale. @param {string} sku @returns {Pick | undefined} */
  #pick(sku) {
    const product = this.#pairwell?.product(sku);
    return this.#sells(product) ? { sku, score: 0, because: [], product } : undefined;
  }

  /** @param {Product} [product] */
  #sells(product) {
    return product ? product.available : !this.#pairwell?.hasProducts;
  }

  /** The choice of an item: the one already shown, so that what was unchecked stays so. @param {Pick} pick */
  #choice(pick) {
    const shown = this.#choices.find((choice) => choice.pick.sku === pick.sku);
    if (shown) return Object.assign(shown, { pick });
    const actions = { select: (/** @type {Choice} */ choice) => this.#select(choice), change: () => this.#change() };
    return new Choice(pick, this.#language, wordsOf(this.#language), actions);
  }

  #change() {
    this.#sum.state = 'idle';
    this.#addUp();
    this.#frame.announce(this.#sum.status);
  }

  /** The shop's offer is for all items together. */
  #addUp() {
    const chosen = this.#choices.filter((choice) => choice.chosen).map((choice) => choice.pick);
    const whole = chosen.length === this.#choices.length;
    const [price, currency] = priceOf(chosen);
    const offer = whole ? this.#offer : undefined;
    const write = (/** @type {number | undefined} */ amount) =>
      formatPrice({ price: amount, currency }, this.#language);
    this.#sum.show(wordsOf(this.#language), {
      count: chosen.length,
      price: write(offer?.price ?? price),
      before: offer?.price === undefined || offer.price === price ? '' : write(price),
      discount: offer?.label ?? '',
    });
  }

  /** Said by the page, or by a merchant's rule that travels with a pick. @returns {Bundle | undefined} */
  get #offer() {
    const rules = this.#choices.map(({ pick }) => /** @type {{rule?: {bundle?: Bundle}}} */ (pick).rule?.bundle);
    return this.#bundle ?? rules.find(Boolean);
  }

  get #choices() {
    return /** @type {Choice[]} */ (/** @type {unknown[]} */ (this.#frame.cards));
  }

  #name() {
    this.#frame.name(this.getAttribute('heading') || wordsOf(this.#language).heading, 'bundle');
  }

  #tellView() {
    const picks = this.#choices.slice(1).map((choice) => choice.pick);
    const list = JSON.stringify([this.#where, picks.map((pick) => pick.sku)]);
    if (!this.#visible || picks.length === 0 || list === this.#viewed) return;
    this.#viewed = list;
    this.#tell('view', { ...this.#where, picks });
  }

  /** @param {Choice} choice */
  #select({ pick, index }) {
    this.#tell('select', { ...this.#where, sku: pick.sku, index, product: pick.product, pick });
  }

  /** As a shelf's: at once, by a promise, or left to a page that cancels the event. All of it, or nothing. */
  async #add() {
    const picks = this.#choices.filter((choice) => choice.chosen).map((choice) => choice.pick);
    const skus = picks.map((pick) => pick.sku);
    /** @type {Promise<unknown> | undefined} */
    let answer;
    const respondWith = (/** @type {Promise<unknown>} */ done) => {
      answer = done;
    };
    const untouched = this.#tell('add', { ...this.#where, skus, picks, respondWith });
    if (!untouched && !answer) return;
    this.#sum.state = 'pending';
    try {
      await answer;
      this.#sum.state = 'done';
    } catch (cause) {
      this.#sum.state = 'failed';
      const { code, message } = new PairwellError('add-failed', `${skus} (${cause})`, cause);
      this.#tell('error', { code, message });
    }
    this.#frame.announce(this.#sum.status);
  }

  /**
   * @param {'view' | 'select' | 'add' | 'error'} what
   * @param {object} detail
   */
  #tell(what, detail) {
    const init = { detail, bubbles: true, composed: true, cancelable: what === 'add' };
    return this.dispatchEvent(new CustomEvent(`pairwell:${what}`, init));
  }

  /** @returns {Where} */
  get #where() {
    const listId = this.getAttribute('list-id') || 'pairwell-bundle';
    return { listId, placement: 'bundle', store: this.getAttribute('store') ?? '' };
  }

  get #language() {
    return /** @type {HTMLElement | null} */ (this.closest('[lang]'))?.lang ?? '';
  }

  /**
   * @param {'limit' | 'min'} name
   * @param {number} otherwise where the attribute is missing or no number
   */
  #count(name, otherwise) {
    const count = Number(this.getAttribute(name) || NaN);
    return Number.isFinite(count) && count >= 0 ? Math.min(Math.floor(count), MOST) : otherwise;
  }
}

/**
 * What items cost together; nothing where a price is missing or the currencies differ.
 * @param {Pick[]} picks
 * @returns {[price?: number, currency?: string]}
 */
function priceOf(picks) {
  const currency = picks[0]?.product?.currency;
  let sum = 0;
  for (const { product } of picks) {
    if (product?.price === undefined || product.currency !== currency) return [];
    sum += product.price;
  }
  return picks.length > 0 ? [sum, currency] : [];
}
