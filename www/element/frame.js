/**
 * Draws the inside of a shelf: the heading, the list of cards, the reserved space and the page's own fallback.
 *
 * How layout shift stays 0: a card's height does not depend on its content, and a wide shelf is one row, so a list of ghosts is as high
 * as the list of cards that replaces it. The space is reserved when the element is connected. Where the list is a column (a narrow cart),
 * the ghosts of missing picks stay, invisible.
 * When there is nothing to show, the ghosts stay, invisible, while any part of the shelf is in the window. They are removed once the shelf is
 * below the window, where nothing visible moves, or has no box. A page can reserve the space before this script runs, in its own CSS: `pairwell-shelf:not([state]) { display: block; min-height: … }`.
 * Light DOM children (except in the named slots `heading` and `footer`) are shown instead of ghosts: they are the page's own fallback, and
 * take their own space.
 */
import { ghost, make } from './card.js';
import { adoptStyles } from './styles.js';

/**
 * @typedef {{index: number, pick: import('../engine/types.js').Pick, element: HTMLElement}} Tile an entry of the list; index is from 0
 * @typedef {{sku?: string, index: number, control: number}} Focus control is counted from the end of its card, or of the frame
 */

/** @typedef {'loading' | 'ready' | 'empty' | 'error'} State the element's `state` attribute */

/** @template {Tile} T */
export class Frame {
  #host;
  #shelf;
  #heading;
  #title;
  #list;
  #status;
  /** @type {T[]} */
  #cards = [];
  /** What the `state` attribute says, or will say. @type {State | ''} */
  state = '';

