/** Builds one product card of a shelf, and keeps its price, reason and button up to date. */
import { formatPrice, formatStars } from './money.js';

/**
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {import('./texts.js').Texts} Texts
 * @typedef {'idle' | 'pending' | 'done' | 'failed' | 'refused' | 'options'} AddState refused: the shop's definite no;
 *   options: the shopper chooses a variant on the item's page
 * @typedef {{select: (card: Card) => void, add: (card: Card) => void}} Actions
 * @typedef {{picture: HTMLElement, title: HTMLElement, reason: HTMLElement, price: HTMLElement, rating: HTMLElement,
 *   action: HTMLElement}} Parts the parts of a card, for a page's own layout; they stay up to date and keep their listeners
 * @typedef {(pick: Pick, parts: Parts) => Node | undefined | void} RenderCard the content of a card; undefined for the standard layout
 */

/** How long the button shows "done" before it can be used again, in milliseconds. */
const DONE_FOR = 2500;

/** The picture's width and height; pages scale it with CSS. */
const PICTURE = 400;

export class Card {
  /** Position in the list, from 0. */
  index = 0;
  /** @type {Pick} */
  #pick;
  #language;
  #texts;
  #link;
  #reason = make('p', 'reason');
  #partner = make('p', 'partner');
  #price = make('span', 'price');
  #rating = make('span', 'rating');
  #action = make('div', 'action');
  #button = make('button', 'add');
  #options;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #reset;

