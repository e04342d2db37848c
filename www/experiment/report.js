/** Turns what a shelf shows, withholds and hears into events, once per list; keeps them, and tells the page of each. */
import { device, keep } from './memory.js';
import { send } from './send.js';
import { watch } from './watch.js';

/**
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {{picks: Pick[], policy: Record<string, unknown>}} Arranged
 * @typedef {Arranged & {key: string, list: string}} List
 *
 * @typedef {(picks: Pick[]) => Pick[]} Hook what a shelf shows in place of these picks
 *
 * @typedef {object} Plan
 * @property {import('./memory.js').Device} known
 * @property {Record<string, string>} arms
 * @property {string[]} experiments that an exposure triggers
 * @property {string} [customer]
 * @property {boolean} isShown
 * @property {string} [to] where events are sent
 * @property {boolean} [isForced] whether somebody only looks at an arm: then nothing is told
 * @property {(picks: Pick[]) => Arranged} [arrange]
 */

/**
 * @param {any} element
 * @param {Plan} plan
 * @returns {Hook}
 */
export function report(element, { known, arms, experiments, customer, isShown, to, isForced, arrange = plain }) {
  const { orders, value, views } = known;
  /** @type {List | undefined} */
  let now;
  /** Lists that were seen, the latest first. @type {List[]} */
  const told = [];
  const tell = (/** @type {List} */ { list }, /** @type {any[]} */ ...happened) => {
    const { placement } = element.where;
    const common = { v: 1, device: known.id, arms, list, placement, time: Date.now() };
    const events = happened.map((it) => ({ ...common, ...it }));
    keep(events, (event, seq) => heard(element, { ...event, seq }, to), to).catch(() => {});
  };

  // Who forces an arm looks at it, and is no shopper.
  const expose = () => {
    if (!now || told.includes(now) || isForced) return;
    told.unshift(now);
    const { policy } = now;
    const exposure = {
      type: 'exposure',
      shown: isShown,
      experiments,
      items: now.picks.map(({ sku }) => sku),
      cart: cartOf(element),
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
  const restart = watch(element, expose);
  // Who clicks within the first second has seen it.
  for (const what of ['select', 'add']) element.addEventListener(`pairwell:${what}`, expose);

  follow(element, told, tell);

  return (picks) => {
    const key = JSON.stringify([picks.map(({ sku }) => sku), cartOf(element)]);
    if (key !== now?.key) {
      now = picks.length > 0 ? { ...arrange(picks), key, list: Math.random().toString(36).slice(2) } : undefined;
      restart();
    }
    if (now && arrange === plain) now.picks = picks;
    return (isShown && now?.picks) || [];
  };
}

/**
 * Tells of every click, and of every addition that the shop has confirmed.
 * @param {any} element
 * @param {List[]} told
 * @param {(list: List, happened: any) => void} tell
 */
function follow(element, told, tell) {
  const { report } = element;
  element.report = (/** @type {string} */ name, /** @type {{pick: Pick}[]} */ tiles) => {
    report.call(element, name, tiles);
    if (name === 'view_item_list') return;
    const type = name === 'select_item' ? 'select' : 'add';
    for (const { sku } of tiles.map(({ pick }) => pick)) {
      const place = (/** @type {List} */ { picks }) => picks.findIndex((pick) => pick.sku === sku) + 1;
      // The shop may confirm an addition when the list has changed already.
      const list = told.find(place);
      if (list) tell(list, { type, sku, position: place(list), quantity: 1 });
    }
  };
}

/** Tells the page of an event that is kept, and sends what waits. @param {HTMLElement} element @param {object} detail @param {string} [to] */
function heard(element, detail, to) {
  element.dispatchEvent(new CustomEvent('pairwell:experiment', { detail, bubbles: true, composed: true }));
  if (to) send(to);
}

/** @param {Pick[]} picks @returns {Arranged} */
function plain(picks) {
  return { picks, policy: { kind: 'plain' } };
}

/** What the list was made for. @param {any} element @returns {string[]} */
function cartOf({ query }) {
  return (query.cart ?? []).map((/** @type {any} */ entry) => entry.sku ?? entry);
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
  return element.frame.cards.filter(isVisible).map((/** @type {any} */ card) => card.pick.sku);
}