  /** @param {HTMLElement} host */
  constructor(host) {
    this.#host = host;
    this.#heading = make('h2', 'heading');
    this.#heading.id = 'heading';
    this.#list = make('ul', 'list');
    // Safari takes the list out of a list without bullets.
    this.#list.setAttribute('role', 'list');
    this.#shelf = make('section', 'shelf');
    this.#shelf.setAttribute('aria-labelledby', 'heading');
    this.#title = make('slot', '');
    this.#title.name = 'heading';
    this.#title.addEventListener('slotchange', () => this.#yieldHeading());
    this.#heading.append(this.#title);
    const footer = make('slot', '');
    footer.name = 'footer';
    this.#shelf.append(this.#heading, this.#list, footer);
    this.#status = make('p', 'status');
    this.#status.setAttribute('role', 'status');
    const slot = document.createElement('slot');
    slot.addEventListener('slotchange', () => this.#draw());
    // From here on nothing may throw: the page's own content would be nowhere.
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
    root.textContent = '';
    root.append(this.#shelf, slot, this.#status);
    adoptStyles(root);
  }

  /** The element that is watched for visibility. */
  get shelf() {
    return this.#shelf;
  }

  /** The cards shown, in their order. */
  get cards() {
    return this.#cards;
  }

  /** The heading's text. */
  get heading() {
    return (this.#given[0] ?? this.#title).textContent ?? '';
  }

  /** The page's own elements in place of the heading. */
  get #given() {
    return [...this.#host.children].filter(({ slot }) => slot === 'heading');
  }

  /** The control that the keyboard is on. @returns {Focus | undefined} */
  get focus() {
    const active = /** @type {HTMLElement | null | undefined} */ (this.#host.shadowRoot?.activeElement);
    if (!active) return undefined;
    const index = this.#cards.findIndex((card) => card.element.contains(active));
    const all = controls(this.#cards[index]?.element ?? this.#shelf);
    return { sku: this.#cards[index]?.pick.sku, index, control: all.indexOf(active) - all.length };
  }

  /** Focuses the same control of the same item, else of the item in its place. @param {Focus} focus */
  refocus({ sku, index, control }) {
    const same = this.#cards.find((card) => card.pick.sku === sku);
    const card = same ?? this.#cards[Math.min(index, this.#cards.length - 1)];
    if (this.#cards.length === 0) return;
    const all = controls(card?.element ?? this.#shelf);
    (all.at(control) ?? all[0])?.focus({ preventScroll: true });
  }

  /**
   * @param {string} heading
   * @param {string} [look]
   */
  writeHeading(heading, look) {
    this.#title.textContent = heading;
    this.#shelf.className = `shelf ${look ?? ''}`;
  }

  /** Reserves the space of `limit` cards. @param {number} limit */
  hold(limit) {
    this.#cards = [];
    this.#fill(limit);
    this.#enter('loading');
  }

  /** Removes the cards, so that the next list is drawn from scratch. */
  clear() {
    this.#cards = [];
  }

  /** @param {T[]} cards */
  show(cards) {
    const { focus } = this;
    this.#cards = cards;
    cards.forEach((card, index) => (card.index = index));
    this.#fill(Math.max(this.#list.childElementCount, cards.length));
    this.#enter('ready');
    if (focus && !this.focus) this.refocus(focus);
  }

  /** Shows no list. @param {'empty' | 'error'} state */
  showNothing(state) {
    this.#cards = [];
    this.#fill(this.#list.childElementCount);
    this.#enter(state);
    this.releaseSpace();
  }

  /** Releases reserved space, if that moves nothing in the window. */
  releaseSpace() {
    const { top, height } = this.#host.getBoundingClientRect();
    if (this.state === 'loading' || (height > 0 && top < window.innerHeight)) return;
    this.#fill(this.#cards.length);
    this.#draw();
  }

  /** Announces a text to screen readers. @param {string} text */
  announce(text) {
    this.#status.textContent = text;
  }

  /** @param {number} places are filled with cards, then ghosts */
  #fill(places) {
    const ghosts = Array.from({ length: places - this.#cards.length }, ghost);
    const wanted = [...this.#cards.map((card) => card.element), ...ghosts];
    // Cards that stay are not moved: that would lose focus and scroll position.
    const present = [...this.#list.children];
    if (wanted.length === present.length && wanted.every((element, at) => element === present[at])) return;
    for (const element of present) if (!wanted.includes(/** @type {HTMLLIElement} */ (element))) element.remove();
    wanted.forEach((element, at) => {
      const here = this.#list.children[at] ?? null;
      if (here !== element) this.#list.insertBefore(element, here);
    });
  }

  /** A heading of the page's own in the slot stays as the page styles it, and is the only one. */
  #yieldHeading() {
    const own = this.#given.some((element) => /^H\d/.test(element.tagName));
    if (own) this.#heading.setAttribute('role', 'none');
    else this.#heading.removeAttribute('role');
  }

  /** @param {State} state */
  #enter(state) {
    this.state = state;
    this.#draw();
    // A framework that takes over a page from its server expects the attributes that the server wrote.
    if (state === 'loading' && !this.#host.hasAttribute('state')) afterPage(() => this.#tell());
    else this.#tell();
  }

  #tell() {
    this.#host.setAttribute('state', this.state);
  }

  #draw() {
    const fallback = [...this.#host.childNodes].some(isContent);
    const ready = this.state === 'ready';
    this.#shelf.hidden = !ready && (fallback || this.#list.childElementCount === 0);
    this.#shelf.inert = !ready;
    this.#shelf.dataset.state = this.state;
  }
}

/** Waits until the page is loaded and has nothing to do. @param {() => void} act */
function afterPage(act) {
  const wait = () => (globalThis.requestIdleCallback ?? setTimeout)(act);
  if (document.readyState === 'complete') wait();
  else globalThis.addEventListener?.('load', wait, { once: true });
}

/** The controls that the keyboard reaches. @param {HTMLElement} element @returns {HTMLElement[]} */
function controls(element) {
  return [...element.querySelectorAll('a[href], button, input')].map((it) => /** @type {HTMLElement} */ (it));
}

/** @param {ChildNode} node */
function isContent(node) {
  return (node instanceof Element && !node.slot) || (node instanceof Text && node.data.trim() !== '');
}
