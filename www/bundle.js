/** Shows the page's item and what is bought with it as <pairwell-bundle>, to be added in one go; never defines itself, never computes a score. */
import { add } from './adding.js';
import { Choice, Sum, adoptBundleStyles } from './bundle-parts.js';
import { wordsOf } from './bundle-texts.js';
import { SAID } from './context.js';
import { SuggestionElement } from './element.js';
import { PairwellError } from './errors.js';
import { formatPrice, percent } from './money.js';
import { countOf } from './placements.js';
import { claim, taken } from './shown.js';

/**
 * @typedef {import('./engine.js').Pick} Pick
 * @typedef {import('./engine.js').Product} Product
 * @typedef {import('./card.js').AddState} AddState
 * @typedef {{skus?: string[], label?: string, price?: number}} Bundle what the shop offers: the items beside the page's own
 *   (else the best suggestions), what it calls the discount, and the price of all together in minor units
 * @typedef {Bundle & {discount?: number}} Offer what the page or the merchant's rules offer; the discount is in percent
 * @typedef {import('./element.js').Where} Where
 * @typedef {Where & {picks: Pick[]}} ViewDetail the items beside the page's own
 * @typedef {Where & {sku: string, index: number, product?: Product, pick: Pick}} SelectDetail
 * @typedef {Where & {skus: string[], picks: Pick[], respondWith: (done: Promise<unknown>) => void}} AddDetail all that is
 *   to be added, in one go; respondWith keeps the button pending until the shop's cart has taken all, or nothing
 */

/** The most items beside the page's own. */
const MOST = 3;

/** Picks asked for beyond the limit, to make up for those sold out or sold in another currency. */
const SPARE = 12;

/** Of these so many are asked for in the shop, to make up for those that it no longer sells, or only with options. */
const ASKED = 2;

/** What the memory knows the adding of all by. */
const ALL = '';

/** @extends {SuggestionElement<Choice>} */
export class PairwellBundle extends SuggestionElement {
  static observedAttributes = [...'model item limit min heading store item-key list-id consent'.split(' '), ...SAID];
  static identity = ['model', 'list-id', 'item'];
  static settable = ['cart', 'context', 'bundle'];

