/** Shows the page's item and items bought with it as <pairwell-bundle>, to be added in one go; define-bundle.js registers it. */
import { add } from './adding.js';
import { Choice, Sum, adoptBundleStyles } from './bundle-parts.js';
import { choose } from './bundle-picks.js';
import { wordsOf } from './bundle-texts.js';
import { CONTEXT_ATTRIBUTES, SuggestionElement } from './element.js';
import { PairwellError } from '../engine/errors.js';
import { loadCode } from '../engine/files.js';
import { formatPrice } from './money.js';
import { countOf } from './placements.js';
import { claim } from './claims.js';

/**
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {import('../engine/types.js').Product} Product
 * @typedef {import('./card.js').AddState} AddState
 * @typedef {{skus?: string[], label?: string, price?: number}} Bundle the shop's offer: the items beside the page's own
 *   (else the best suggestions), the discount's label, and the price of all together in minor units
 * @typedef {import('./bundle-picks.js').Offer} Offer
 * @typedef {import('./element.js').Where} Where
 * @typedef {Where & {picks: Pick[]}} ViewDetail the items beside the page's own
 * @typedef {Where & {sku: string, index: number, product?: Product, pick: Pick}} SelectDetail
 * @typedef {Where & {skus: string[], picks: Pick[], respondWith: (done: Promise<unknown>) => void}} AddDetail all items
 *   to add in one go; respondWith keeps the button pending until the promise settles
 */

/** The most items beside the page's own. */
const MOST = 3;

/** The handover's key for the addition of all items. */
const ALL = '';

/** @extends {SuggestionElement<Choice>} */
export class PairwellBundle extends SuggestionElement {
  static observedAttributes = [
    ...'model item limit min heading store item-key list-id consent'.split(' '),
    ...CONTEXT_ATTRIBUTES,
  ];
  static identity = ['model', 'list-id', 'item'];
  static settable = ['cart', 'context', 'bundle'];

  #sum = new Sum(
    () => this.#add(),
    () => this.rerank(),
  );
  /** @type {Bundle | undefined} */
  #bundle;
  /** The offer of the list that is shown. @type {Offer | undefined} */
  #offer;
  /** The code for the merchant's bundles. @type {typeof import('./bundle-offers.js') | undefined} */
  #offers;
  /** The page's item. */
  #own = '';

  constructor() {
    super();
    this.frame?.shelf.append(this.#sum.element);
    if (this.shadowRoot) adoptBundleStyles(this.shadowRoot);
  }

  /** The shop's offer for this item. Without one, the bundle shows the best suggestions at their own prices. @returns {Bundle | undefined} */
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
  writeHeading() {
    this.frame.writeHeading(this.getAttribute('heading') || wordsOf(this.language).heading, 'bundle');
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
    // Items of an addition stay until the shopper has seen its result.
    if (this.#sum.busy && this.frame.cards.length > 0) return;
    if (this.ruled && !this.#offers) return void this.#loadOffers();
    const { picks: found, pending, offer, query } = this.#choose();
    if (pending) return void pending.then(() => this.rerank());
    this.query = query;
    const others = found.filter(({ sku }) => sku !== this.#own);
    // Only the page's item may be missing: then it is what would be shown.
    const offered = others.length > 0 ? others : found;
    const picks = (this.experiment?.(offered) ?? offered).length > 0 ? found : [];
    this.#offer = offer;
    this.writeHeading();
    const skus = picks.map((pick) => pick.sku);
    claim(this, skus, skus.filter((sku) => sku !== this.#own).length);
    if (picks.length === 0) return this.frame.showNothing('empty');
    this.frame.show(picks.map((pick) => this.#choice(pick)));
    this.#sum.setState(this.handover?.adds.has(ALL) ? 'pending' : 'idle');
    this.#addUp();
  }

  #choose() {
    const pairwell = /** @type {import('../engine/engine.js').Pairwell} */ (this.pairwell);
    const { hub, ruled, source, key, language, baseQuery } = this;
    const own = this.getAttribute('item') ?? hub?.item(key) ?? '';
    this.#own = own;
    const held = this.cart ?? hub?.cart(key) ?? [];
    const basis = { element: this, pairwell, hub, ruled, offers: this.#offers, source, key, language };
    return choose({
      ...basis,
      baseQuery,
      own,
      held,
      given: this.#bundle,
      limit: this.#limit,
      min: Math.min(countOf(this, 'min', 1), MOST),
    });
  }

  async #loadOffers() {
    try {
      this.#offers = await loadCode(import('./bundle-offers.js'), 'bundle-offers.js');
      this.rerank();
    } catch (cause) {
      this.fail(cause);
    }
  }

  /** The entry of an item. An entry that is shown already stays, so that it keeps the keyboard's focus. @param {Pick} pick */
  #choice(pick) {
    const shown = this.frame.cards.find((choice) => choice.pick.sku === pick.sku);
    if (shown) return Object.assign(shown, { pick });
    const actions = {
      select: (/** @type {Choice} */ choice) => this.select(choice),
      change: (/** @type {Choice} */ choice) => this.#change(choice),
    };
    const choice = new Choice(pick, this.language, wordsOf(this.language), actions);
    choice.chosen = !this.handover?.unchecked.has(pick.sku);
    return choice;
  }

  /** @param {Choice} choice */
  #change({ chosen, pick }) {
    if (chosen) this.handover?.unchecked.delete(pick.sku);
    else this.handover?.unchecked.add(pick.sku);
    this.#addUp();
    this.frame.announce(this.#sum.status);
  }

  /** Shows the sum of the chosen items. The shop's offer is for all items together. */
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

  /** Adds all chosen items, or none. The page can answer as for a shelf. */
  #add() {
    const chosen = this.#chosen;
    const picks = chosen.map((choice) => choice.pick);
    const skus = picks.map((pick) => pick.sku);
    add(String(skus), {
      emit: (respondWith) => this.emit('add', { ...this.where, skus, picks, respondWith }),
      addToShop: async () => this.hub?.addAll(picks, this.key),
      mark: (state, cause) => this.#mark(state, cause),
      added: () => this.report('add_to_cart', chosen),
      failed: (cause) => this.warn(cause),
    });
  }

  /**
   * Shows the state of the addition, on the element that is in this place by then.
   * @param {AddState} state
   * @param {unknown} cause
   */
  #mark(state, cause) {
    if (state === 'pending') this.handover?.adds.set(ALL, state);
    else this.handover?.adds.delete(ALL);
    const { added = [], words } = cause instanceof PairwellError ? cause : /** @type {Partial<PairwellError>} */ ({});
    const shown = state === 'options' || state === 'idle' ? 'failed' : state;
    const { successor } = this;
    successor.#sum.setState(added.length > 0 ? 'partly' : shown, added.length, added.length > 0 ? undefined : words);
    if (state !== 'pending') successor.frame.announce(successor.#sum.status);
  }
}

/**
 * The sum of the prices, unless a price is missing or the currencies differ.
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
