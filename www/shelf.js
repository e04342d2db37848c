/** Shows suggestions as <pairwell-shelf>: loads near the window, ranks, tells the page what happened; never defines itself, never computes a score. */
import { add } from './adding.js';
import { Card } from './card.js';
import { Pairwell } from './engine.js';
import { PairwellError, asPairwellError } from './errors.js';
import { Frame } from './frame.js';
import { leave, recall } from './memory.js';
import { basisOf, countOf, languageOf, listOf, placeOf, placementOf } from './placements.js';
import { report, reportCart, reportWaiting } from './report.js';
import { claim, taken } from './shown.js';
import { watchSight } from './sight.js';
import { loadTexts, textsOf } from './texts.js';

/**
 * @typedef {import('./engine.js').CartEntry} CartEntry
 * @typedef {import('./engine.js').Pick} Pick
 * @typedef {import('./engine.js').Product} Product
 * @typedef {import('./card.js').AddState} AddState
 * @typedef {import('./card.js').RenderCard} RenderCard
 * @typedef {import('./cart/hub.js').Hub} Hub
 * @typedef {{listId: string, placement: string, store: string, picks: Pick[]}} ViewDetail
 * @typedef {{listId: string, placement: string, store: string, sku: string, index: number, product?: Product, pick: Pick}} SelectDetail
 * @typedef {SelectDetail & {respondWith: (done: Promise<unknown>) => void}} AddDetail
 *   respondWith takes the adding over: the button stays pending until the promise has an answer
 */

/** The share of a pick's score from which on a cart item is its reason; below, the pick is liked by everybody. */
const RESPONSIBLE = 0.25;

/** Picks asked for beyond the limit, to make up for those sold out or no longer in the catalog. */
const SPARE = 12;

/** A server has no elements; the class can be imported there all the same. */
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

export class PairwellShelf extends Base {
  static observedAttributes = 'model placement items limit min heading store item-key list-id consent'.split(' ');

  #frame = new Frame(this);
  /** @type {Pairwell | undefined} */
  #pairwell;
  /** @type {Hub | undefined} */
  #hub;
  #leaveHub = () => {};
  /** @type {import('./memory.js').Memory<PairwellShelf> | undefined} */
  #memory;
  /** What this element knew when it was taken out, for an addition on its way. @type {import('./memory.js').Memory<PairwellShelf> | undefined} */
  #left;
  /** @type {readonly CartEntry[] | undefined} */
  #cart;
  /** @type {RenderCard | undefined} */
  #renderCard;
  #leaveSight = () => {};
  /** The language that it stands in, as of the last list. */
  #language = '';
  /** Counts loads, so that the answer to an old one is not used. */
  #load = 0;
  #queued = false;
  #near = false;
  #visible = false;

  /** The live cart; wins over the `items` attribute and over the shop's own cart. @returns {readonly CartEntry[] | undefined} */
  get cart() {
    return this.#cart;
  }

