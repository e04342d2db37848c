/** Builds one product card of a shelf, and keeps its reason and its button up to date; never decides what is shown. */
import { formatPrice } from './money.js';
import { ADD } from './texts.js';

/**
 * @typedef {import('./engine.js').Pick} Pick
 * @typedef {'idle' | 'pending' | 'done' | 'failed'} AddState
 * @typedef {{select: (card: Card) => void, add: (card: Card) => void}} Actions
 */

/** How long a button says that it is done before it can be used again, in milliseconds. */
const DONE_FOR = 2500;

/** The picture's own width and height; pages scale it by CSS. */
const PICTURE = 400;

export class Card {
  /** Position in the list, from 0. */
  index = 0;
  #link;
  #reason = make('p', 'reason');
  #button = make('button', 'add');
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #reset;

  /**
   * @param {Pick} pick
   * @param {string} language
   * @param {Actions} actions
   */
  constructor(pick, language, actions) {
    const product = pick.product;
    this.pick = pick;
    this.title = product?.title || pick.sku;
    this.#link = productLink(this.title, product?.url);
    this.#link.addEventListener('click', () => actions.select(this));
    this.#button.type = 'button';
    this.#button.addEventListener('click', () => {
      if (this.state !== 'pending') actions.add(this);
    });
    const price = make('span', 'price', formatPrice(product ?? {}, language));
    this.element = layOut(picture(product?.image), this.#link, this.#reason, price, this.#button);
    this.state = 'idle';
  }

  get state() {
    return /** @type {AddState} */ (this.#button.dataset.state);
  }

  set state(/** @type {AddState} */ state) {
    clearTimeout(this.#reset);
    this.#button.dataset.state = state;
    this.#button.textContent = ADD[state].label;
    this.#button.setAttribute('aria-label', ADD[state].name(this.title));
    // Not `disabled`, which would drop the keyboard's focus.
    this.#button.setAttribute('aria-disabled', String(state === 'pending'));
    if (state === 'done') this.#reset = setTimeout(() => (this.state = 'idle'), DONE_FOR);
  }

  /** @param {string} text */
  set reason(text) {
    if (this.#reason.textContent !== text) this.#reason.textContent = text;
  }

  /** Takes the keyboard's focus over from the same control of a card that is gone. @param {boolean} onButton */
  focus(onButton) {
    (onButton || this.#link.localName !== 'a' ? this.#button : this.#link).focus();
  }
}

/** A card with nothing in it: what holds a card's place, equal in height by construction. */
export function ghost() {
  const button = make('span', 'add', ADD.idle.label);
  const card = layOut(
    picture(),
    make('span', 'link', '\u00a0'),
    make('p', 'reason', '\u00a0'),
    make('span', 'price', '\u00a0'),
    button,
  );
  card.classList.add('ghost');
  card.setAttribute('aria-hidden', 'true');
  return card;
}

/**
 * An element with one class, which is also its `part`.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} name
 * @param {string} [text] stays text, whatever it looks like
 */
export function make(tag, name, text) {
  const element = document.createElement(tag);
  element.className = name;
  element.setAttribute('part', name);
  if (text) element.textContent = text;
  return element;
}

/**
 * @param {HTMLElement} head
 * @param {HTMLElement} link
 * @param {HTMLElement} reason
 * @param {HTMLElement} price
 * @param {HTMLElement} button
 */
function layOut(head, link, reason, price, button) {
  const card = make('li', 'card');
  const text = make('div', 'text');
  const title = make('p', 'title');
  const foot = make('div', 'foot');
  title.append(link);
  text.append(title, reason);
  foot.append(price, button);
  card.append(head, text, foot);
  return card;
}

/**
 * @param {string} title
 * @param {string} [address]
 */
function productLink(title, address) {
  const url = webUrl(address);
  if (!url) return make('span', 'link', title);
  const link = make('a', 'link', title);
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
  // The title stands below it: saying it twice helps nobody.
  image.alt = '';
  image.addEventListener('error', () => image.remove());
  image.src = url;
  frame.append(image);
  return frame;
}

/**
 * Follows only the web's own schemes, never `javascript:`: a catalog may hold what nobody checked.
 * @param {string} [address] relative to the page
 */
export function webUrl(address) {
  if (!address) return undefined;
  try {
    const { protocol, href } = new URL(address, document.baseURI);
    return /^https?:$/.test(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}
