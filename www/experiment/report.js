/** Turns what a shelf shows, withholds and hears into events, once per list; keeps them, and tells the page of each. */
import { device } from './experiment.js';
import { keep, send } from './queue.js';
import { watch } from './watch.js';

export { keep, send };

/**
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {import('./lists.js').List} List
 */

/**
 * Follows the lists of an element. `early` is what it has reported so far.
 * @param {any} element
 * @param {import('./lists.js').Plan} plan
 * @param {number} height that was reserved
 * @param {() => List | undefined} current
 * @param {any[][]} early
 * @returns {[changed: () => void, heard: (name: string, tiles: {pick: Pick}[]) => void]} call them when the list has changed, and with what
 *   the element reports
 */
export function report(element, { known, arms, experiments, customer, isShown, to, isForced }, height, current, early) {
  const { orders, value, views } = known;
  /** Lists that were seen, the latest first. @type {List[]} */
  const told = [];
  const tell = (/** @type {List} */ { list }, /** @type {any[]} */ ...happened) => {
    const { placement } = element.where;
    const common = { v: 1, device: known.id, arms, list, placement, time: Date.now() };
    const events = happened.map((it) => ({ ...common, ...it }));
    keep(events, (event, seq) => hand(element, { ...event, seq }, to), to).catch(() => {});
  };

  // Who forces an arm looks at it, and is no shopper.
  const expose = () => {
    const now = current();
    if (!now || told.includes(now) || isForced) return;
    told.unshift(now);
    const { policy, cart, picks } = now;
    const exposure = {
      type: 'exposure',
      shown: isShown,
      experiments,
      items: picks.map(({ sku }) => sku),
      cart,
      model: element.pairwell.digest,
      policy,
      before: { orders, value, views },
      customer,
      hints: hints(),
    };
    if (isShown) tell(now, exposure, { type: 'view', items: visible(element) });
    else tell(now, exposure);
    device(() => ({ exposed: true })).catch(() => {});
  };

  // Every click, and every addition that the shop has confirmed.
  const heard = (/** @type {string} */ name, /** @type {{pick: Pick}[]} */ tiles) => {
    if (name === 'view_item_list') return;
    const type = name === 'select_item' ? 'select' : 'add';
    for (const { sku } of tiles.map(({ pick }) => pick)) {
      const place = (/** @type {List} */ { picks }) => picks.findIndex((pick) => pick.sku === sku) + 1;
      // The shop may confirm an addition when the list has changed already.
      const list = told.find(place);
      if (list) tell(list, { type, sku, position: place(list), quantity: 1 });
    }
  };

  const restart = watch(element, height, expose);
  // Who clicks within the first second has seen it.
  for (const what of ['select', 'add']) element.addEventListener(`pairwell:${what}`, expose);
  if (early.some(([name]) => name !== 'view_item_list')) expose();
  for (const [name, tiles] of early) heard(name, tiles);
  return [restart, heard];
}

/** Tells the page of an event that is kept, and sends what waits. @param {HTMLElement} element @param {object} detail @param {string} [to] */
function hand(element, detail, to) {
  element.dispatchEvent(new CustomEvent('pairwell:experiment', { detail, bubbles: true, composed: true }));
  if (to) send(to);
}

/** Whether a hand was at work, and whether the browser says that a program drives it. */
function hints() {
  return { pointer: scrollY > 0 || !!navigator.userActivation?.hasBeenActive, headless: navigator.webdriver };
}

/** The items whose middle is in the window and in the shelf: a narrow one is scrolled. @param {any} element @returns {string[]} */
function visible(element) {
  const shelf = element.getBoundingClientRect();
  const isVisible = (/** @type {any} */ card) => {
    const { x, y, width, height } = card.element.getBoundingClientRect();
    const [across, down] = [x + width / 2, y + height / 2];
    return across > shelf.left && across < shelf.right && down > 0 && down < innerHeight;
  };
  return element.viewed.filter(isVisible).map((/** @type {any} */ card) => card.pick.sku);
}
