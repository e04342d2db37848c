/** Shows suggestions as <pairwell-shelf>: what is ranked where it stands, as cards that can be added; never defines itself, never computes a score. */
import { add } from './adding.js';
import { settle } from './refill.js';
import { Card } from './card.js';
import { SAID, SuggestionElement } from './element.js';
import { PairwellError } from '../engine/errors.js';
import { skuOf } from '../engine/items.js';
import { basisOf, countOf, kindOf, listOf, placeOf, placementOf } from './placements.js';
import { claim, taken } from './claims.js';
import { textsOf } from './texts.js';

/**
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {import('../engine/types.js').Product} Product
 * @typedef {import('./card.js').AddState} AddState
 * @typedef {import('./card.js').RenderCard} RenderCard
 * @typedef {import('./element.js').Where} Where
 * @typedef {Where & {picks: Pick[]}} ViewDetail
 * @typedef {Where & {sku: string, index: number, product?: Product, pick: Pick}} SelectDetail
 * @typedef {SelectDetail & {respondWith: (done: Promise<unknown>) => void}} AddDetail
 *   respondWith takes the adding over: the button stays pending until the promise has an answer
 */

/** The share of a pick's score from which on a cart item, or what is remembered, is its reason; below, everybody likes it. */
const RESPONSIBLE = 0.25;

/** @extends {SuggestionElement<Card>} */
export class PairwellShelf extends SuggestionElement {
  static observedAttributes = [
    ...'model placement items limit min heading store item-key list-id consent kind remember'.split(' '),
    ...SAID,
  ];
  static identity = ['model', 'list-id', 'placement', 'items'];
  static settable = ['cart', 'context', 'renderCard'];

  /** @type {RenderCard | undefined} */
  #renderCard;
  /** Whether it shows some of its picks for what is remembered. */
  #isPersonal = false;

  /** Lays out a card in the page's own way. @returns {RenderCard | undefined} */
  get renderCard() {
    return this.#renderCard;
  }

  set renderCard(render) {
    this.#renderCard = render ?? undefined;
    this.frame.forget();
    this.rerank();
  }

  /** @protected */
  get places() {
    return countOf(this, 'limit', placeOf(this).limit ?? 4);
  }

