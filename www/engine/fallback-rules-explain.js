/** Tells how an item came to its place, or to none, without WebAssembly; never changes an answer. The twin of src/rules/explain.rs. */
import { Top } from './fallback.js';
import { UNITY } from './fallback-rules-moment.js';
import { ONE_VARIANT, PINNED, discounted } from './fallback-rules-select.js';

/**
 * @typedef {import('./fallback-rules-advisor.js').Advisor} Advisor
 * @typedef {import('./fallback-rules-select.js').Chosen} Chosen
 * @typedef {import('./fallback-rules-select.js').Dropped} Dropped
 * @typedef {import('./fallback-rules-select.js').Room} Room
 */

/** Why an item is not shown, as src/rules/wire.rs numbers it. */
const SIGNAL = 10,
  SHOWS_NONE = 21,
  NONE_ASKED = 22,
  BELOW_LEAST = 12,
  NOT_FILLED = 13;

/**
 * An explanation, laid out as src/rules/wire.rs says.
 * @param {Advisor} advisor
 * @param {ReadonlySet<number>} hand the items at hand by prior
 * @param {number} item
 */
export function explanation(advisor, hand, item) {
  const { ask, book } = advisor;
  const { picks, room } = advisor.choose(hand);
  const place = picks.findIndex((chosen) => chosen.item === item);
  const chosen = picks[place];
  const pin = pinned(advisor, item, chosen);
  const source = chosen?.source ?? advisor.source(item);
  const alone = advisor.worth(item);
  const before = alone > 0 && source !== PINNED && !ask.upgrade ? countBefore(advisor, picks, item, place) : 0;
  const { diversity } = book.said.policy;
  let share = 1;
  for (let n = 0; n < before; n++) share = (share * diversity) / UNITY;
  const worth = discounted(alone, diversity, before);
  const dropped = chosen ? undefined : keptOut(advisor, room, picks, item, pin?.rule !== undefined);
  const { why = 0, rule = -1, about = -1 } = dropped ?? {};
  const prior = ask.upgrade ? Math.max(advisor.engine.priors[item], 1) : advisor.engine.priors[item];
  const taste = ask.upgrade ? 0 : (advisor.gains.get(item) ?? 0);
  const head = [prior, advisor.classFactor(item), advisor.likeness(item), worth, why, rule, about, place, taste];
  const standing = [ask.upgrade ? 4 : source, share, +(pin !== undefined), pin?.rule ?? -1, pin?.position ?? -1, ...advisor.words(item)];
  return Float64Array.from([...head, ...standing, ...lists(advisor, item)]);
}

/**
 * What cart items add, what rules add, what rules multiply by, each list behind its length.
 * @param {Advisor} advisor
 * @param {number} item
 */
function lists(advisor, item) {
  const { cart, engine, ask } = advisor;
  const parts = new Top(cart.size);
  for (const from of ask.upgrade ? [] : cart)
    if (engine.weight(from, item) > 0) parts.offer(from, engine.weight(from, item));
  const moves = advisor.moves(item);
  const added = moves.filter(([, , units]) => units > 0).map(([rule, , units]) => [rule, units]);
  const factors = moves.filter(([, factor]) => factor !== UNITY).map(([rule, factor]) => [rule, factor]);
  return [parts.best, added, factors].flatMap((list) => [list.length, ...list.flat()]);
}

/**
 * Who pins an item: who put it where it stands, else who would.
 * @param {Advisor} advisor
 * @param {number} item
 * @param {Chosen | undefined} chosen
 * @returns {{rule?: number, position?: number} | undefined}
 */
function pinned({ moment, book, cart, heedsCuration }, item, chosen) {
  const isIt = (/** @type {number} */ rule) => chosen?.source !== PINNED || chosen.rule === rule;
  const found = moment.pins.find(([, pin, rule]) => pin === item && isIt(rule));
  if (found) return { rule: found[2], position: found[0] };
  return heedsCuration && [...cart].some((from) => book.curated.get(from)?.includes(item)) ? {} : undefined;
}

/**
 * How many picks of its category were chosen before an item: pins are before all others.
 * @param {Advisor} advisor
 * @param {Chosen[]} picks
 * @param {number} item
 * @param {number} place
 */
function countBefore({ book }, picks, item, place) {
  const { category } = book.traits(item);
  const counts = (/** @type {Chosen} */ chosen, /** @type {number} */ at) =>
    (chosen.source === PINNED || place < 0 || at < place) &&
    book.traits(chosen.item).category === category &&
    chosen.item !== item;
  return category > 0 && !book.isCollected(category) ? picks.filter(counts).length : 0;
}

/**
 * Why an item that is not shown is not, in the order in which rules win; nothing if others are worth more.
 * @param {Advisor} advisor
 * @param {Room} room
 * @param {Chosen[]} picks
 * @param {number} item
 * @param {boolean} byRule
 * @returns {Dropped | undefined}
 */
function keptOut(advisor, room, picks, item, byRule) {
  const { moment, ask, book } = advisor;
  const groupOf = (/** @type {number} */ of) => book.traits(of).group;
  if (moment.silent) return { why: 'about' in moment.silent ? SIGNAL : SHOWS_NONE, ...moment.silent };
  if (ask.limit === 0) return { why: NONE_ASKED };
  // What is pinned, but has no place as such, is a candidate like others.
  for (const pins of [byRule, false]) {
    const found = advisor.pinDropped(item, pins) ?? room.lacks(item, pins);
    if (found?.why === ONE_VARIANT) found.about = picks.find((chosen) => groupOf(chosen.item) === groupOf(item))?.item;
    if (found) return found;
  }
  if (advisor.isBelowLeast(item)) return { why: BELOW_LEAST, rule: moment.least.rule };
  const isFilled = ask.upgrade || advisor.stage(advisor.source(item)) !== undefined;
  return isFilled ? undefined : { why: NOT_FILLED, rule: moment.filledBy };
}
