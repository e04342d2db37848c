/** Shows the page's item and what is bought with it as <pairwell-bundle>, to be added in one go; never defines itself, never computes a score. */
import { add } from './adding.js';
import { Choice, Sum, adoptBundleStyles } from './bundle-parts.js';
import { choose } from './bundle-picks.js';
import { wordsOf } from './bundle-texts.js';
import { SAID, SuggestionElement } from './element.js';
import { PairwellError } from '../engine/errors.js';
import { loadCode } from '../engine/files.js';
import { formatPrice } from './money.js';
import { countOf } from './placements.js';
import { claim } from './claims.js';

/**
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {import('../engine/types.js').Product} Product
 * @typedef {import('./card.js').AddState} AddState
 * @typedef {{skus?: string[], label?: string, price?: number}} Bundle what the shop offers: the items beside the page's own
 *   (else the best suggestions), what it calls the discount, and the price of all together in minor units
 * @typedef {import('./bundle-picks.js').Offer} Offer
 * @typedef {import('./element.js').Where} Where
 * @typedef {Where & {picks: Pick[]}} ViewDetail the items beside the page's own
 * @typedef {Where & {sku: string, index: number, product?: Product, pick: Pick}} SelectDetail
 * @typedef {Where & {skus: string[], picks: Pick[], respondWith: (done: Promise<unknown>) => void}} AddDetail all that is
 *   to be added, in one go; respondWith keeps the button pending until the shop's cart has taken all, or nothing
 */

/** The most items beside the page's own. */
const MOST = 3;

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
  /** What knows the merchant's bundles. @type {typeof import('./bundle-offers.js') | undefined} */
  #offers;
  /** The page's item. */
  #own = '';

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
    return this.frame.cards.filter(({ pick }) => pick.sku !== this.#own);
  }

  /** @protected */
  get where() {
    return { ...super.where, listId: this.getAttribute('list-id') || 'pairwell-bundle', placement: 'bundle' };
  }

  /** @protected */
  draw() {
    // What is being added, or has just been, stays until the shopper has been told.
    if (this.#sum.busy && this.frame.cards.length > 0) return;
    if (this.ruled && !this.#offers) return void this.#learnOffers();
    const { picks, pending, offer, asked } = this.#choose();
    if (pending) return void pending.then(() => this.rerank());
    this.asked = asked;
    this.#offer = offer;
    this.name();
    const skus = picks.map((pick) => pick.sku);
    claim(this, skus, skus.filter((sku) => sku !== this.#own).length);
    if (picks.length === 0) return this.frame.rest('empty');
    this.frame.show(picks.map((pick) => this.#choice(pick)));
    this.#sum.say(this.memory?.adds.has(ALL) ? 'pending' : 'idle');
    this.#addUp();
  }

  #choose() {
    const pairwell = /** @type {import('../engine/engine.js').Pairwell} */ (this.pairwell);
    const { hub, ruled, source, key, language, said } = this;
    const own = this.getAttribute('item') ?? hub?.item(key) ?? '';
    this.#own = own;
    const held = this.cart ?? hub?.cart(key) ?? [];
    const basis = { element: this, pairwell, hub, ruled, offers: this.#offers, source, key, language };
    return choose({
      ...basis,
      said,
      own,
      held,
      given: this.#bundle,
      limit: this.#limit,
      min: Math.min(countOf(this, 'min', 1), MOST),
    });
  }

  async #learnOffers() {
    try {
      this.#offers = await loadCode(import('./bundle-offers.js'), 'bundle-offers.js');
      this.rerank();
    } catch (cause) {
      this.fail(cause);
    }
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
