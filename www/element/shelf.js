/** Shows suggestions as <pairwell-shelf>: picks for its placement, as cards with a button; define.js registers it. */
import { add } from './adding.js';
import { refill } from './refill.js';
import { Card } from './card.js';
import { CONTEXT_ATTRIBUTES, SuggestionElement } from './element.js';
import { PairwellError } from '../engine/errors.js';
import { own, skuOf } from '../engine/items.js';
import { basisOf, countOf, kindOf, listOf, placeOf, placementOf } from './placements.js';
import { claim, claimedBefore } from './claims.js';
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
 *   respondWith takes over the addition: the button stays pending until the promise settles
 */

/** The least share of a pick's score for a cart item, or the history, to be its reason. Below, the item counts as popular. */
const RESPONSIBLE = 0.25;

/** What a card never changes of its item. @param {Pick} pick */
function faceOf({ sku, product: { title, url, image, hasOptions } = /** @type {Product} */ ({}) }) {
  return `${[sku, title, url, image, !hasOptions]}`;
}

/** @extends {SuggestionElement<Card>} */
export class PairwellShelf extends SuggestionElement {
  static observedAttributes = [
    ...'model placement items limit min heading store item-key list-id consent kind remember'.split(' '),
    ...CONTEXT_ATTRIBUTES,
  ];
  static identity = ['model', 'list-id', 'placement', 'items'];
  static settable = ['cart', 'context', 'renderCard'];

  /** @type {RenderCard | undefined} */
  #renderCard;
  /** Whether the history is the reason for some of its picks. */
  #isPersonal = false;

  /** The page's own layout of a card. @returns {RenderCard | undefined} */
  get renderCard() {
    return this.#renderCard;
  }

  set renderCard(render) {
    this.#renderCard = render ?? undefined;
    this.frame?.clear();
    this.rerank();
  }

  /** @protected */
  get places() {
    return countOf(this, 'limit', placeOf(this).limit ?? 4);
  }

  /** @protected */
  writeHeading() {
    const { headings, popular } = this.#texts;
    const text =
      this.getAttribute('heading') ||
      (basisOf(this, this.cart, this.hub).length > 0 && own(headings, kindOf(this) ? 'upgrade' : placementOf(this))) ||
      (this.#isPersonal && headings.taste) ||
      popular;
    this.frame.writeHeading(text, placeOf(this).look);
  }

  /** @protected */
  draw() {
    const { picks: found, pending } = this.#picks();
    pending?.then(() => this.rerank());
    const enough = found.length >= countOf(this, 'min', this.pairwell?.defaults.min ?? 1);
    if (pending && !enough) return;
    const all = enough ? found : [];
    const picks = this.experiment?.(all) ?? all;
    this.#isPersonal = picks.some((pick) => this.#pastOf(pick));
    this.writeHeading();
    claim(
      this,
      picks.map((pick) => pick.sku),
    );
    if (picks.length === 0) return this.frame.showNothing('empty');
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
    const exclude = [...claimedBefore(this), ...(this.hub?.family(this.key) ?? []), ...(prior ? items.map(skuOf) : [])];
    this.history?.note(this.source, this.hub, items);
    const base = { ...this.history?.recall(this.source), ...this.baseQuery };
    const where = { kind: kindOf(this), placement: placementOf(this) };
    const suggest = (/** @type {readonly string[]} */ exclude) => {
      this.query = { ...base, ...where, cart: prior ? [] : items, exclude, limit, min: 0 };
      return pairwell.suggest(this.query);
    };
    return refill(exclude, suggest, (all) => {
      const sold = all.filter(
        ({ sku, product }) => own(base.stock, sku) || (product ? product.available : !pairwell.hasProducts),
      );
      const picks = this.ruled?.frequencyCap.withinSession(this.source, sold, policy) ?? sold;
      return this.hub?.sift(picks, limit, this.key) ?? { picks };
    });
  }

  /** The card of a pick. A card that is shown already stays, unless the shop has said since what the item is. @param {Pick} pick */
  #card(pick) {
    const shown = this.frame.cards.find((card) => faceOf(card.pick) === faceOf(pick));
    const card = shown ?? this.#newCard(pick);
    card.pick = pick;
    const state = this.handover?.adds.get(pick.sku);
    if (!shown || card.state === 'refused') card.state = state ?? 'idle';
    card.setReason(this.#reason(pick), pick);
    return card;
  }

  /** Why a pick is shown. @param {Pick} pick */
  #reason(pick) {
    const texts = this.#texts;
    const { language } = this;
    const {
      because: [first],
    } = pick;
    const titleOf = (/** @type {string} */ sku) => this.pairwell?.product(sku)?.title || sku;
    const cause = first?.share >= RESPONSIBLE ? titleOf(first.sku) : undefined;
    const past = cause === undefined ? this.#pastOf(pick) : undefined;
    const about = {
      cause,
      past,
      language,
      cart: this.query.cart ?? [],
      isOrder: placeOf(this).basis === 'order',
      titleOf,
    };
    const usual = cause === undefined ? (texts.taste?.[past ?? ''] ?? texts.popular) : texts.because(cause);
    return this.ruled?.reasonFor(pick, texts, about) ?? usual;
  }

  /** The part of the shopper's history that is a pick's reason, if one is. @param {Pick} pick */
  #pastOf({ sku, taste = 0 }) {
    if (taste > 0 && this.query.history?.some((order) => order.includes(sku))) return 'again';
    if (taste < RESPONSIBLE) return undefined;
    const bought = this.pairwell?.suggest({ ...this.query, seen: [] });
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
      // The page's hook threw: it is not called again.
      this.#renderCard = undefined;
      this.warn(new PairwellError('render-failed', String(cause), cause));
      return new Card(pick, this.language, this.#texts, actions);
    }
  }

  /** @param {Card} card */
  #add(card) {
    add(card.pick.sku, {
      emit: (respondWith) => this.emit('add', { ...this.#detail(card), respondWith }),
      addToShop: async () => this.hub?.add(card.pick, this.key),
      mark: (state, cause) => this.#mark(card, state, cause),
      added: () => {
        this.ruled?.frequencyCap.noteClick(this.source, card.pick.sku);
        this.report('add_to_cart', [card]);
      },
      failed: (cause) => this.warn(cause),
    });
  }

  /**
   * Shows the state of an addition, on the element that is in this place by then.
   * @param {Card} card
   * @param {AddState} state
   * @param {any} [cause] with the shop's own words
   */
  #mark(card, state, cause) {
    const { sku } = card.pick;
    if (/done|refused/.test(state)) this.handover?.adds.delete(sku);
    else this.handover?.adds.set(sku, state);
    const { frame } = this.successor;
    // The card may be gone after the addition. Its status is still announced.
    const shown = frame.cards.find((it) => it.pick.sku === sku) ?? card;
    shown.state = state;
    if (cause?.words) shown.setReason(cause.words, {});
    if (state !== 'pending') frame.announce([shown.status, cause?.words ?? []].flat().join('. '));
  }

  /** @protected */
  get where() {
    return { ...super.where, listId: listOf(this), placement: placementOf(this) };
  }

  /** @param {Card} card */
  #detail({ pick, index }) {
    return { ...this.where, sku: pick.sku, index, product: pick.product, pick };
  }

  get #texts() {
    return textsOf(this.language);
  }
}