  /**
   * @param {Pick} pick
   * @param {string} language
   * @param {Texts} texts
   * @param {Actions} actions
   * @param {RenderCard} [render]
   */
  constructor(pick, language, texts, actions, render) {
    this.#language = language;
    this.#texts = texts;
    this.title = pick.product?.title || pick.sku;
    this.#link = productLink('link', this.title, pick.product?.url);
    this.#options = productLink('add options', texts.add.options.label, pick.product?.url);
    this.#options.setAttribute('aria-label', texts.add.options.name(this.title));
    for (const link of [this.#link, this.#options]) link.addEventListener('click', () => actions.select(this));
    this.#button.type = 'button';
    this.#button.addEventListener('click', () => {
      if (!this.#isClosed) actions.add(this);
    });
    this.#action.append(this.#button);
    this.#pick = pick;
    this.pick = pick;
    this.element = this.#layOut(render);
    this.state = 'idle';
  }

  /** The pick that is shown. A newer pick of the same item may have another price. */
  get pick() {
    return this.#pick;
  }

  set pick(pick) {
    this.#pick = pick;
    const { product } = pick;
    write(this.#price, formatPrice(product ?? {}, this.#language));
    this.#rate(product?.rating);
  }

  /** The button's state. An item with options has a link instead of a button. */
  get state() {
    return /** @type {AddState} */ (this.#button.dataset.state);
  }

  set state(/** @type {AddState} */ wanted) {
    const chooses = wanted === 'options' || this.#pick.product?.hasOptions;
    const state = chooses && this.#options.localName === 'a' ? 'options' : wanted === 'options' ? 'failed' : wanted;
    const { label, name } = this.#texts.add[state];
    clearTimeout(this.#reset);
    this.#button.dataset.state = state;
    this.#button.setAttribute('part', `add add-${state}`);
    write(this.#button, label);
    this.#button.setAttribute('aria-label', name(this.title));
    // Not `disabled`, which would drop the keyboard's focus.
    this.#button.setAttribute('aria-disabled', String(this.#isClosed));
    const shown = state === 'options' ? this.#options : this.#button;
    if (this.#action.firstChild !== shown) {
      const focused = this.#action.matches(':focus-within');
      this.#action.replaceChildren(shown);
      if (focused) shown.focus();
    }
    if (state === 'done') this.#reset = setTimeout(() => (this.state = 'idle'), DONE_FOR);
  }

  /** Whether the button does nothing now. */
  get #isClosed() {
    return /pending|refused/.test(this.state);
  }

  /** The state, for screen readers. */
  get status() {
    return this.#texts.add[this.state].name(this.title);
  }

  /**
   * Shows the reason, and who sells the item.
   * @param {string} reason
   * @param {Partial<Pick>} pick with the merchant's benefit, which may be the reason, and the partner
   */
  setReason(reason, { benefit, partner = '' }) {
    writeReason(this.#reason, reason, benefit);
    write(this.#partner, partner && (this.#texts.partner?.(partner) ?? partner));
  }

  /** @param {number} [rating] in hundredths of a star */
  #rate(rating) {
    const stars = rating ? formatStars(rating / 100, this.#language) : '';
    write(this.#rating, stars && `★ ${stars}`);
    this.#rating.setAttribute('role', stars ? 'img' : 'none');
    this.#rating.setAttribute('aria-label', stars && this.#texts.rating(stars));
  }

  /** @param {RenderCard} [render] */
  #layOut(render) {
    const image = picture(this.#pick.product?.image);
    image.append(this.#partner);
    const title = make('p', 'title');
    title.append(this.#link);
    const parts = {
      picture: image,
      title,
      reason: this.#reason,
      price: this.#price,
      rating: this.#rating,
      action: this.#action,
    };
    const own = render?.(this.#pick, parts);
    if (!own) return layOut(parts, this.#partner);
    const card = make('li', 'card');
    card.append(own);
    return card;
  }
}

/** Writes only changes, because screen readers and observers notice every write. @param {HTMLElement} element @param {string} text */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** The reason may be longer than its lines, so its title has the whole text. @param {HTMLElement} element @param {string} reason @param {string} [benefit] the merchant's own */
export function writeReason(element, reason, benefit) {
  write(element, reason);
  element.title = reason;
  element.setAttribute('part', reason && reason === benefit ? 'reason benefit' : 'reason');
}

/** An empty card that reserves a card's space. It has the same parts, so the same height. */
export function ghost() {
  const [title, reason, price, rating, button] = ['title', 'reason', 'price', 'rating', 'add'].map((name) =>
    make('p', name, '\u00a0'),
  );
  const action = make('div', 'action');
  action.append(button);
  const card = layOut({ picture: picture(), title, reason, price, rating, action });
  card.classList.add('ghost');
  card.setAttribute('aria-hidden', 'true');
  return card;
}

/**
 * An element with one class, which is also its `part`.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} name
 * @param {string} [text] is never parsed as markup
 */
export function make(tag, name, text) {
  const element = document.createElement(tag);
  element.className = name;
  element.setAttribute('part', name);
  if (text) element.textContent = text;
  return element;
}

/** @param {Parts} parts @param {...HTMLElement} words go below the reason */
function layOut({ picture: head, title, reason, price, rating, action }, ...words) {
  const card = make('li', 'card');
  const text = make('div', 'text');
  const cost = make('div', 'cost');
  const foot = make('div', 'foot');
  text.append(title, reason, ...words);
  cost.append(price, rating);
  foot.append(cost, action);
  card.append(head, text, foot);
  return card;
}

/**
 * @param {string} name
 * @param {string} text
 * @param {string} [address]
 */
export function productLink(name, text, address) {
  const url = webUrl(address);
  if (!url) return make('span', name, text);
  const link = make('a', name, text);
  link.href = url;
  return link;
}

/** @param {string} [address] */
export function picture(address) {
  const frame = make('div', 'picture');
  const url = webUrl(address);
  if (!url) return frame;
  const image = make('img', 'image');
  image.loading = 'lazy';
  image.decoding = 'async';
  image.width = image.height = PICTURE;
  // The title is below the picture, so screen readers need not read it twice.
  image.alt = '';
  image.addEventListener('error', () => image.remove());
  image.src = url;
  frame.append(image);
  return frame;
}

/**
 * Allows http and https only, not `javascript:`: nobody has checked the catalog's URLs.
 * @param {string} [address] relative to the page
 */
function webUrl(address) {
  if (!address) return undefined;
  try {
    const { protocol, href } = new URL(address, document.baseURI);
    return /^https?:$/.test(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}
