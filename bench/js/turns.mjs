/** Draws carts and times several ways to answer them, in turns, for the scripts beside it; never knows what it times. */
import { QueryWriter } from '../../www/engine/query.js';

const ROUNDS = 60;
const WARM_UP = 20;
/** More carts than a page sees, few enough that it remembers their SKUs. */
const CARTS = 64;
export const SIZES = [1, 5, 20, 50];
export const LIMIT = 4;

/** Numbers from 0 to below 1, the same in every run. */
let state = 1;
function chance() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

/**
 * Carts of different items, of popular ones rather than others.
 * @param {number} size
 * @param {number} items that the model has
 */
export function carts(size, items) {
  return Array.from({ length: CARTS }, () => {
    /** @type {Set<number>} */
    const cart = new Set();
    while (cart.size < Math.min(size, items)) cart.add(Math.floor(chance() ** 2 * items));
    return [...cart];
  });
}

/** SKUs are item numbers here, and what the page says is the first fact. @type {any} */
const rules = { fact: () => 0, measure: () => undefined };
const writer = new QueryWriter(rules, Number);

/** One piece of each item, at the file's price; the page says one fact, and no time, so that every run asks the same. @param {number[]} cart */
export function question(cart) {
  return writer.write({ limit: LIMIT, cart: cart.map(String), placement: 'here', now: new Date(NaN) }, []).slice();
}

/** A file that an engine decodes, decoded. @template {{step: (work: number) => boolean}} T @param {T} opened */
export function decoded(opened) {
  while (opened.step(1000));
  return opened;
}

/** @param {number[]} times in milliseconds */
function median(times) {
  return times.sort((a, b) => a - b)[times.length >> 1] * 1000;
}

/**
 * The median time of each way, in microseconds. The ways take turns, so that whatever slows the machine slows them all.
 * @template T
 * @param {((input: T) => unknown)[]} ways
 * @param {T[]} inputs
 */
export function time(ways, inputs, rounds = ROUNDS, warmUp = WARM_UP) {
  const times = ways.map(() => /** @type {number[]} */ ([]));
  for (let round = 0; round < rounds + warmUp; round++) {
    for (const [n, way] of ways.entries()) {
      for (const input of inputs) {
        const start = performance.now();
        way(input);
        const spent = performance.now() - start;
        if (round >= warmUp) times[n].push(spent);
      }
    }
  }
  return times.map(median);
}
