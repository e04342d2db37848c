/** Knows what a page should show, from the same engine in Node, and holds a page against it; never drives one. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openModel } from '../browser/package.mjs';
import { shelf } from './stage.mjs';

/** @typedef {import('./stage.mjs').Stage} Stage */

/** The same engine in Node: what every browser must answer too. */
const oracle = await openModel();
/** @type {Record<string, string>[]} */
export const known = JSON.parse(await readFile(join(process.env.PAIRWELL_SITE ?? '', 'store/catalog.json'), 'utf8'));
export const forSale = known.filter((item) => item.available === 'true').map((item) => item.sku);
export const CART = forSale.slice(0, 2);

/** Titles that a shelf shows for a cart. @param {string[]} cart @param {number} [limit] */
export const expected = (cart, limit = 4) => {
  const picks = oracle.suggest({ cart, limit: limit + 12, min: 0 }).filter(({ product }) => product.available);
  return picks.slice(0, limit).map(({ product }) => product.title);
};
export const suggested = shelf(`items="${CART}"`);
const noFailures = async (/** @type {Stage} */ stage) => assert.deepEqual(await stage.heard('failure'), []);
export const noErrors = async (/** @type {Stage} */ stage) => {
  await noFailures(stage);
  assert.deepEqual(await stage.heard('error'), []);
};

/** The page stays as it was, and one error says why. @param {Stage} stage @param {...string} codes any of which is true */
export async function untouched(stage, ...codes) {
  await stage.reaches('error');
  const [error, ...others] = await stage.heard('error');
  assert.ok(codes.includes(error.code), error.code);
  assert.deepEqual(others, []);
  assert.ok(await stage.run(() => document.getElementById('fallback').getClientRects().length > 0));
  assert.deepEqual((await stage.read()).cards, []);
  await noFailures(stage);
}
