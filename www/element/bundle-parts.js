/** Builds the parts of a bundle that a shelf does not have: items with a checkbox, and the row with the sum. */
import { stylist } from './styles.js';
import { make, picture, productLink, writeReason } from './card.js';
import { formatPrice } from './money.js';
import { textsOf } from './texts.js';

/**
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {import('./bundle-texts.js').Words} Words
 * @typedef {'idle' | 'pending' | 'done' | 'failed' | 'refused' | 'partly'} AddState refused: the shop's definite no;
 *   partly: the shop added only some of the items
 */

/** How long the button shows the result of an addition before it can be used again, in milliseconds. */
const SHOWN_FOR = { done: 2500, partly: 8000, refused: 8000 };

/** One item of a bundle, as a frame's card. */
export class Choice {
  /** Position in the bundle, from 0: the page's own item. */
  index = 0;
  /** @type {Pick} */
  #pick;
  #language;
  #link;
  #price = make('span', 'price');
  #reason = make('p', 'reason');
  #partner = make('p', 'partner');
  #box = make('input', 'check');

  /**
   * @param {Pick} pick
   * @param {string} language
   * @param {Words} words
   * @param {{select: (choice: Choice) => void, change: (choice: Choice) => void}} actions
   */
  constructor(pick, language, words, actions) {
    const { product } = pick;
    this.#language = language;
    const title = product?.title || pick.sku;
    this.#link = productLink('link', title, product?.url);
    this.#link.addEventListener('click', () => actions.select(this));
    this.#box.type = 'checkbox';
    this.#box.checked = true;
    this.#box.setAttribute('aria-label', words.choose(title));
    this.#box.addEventListener('change', () => actions.change(this));
    this.element = layOut(picture(product?.image), [this.#link, this.#reason, this.#partner], this.#price, this.#box);
    this.#pick = pick;
    this.pick = pick;
  }

  /** The pick that is shown. A newer pick of the same item may have another price. */
  get pick() {
    return this.#pick;
  }

  set pick(pick) {
    this.#pick = pick;
    this.#price.textContent = formatPrice(pick.product ?? {}, this.#language);
    const { benefit = '', partner = '' } = pick;
    writeReason(this.#reason, benefit, benefit);
    this.#partner.textContent = partner && (textsOf(this.#language).partner?.(partner) ?? partner);
  }

  get chosen() {
    return this.#box.checked;
  }

  set chosen(chosen) {
    this.#box.checked = chosen;
  }
}

/** The row with the sum of the chosen items, the discount and the button. */
export class Sum {
  element = make('div', 'sum');
  #label = make('span', 'label');
  #amount = make('strong', 'amount', '\u00a0');
  #before = make('s', 'before');
  #discount = make('span', 'discount');
  #button = make('button', 'add');
  #count = 0;
  /** How many of them are in the cart, if not all are. */
  #added = 0;
  /** The shop's own words after a refusal. @type {string | undefined} */
  #said;
  #onIdle;
  /** @type {AddState} */
  #state = 'idle';
  /** @type {Words | undefined} */
  #words;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #reset;

  /**
   * @param {() => void} add
   * @param {() => void} onIdle is called after the result of an addition was shown
   */
  constructor(add, onIdle) {
    this.#onIdle = onIdle;
    const total = make('p', 'total');
    total.append(this.#label, ' ', this.#amount, ' ', this.#before, ' ', this.#discount);
    this.#button.type = 'button';
    this.#button.addEventListener('click', () => {
      if (this.#count > 0 && !this.busy) add();
    });
    this.element.append(total, this.#button);
  }

  /**
   * @param {Words} words
   * @param {{count: number, price: string, before: string, discount: string}} sum
   */
  show(words, { count, price, before, discount }) {
    this.#words = words;
    this.#count = count;
    this.#label.textContent = price && words.total;
    this.#amount.textContent = price || '\u00a0';
    this.#before.textContent = before;
    this.#discount.textContent = discount;
    this.#draw();
  }

  /** Whether an addition is pending or its result is shown: until then, the items must stay. */
  get busy() {
    return this.#state !== 'idle' && this.#state !== 'failed';
  }

  /**
   * @param {AddState} state
   * @param {number} [added] how many are in the cart, if not all are
   * @param {string} [said] the shop's own words after a refusal
   */
  setState(state, added = 0, said) {
    clearTimeout(this.#reset);
    this.#state = state;
    this.#added = added;
    this.#said = said;
    this.#draw();
    if (state === 'done' || state === 'partly' || state === 'refused')
      this.#reset = setTimeout(() => this.#becomeIdle(), SHOWN_FOR[state]);
  }

  #becomeIdle() {
    this.setState('idle');
    this.#onIdle();
  }

  /** The text for screen readers after a change. */
  get status() {
    return this.#state === 'idle'
      ? `${this.#label.textContent} ${this.#amount.textContent}`
      : (this.#button.textContent ?? '');
  }

  #draw() {
    this.#button.dataset.state = this.#state;
    this.#button.textContent = this.#said ?? this.#words?.[this.#state](this.#count, this.#added) ?? '\u00a0';
    // Not `disabled`, which would drop the keyboard's focus.
    this.#button.setAttribute('aria-disabled', String(this.busy || this.#count === 0));
  }
}

/**
 * @param {HTMLElement} head
 * @param {[name: HTMLElement, reason: HTMLElement, partner: HTMLElement]} words
 * @param {HTMLElement} price
 * @param {HTMLInputElement} box
 */
function layOut(head, [name, ...words], price, box) {
  const card = make('li', 'card');
  const text = make('div', 'text');
  const title = make('p', 'title');
  const foot = make('div', 'foot');
  const choose = make('label', 'choose');
  title.append(name);
  text.append(title, ...words);
  choose.append(box);
  foot.append(price, choose);
  card.append(head, text, foot);
  return card;
}

const CSS = `
.list:not(:has([part~=benefit])) .text { block-size: 2.8em }
.foot { display: flex; align-items: center; justify-content: space-between }
.choose { position: relative; display: grid; place-items: center; min-inline-size: 44px; min-block-size: 44px; cursor: pointer }
.check { inline-size: 1.25em; block-size: 1.25em; margin: 0; accent-color: var(--pairwell-accent, currentColor); cursor: pointer }
.check:focus-visible { outline: 2px solid var(--pairwell-focus, currentColor); outline-offset: 2px }
.card:has(.check:not(:checked)) .picture { opacity: .4 }
.sum { display: flex; flex-wrap: wrap; align-items: center; gap: .5em 1em; margin-block-start: 1em; min-block-size: 44px }
.sum .add { min-inline-size: 13em; min-block-size: 44px }
.sum .add:is([data-state=pending], [data-state=idle][aria-disabled=true]) { opacity: .6; cursor: default }
.total { min-block-size: 1.4em }
.amount { font-size: 1.125em; font-variant-numeric: tabular-nums }
.before { opacity: .7 }
.discount:not(:empty) { padding: .15em .6em; font-size: .875em; background: var(--tint); border-radius: var(--round) }
.sum .add:is([data-state=partly], [data-state=refused]) { white-space: normal }
.shelf:not([data-state=ready]) .sum { visibility: hidden }
`;

/** Adds the bundle's styles to the frame's. */
export const adoptBundleStyles = stylist(CSS);