  #sum = new Sum(
    () => this.#add(),
    () => this.rerank(),
  );
  /** @type {Bundle | undefined} */
  #bundle;
  /** What holds for the list that is shown. @type {Offer | undefined} */
  #offer;

  constructor() {
    super();
    this.frame.shelf.append(this.#sum.element);
    adoptBundleStyles(this.shadowRoot);
  }

  /** What the shop offers for this item; without it the best suggestions, at their own prices. @returns {Bundle | undefined} */
  get bundle() {
    return this.#bundle;
  }

  set bundle(bundle) {
    this.#bundle = bundle ?? undefined;
    this.rerank();
  }

  /** @protected */
  get places() {
    return 1 + this.#limit;
  }

  /** @protected */
  name() {
    this.frame.name(this.getAttribute('heading') || wordsOf(this.language).heading, 'bundle');
  }

  /** The items beside the page's own. @protected */
  get viewed() {
    return this.frame.cards.slice(1);
  }

  /** @protected */
  get where() {
    return { ...super.where, listId: this.getAttribute('list-id') || 'pairwell-bundle', placement: 'bundle' };
  }

  /** @protected */
  draw() {
    // What is being added, or has just been, stays until the shopper has been told.
    if (this.#sum.busy && this.frame.cards.length > 0) return;
    const { picks, pending } = this.#picks();
    if (pending) return void pending.then(() => this.rerank());
    this.name();
    claim(
      this,
      picks.map((pick) => pick.sku),
    );
    if (picks.length === 0) return this.frame.rest('empty');
    this.frame.show(picks.map((pick) => this.#choice(pick)));
    this.#sum.say(this.memory?.adds.has(ALL) ? 'pending' : 'idle');
    this.#addUp();
  }

  /** The page's item, then the others; nothing if it cannot be bought, or too few go with it. @returns {{picks: Pick[], pending?: Promise<unknown>}} */
  #picks() {
    const own = this.getAttribute('item') ?? this.hub?.item(this.key);
    const first = own ? this.#pick(own) : undefined;
    if (!first) return { picks: [] };
    this.asked = { ...this.said, cart: [first.sku], placement: 'bundle', limit: this.#limit + SPARE, min: 0 };
    this.#offer = this.#bundle ?? this.#ruled(first);
    const offer = this.#offer?.skus;
    const others = offer ? this.#offered(offer) : this.#suggested(first);
    const asked = [first, ...others].slice(0, this.places + (offer ? 0 : ASKED));
    const { picks, pending } = this.hub?.sift(asked, asked.length, this.key) ?? { picks: asked };
    const kept = picks.filter(({ product }) => !product?.hasOptions).slice(0, this.places);
    // An offer holds for all of it, or not at all.
    const wanted = 1 + Math.max(offer?.length ?? 0, Math.min(countOf(this, 'min', 1), MOST), 1);
    return { picks: kept[0]?.sku === own && kept.length >= wanted ? kept : [], pending };
  }

  /** @param {string[]} skus */
  #offered(skus) {
    return skus.flatMap((sku) => this.#pick(sku) ?? []);
  }

  /** The merchant's first bundle with the page's item, where all of it is for sale and finds a place. @param {Pick} first @returns {Offer | undefined} */
  #ruled(first) {
    const bundles = this.pairwell?.bundles(this.asked) ?? [];
    const fits = bundles.find(({ items, missing, discount }) => {
      const others = this.#offered(missing).filter(({ product }) => product?.currency === first.product?.currency);
      return discount > 0 && items.length <= this.places && others.length === missing.length;
    });
    if (!fits) return undefined;
    const label = `${fits.label} −${percent(fits.discount, this.language)}`;
    return { skus: fits.missing, label, discount: fits.discount };
  }

  /** What orders with the page's item hold beside it; what everybody likes is no bundle. @param {Pick} first */
  #suggested(first) {
    const pairwell = /** @type {import('./engine.js').Pairwell} */ (this.pairwell);
    const held = this.cart ?? this.hub?.cart(this.key) ?? [];
    const exclude = [...taken(this), ...held.map((entry) => (typeof entry === 'string' ? entry : entry?.sku))];
    return pairwell
      .suggest({ ...this.asked, exclude })
      .filter(({ because, product }) => because.length > 0 && this.#sells(product))
      .filter(({ product }) => product?.currency === first.product?.currency);
  }

  /** An item by name, if it is for sale. @param {string} sku @returns {Pick | undefined} */
  #pick(sku) {
    const product = this.pairwell?.product(sku);
    return this.#sells(product) ? { sku, score: 0, because: [], product } : undefined;
  }

  /** @param {Product} [product] */
  #sells(product) {
    return product ? product.available : !this.pairwell?.hasProducts;
  }

  /** The choice of an item: the one already shown, so that it keeps the keyboard's focus. @param {Pick} pick */
  #choice(pick) {
    const shown = this.frame.cards.find((choice) => choice.pick.sku === pick.sku);
    if (shown) return Object.assign(shown, { pick });
    const actions = {
      select: (/** @type {Choice} */ choice) => this.select(choice),
      change: (/** @type {Choice} */ choice) => this.#change(choice),
    };
    const choice = new Choice(pick, this.language, wordsOf(this.language), actions);
    choice.chosen = !this.memory?.unchecked.has(pick.sku);
    return choice;
  }

  /** @param {Choice} choice */
  #change({ chosen, pick }) {
    if (chosen) this.memory?.unchecked.delete(pick.sku);
    else this.memory?.unchecked.add(pick.sku);
    this.#addUp();
    this.frame.announce(this.#sum.status);
  }

  /** The shop's offer is for all items together. */
  #addUp() {
    const chosen = this.#chosen.map((choice) => choice.pick);
    const whole = chosen.length === this.frame.cards.length;
    const [price, currency] = priceOf(chosen);
    const offer = whole ? this.#offer : undefined;
    const off = offer?.discount && price !== undefined ? Math.round(price * (1 - offer.discount / 100)) : undefined;
    const now = offer?.price ?? off;
    const write = (/** @type {number | undefined} */ amount) => formatPrice({ price: amount, currency }, this.language);
    this.#sum.show(wordsOf(this.language), {
      count: chosen.length,
      price: write(now ?? price),
      before: now === undefined || now === price ? '' : write(price),
      discount: offer?.label ?? '',
    });
  }

  get #chosen() {
    return this.frame.cards.filter((choice) => choice.chosen);
  }

  get #limit() {
    return Math.min(countOf(this, 'limit', MOST), MOST);
  }

  /** As a shelf's: at once, by a promise, by the shop's own route, or left to a page that cancels the event. All of it, or nothing. */
  #add() {
    const chosen = this.#chosen;
    const picks = chosen.map((choice) => choice.pick);
    const skus = picks.map((pick) => pick.sku);
    add(String(skus), {
      ask: (respondWith) => this.tell('add', { ...this.where, skus, picks, respondWith }),
      fill: async () => this.hub?.addAll(picks, this.key),
      mark: (state, cause) => this.#mark(state, cause),
      added: () => this.report('add_to_cart', chosen),
      failed: (cause) => this.warn(cause),
    });
  }

  /**
   * Shows how the addition goes, on the element that stands here by then.
   * @param {AddState} state
   * @param {unknown} cause
   */
  #mark(state, cause) {
    if (state === 'pending') this.memory?.adds.set(ALL, state);
    else this.memory?.adds.delete(ALL);
    const added = cause instanceof PairwellError ? (cause.added ?? []) : [];
    const said = state === 'options' || state === 'idle' ? 'failed' : state;
    const { heir } = this;
    heir.#sum.say(added.length > 0 ? 'partly' : said, added.length);
    if (state !== 'pending') heir.frame.announce(heir.#sum.status);
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