  set cart(cart) {
    this.#cart = cart ?? undefined;
    if (this.#memory) this.#memory.cart = this.#cart;
    this.rerank();
  }

  /** Lays out a card in the page's own way. @returns {RenderCard | undefined} */
  get renderCard() {
    return this.#renderCard;
  }

  set renderCard(render) {
    this.#renderCard = render ?? undefined;
    this.#frame.forget();
    this.rerank();
  }

  connectedCallback() {
    this.#remember();
    this.#adoptOwn('cart');
    this.#adoptOwn('renderCard');
    if (!this.#pairwell) this.#wait();
    this.#leaveSight();
    this.#leaveSight = watchSight(
      this,
      () => this.#approach(),
      (seen) => this.#look(seen),
    );
  }

  disconnectedCallback() {
    this.#leaveSight();
    this.#leaveHub();
    this.#hub = undefined;
    this.#load++;
    this.#near = this.#visible = false;
    claim(this, []);
    if (this.#memory?.holder === this) leave(this.#memory);
    this.#left = this.#memory;
    this.#memory = undefined;
  }

  /**
   * @param {string} name
   * @param {string | null} old
   * @param {string | null} value
   */
  attributeChangedCallback(name, old, value) {
    if (old === value) return;
    if (name === 'consent') return reportWaiting();
    if (name !== 'model' && name !== 'store') return this.rerank();
    this.#pairwell = undefined;
    if (this.isConnected) this.#wait();
    if (this.#near) this.#open();
  }

  /** Takes over from the element that stood here before, when the shop has rebuilt its page around it. */
  #remember() {
    const key = ['model', 'list-id', 'placement', 'items'].map((name) => this.getAttribute(name));
    this.#memory = recall(JSON.stringify(key), /** @type {PairwellShelf} */ (this));
    this.#cart = this.#memory.cart = this.#cart ?? this.#memory.cart;
  }

  /** A property set before the element was defined hides the class's own: takes it over. @param {'cart' | 'renderCard'} name */
  #adoptOwn(name) {
    if (!Object.hasOwn(this, name)) return;
    const value = this[name];
    delete this[name];
    Object.assign(this, { [name]: value });
  }

  /** Holds the space of the list to come. */
  #wait() {
    this.#name();
    this.#frame.hold(countOf(this, 'limit', placeOf(this).limit ?? 4));
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
      const [pairwell] = await Promise.all([this.#loadModel(), this.#connect(load), this.#learn()]);
      if (load !== this.#load) return;
      this.#pairwell = pairwell;
      this.#render();
    } catch (cause) {
      if (load === this.#load) this.#fail(cause);
    }
  }

  async #loadModel() {
    const model = this.getAttribute('model');
    if (model === null) throw new PairwellError('no-model');
    const pairwell = await Pairwell.load(model, { products: true });
    await pairwell.products();
    return pairwell;
  }

  /** Joins the shop's own cart, unless the page speaks for it. Without it there is less to rank for, no more. @param {number} load */
  async #connect(load) {
    const store = this.getAttribute('store');
    if (store === 'none' || (store === null && this.#cart)) return;
    try {
      const name = store || (await import('./cart/signs.js')).detect();
      if (!name) return;
      const hub = await (await import('./cart/hub.js')).connect(name);
      if (load !== this.#load) return;
      this.#leaveHub();
      this.#hub = hub;
      this.#leaveHub = hub.join({ changed: () => this.#hear(), failed: (cause) => this.#warn(cause) });
      await hub.ready();
    } catch (cause) {
      // Nobody asked for an adapter where no store is named.
      if (store !== null && load === this.#load) this.#warn(cause);
    }
  }

  /** Words in the page's language, else in English. */
  #learn() {
    return loadTexts(languageOf(this)).catch(() => {});
  }

  #hear() {
    const skus = this.#hub?.cart(this.#key).map(({ sku }) => sku) ?? [];
    reportCart(skus, this.#source);
    this.rerank();
  }

  /** Ranks again, once however many attributes and properties a script sets in one go. */
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
      const { picks, pending } = this.#picks();
      pending?.then(() => this.rerank());
      const enough = picks.length >= countOf(this, 'min', this.#pairwell?.defaults.min ?? 1);
      if (pending && !enough) return;
      this.#name();
      claim(this, enough ? picks.map((pick) => pick.sku) : []);
      if (!enough || picks.length === 0) return this.#frame.rest('empty');
      this.#frame.show(picks.map((pick) => this.#card(pick)));
      this.#tellView();
    } catch (cause) {
      this.#fail(cause);
    }
  }

  /** The page stays as it was, and is told why. @param {unknown} cause */
  #fail(cause) {
    claim(this, []);
    this.#frame.rest('error');
    this.#warn(cause);
  }

  /** @param {unknown} cause */
  #warn(cause) {
    const { code, message } = asPairwellError(cause, 'engine-failed');
    console.warn(`pairwell: ${code}: ${message}`);
    this.#tell('error', { code, message });
  }

  /** @returns {{picks: Pick[], pending?: Promise<unknown>}} */
  #picks() {
    const pairwell = /** @type {Pairwell} */ (this.#pairwell);
    const place = placeOf(this);
    const limit = countOf(this, 'limit', place.limit ?? pairwell.defaults.limit);
    const items = basisOf(this, this.#cart, this.#hub);
    const prior = place.basis === 'prior';
    const exclude = [
      ...taken(this),
      ...(prior ? items.map((entry) => (typeof entry === 'string' ? entry : entry?.sku)) : []),
    ];
    const picks = pairwell
      .suggest({ cart: prior ? [] : items, exclude, placement: placementOf(this), limit: limit + SPARE, min: 0 })
      .filter(({ product }) => (product ? product.available : !pairwell.hasProducts));
    return this.#hub?.sift(picks, limit, this.#key) ?? { picks: picks.slice(0, limit) };
  }

  /** The card of a pick: the one already shown, where there is one. @param {Pick} pick */
  #card(pick) {
    const shown = this.#frame.cards.find((card) => card.pick.sku === pick.sku);
    const card = shown ?? this.#newCard(pick);
    card.pick = pick;
    const state = this.#memory?.adds.get(pick.sku);
    if (!shown) card.state = state ?? 'idle';
    const cause = this.#cause(pick);
    card.reason = cause === undefined ? this.#texts.popular : this.#texts.because(cause);
    return card;
  }

  /** @param {Pick} pick */
  #newCard(pick) {
    const actions = {
      select: (/** @type {Card} */ it) => this.#select(it),
      add: (/** @type {Card} */ it) => this.#add(it),
    };
    try {
      return new Card(pick, this.#language, this.#texts, actions, this.#renderCard);
    } catch (cause) {
      // The page's own hook threw: not again.
      this.#renderCard = undefined;
      this.#warn(new PairwellError('render-failed', String(cause), cause));
      return new Card(pick, this.#language, this.#texts, actions);
    }
  }

  /** Title of the cart item that a pick is shown for, if there is one. @param {Pick} pick */
  #cause({ because: [cause] }) {
    if (!cause || cause.share < RESPONSIBLE) return undefined;
    return this.#pairwell?.product(cause.sku)?.title ?? cause.sku;
  }

  #name() {
    this.#language = languageOf(this);
    const { headings, popular } = this.#texts;
    const text =
      this.getAttribute('heading') ||
      (basisOf(this, this.#cart, this.#hub).length > 0 && headings[placementOf(this)]) ||
      popular;
    this.#frame.name(text, placeOf(this).look);
  }

  #tellView() {
    const { cards } = this.#frame;
    const picks = cards.map((card) => card.pick);
    const list = JSON.stringify([this.#where, picks.map((pick) => pick.sku)]);
    if (!this.#memory || !this.#visible || picks.length === 0 || list === this.#memory.viewed) return;
    this.#memory.viewed = list;
    this.#tell('view', { ...this.#where, picks });
    this.#report('view_item_list', cards);
  }

  /** @param {Card} card */
  #select(card) {
    this.#tell('select', this.#about(card));
    this.#report('select_item', [card]);
  }

  /** @param {Card} card */
  #add(card) {
    add(card.pick.sku, {
      ask: (respondWith) => this.#tell('add', { ...this.#about(card), respondWith }),
      fill: async () => this.#hub?.add(card.pick, this.#key),
      mark: (state) => this.#mark(card, state),
      added: () => this.#report('add_to_cart', [card]),
      failed: (cause) => this.#warn(cause),
    });
  }

  /**
   * Shows how an addition goes, on the element that stands here by then.
   * @param {Card} card
   * @param {AddState} state
   */
  #mark(card, state) {
    const { sku } = card.pick;
    const memory = this.#memory ?? this.#left;
    if (state === 'done') memory?.adds.delete(sku);
    else memory?.adds.set(sku, state);
    const frame = (memory?.holder ?? this).#frame;
    // Its card may have gone with the addition; what is said of it is the same.
    const shown = frame.cards.find((it) => it.pick.sku === sku) ?? card;
    shown.state = state;
    if (state !== 'pending') frame.announce(shown.status);
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

  /**
   * Tells the shop's analytics.
   * @param {import('./analytics.js').Name} name
   * @param {Card[]} cards
   */
  #report(name, cards) {
    const entries = cards.map(({ pick, index }) => ({ pick, index }));
    report(name, { ...this.#source, list: { id: listOf(this), name: this.#frame.heading }, entries });
  }

  get #source() {
    const hub = this.#hub;
    return { element: /** @type {HTMLElement} */ (this), consent: () => hub?.consent() };
  }

  get #key() {
    return this.getAttribute('item-key');
  }

  get #where() {
    return {
      listId: listOf(this),
      placement: placementOf(this),
      store: this.#hub?.name ?? this.getAttribute('store') ?? '',
    };
  }

  get #texts() {
    return textsOf(this.#language);
  }
}