  /** @protected */
  name() {
    const { headings, popular } = this.#texts;
    const text =
      this.getAttribute('heading') ||
      (basisOf(this, this.cart, this.hub).length > 0 && headings[kindOf(this) ? 'upgrade' : placementOf(this)]) ||
      (this.#isPersonal && headings.taste) ||
      popular;
    this.frame.name(text, placeOf(this).look);
  }

  /** @protected */
  draw() {
    const { picks, pending } = this.#picks();
    pending?.then(() => this.rerank());
    const enough = picks.length >= countOf(this, 'min', this.pairwell?.defaults.min ?? 1);
    if (pending && !enough) return;
    this.#isPersonal = picks.some((pick) => this.#memoryOf(pick));
    this.name();
    claim(this, enough ? picks.map((pick) => pick.sku) : []);
    if (!enough || picks.length === 0) return this.frame.rest('empty');
    this.frame.show(picks.map((pick) => this.#card(pick)));
  }

  /** @returns {{picks: Pick[], pending?: Promise<unknown>}} */
  #picks() {
    const pairwell = /** @type {import('../engine/engine.js').Pairwell} */ (this.pairwell);
    const place = placeOf(this);
    const { policy } = pairwell;
    const room = this.ruled?.frequencyCap.roomFor(this, policy) ?? Infinity;
    const limit = Math.min(countOf(this, 'limit', place.limit ?? pairwell.defaults.limit), room);
    const items = basisOf(this, this.cart, this.hub);
    const prior = place.basis === 'prior';
    const exclude = [...taken(this), ...(prior ? items.map(skuOf) : [])];
    this.taste?.note(this.source, this.hub, items);
    const said = { ...this.taste?.recall(this.source), ...this.said };
    const where = { kind: kindOf(this), placement: placementOf(this) };
    const ask = (/** @type {readonly string[]} */ exclude) => {
      this.asked = { ...said, ...where, cart: prior ? [] : items, exclude, limit, min: 0 };
      return pairwell.suggest(this.asked);
    };
    return settle(exclude, ask, (all) => {
      const sold = all.filter(
        ({ sku, product }) => said.stock?.[sku] || (product ? product.available : !pairwell.hasProducts),
      );
      const picks = this.ruled?.frequencyCap.withinSession(this.source, sold, policy) ?? sold;
      return this.hub?.sift(picks, limit, this.key) ?? { picks };
    });
  }

  /** The card of a pick: the one already shown, where there is one. @param {Pick} pick */
  #card(pick) {
    const shown = this.frame.cards.find((card) => card.pick.sku === pick.sku);
    const card = shown ?? this.#newCard(pick);
    card.pick = pick;
    const state = this.memory?.adds.get(pick.sku);
    if (!shown) card.state = state ?? 'idle';
    card.say(this.#reason(pick), pick);
    return card;
  }

  /** Why it is shown. @param {Pick} pick */
  #reason(pick) {
    const texts = this.#texts;
    const { language } = this;
    const {
      because: [first],
    } = pick;
    const titleOf = (/** @type {string} */ sku) => this.pairwell?.product(sku)?.title || sku;
    const cause = first?.share >= RESPONSIBLE ? titleOf(first.sku) : undefined;
    const memory = cause === undefined ? this.#memoryOf(pick) : undefined;
    const about = {
      cause,
      memory,
      language,
      cart: this.asked.cart ?? [],
      isOrder: placeOf(this).basis === 'order',
      titleOf,
    };
    const usual = cause === undefined ? (texts.taste?.[memory ?? ''] ?? texts.popular) : texts.because(cause);
    return this.ruled?.reasonFor(pick, texts, about) ?? usual;
  }

  /** What of the shopper's past speaks for a pick, if that is why it is shown. @param {Pick} pick */
  #memoryOf({ sku, taste = 0 }) {
    if (taste > 0 && this.asked.history?.some((order) => order.includes(sku))) return 'again';
    if (taste < RESPONSIBLE) return undefined;
    const bought = this.pairwell?.suggest({ ...this.asked, seen: [] });
    return bought?.some((pick) => pick.sku === sku && pick.taste) ? 'bought' : 'seen';
  }

  /** @param {Pick} pick */
  #newCard(pick) {
    const actions = {
      select: (/** @type {Card} */ it) => this.select(it),
      add: (/** @type {Card} */ it) => this.#add(it),
    };
    try {
      return new Card(pick, this.language, this.#texts, actions, this.#renderCard);
    } catch (cause) {
      // The page's own hook threw: not again.
      this.#renderCard = undefined;
      this.warn(new PairwellError('render-failed', String(cause), cause));
      return new Card(pick, this.language, this.#texts, actions);
    }
  }

  /** @param {Card} card */
  #add(card) {
    add(card.pick.sku, {
      ask: (respondWith) => this.tell('add', { ...this.#about(card), respondWith }),
      fill: async () => this.hub?.add(card.pick, this.key),
      mark: (state) => this.#mark(card, state),
      added: () => {
        this.ruled?.frequencyCap.noteClick(this.source, card.pick.sku);
        this.report('add_to_cart', [card]);
      },
      failed: (cause) => this.warn(cause),
    });
  }

  /**
   * Shows how an addition goes, on the element that stands here by then.
   * @param {Card} card
   * @param {AddState} state
   */
  #mark(card, state) {
    const { sku } = card.pick;
    if (state === 'done') this.memory?.adds.delete(sku);
    else this.memory?.adds.set(sku, state);
    const { frame } = this.heir;
    // Its card may have gone with the addition; what is said of it is the same.
    const shown = frame.cards.find((it) => it.pick.sku === sku) ?? card;
    shown.state = state;
    if (state !== 'pending') frame.announce(shown.status);
  }

  /** @protected */
  get where() {
    return { ...super.where, listId: listOf(this), placement: placementOf(this) };
  }

  /** @param {Card} card */
  #about({ pick, index }) {
    return { ...this.where, sku: pick.sku, index, product: pick.product, pick };
  }

  get #texts() {
    return textsOf(this.language);
  }
}
