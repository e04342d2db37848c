/** Takes note of orders, on the page that thanks for them: what a shop's script calls. */
import { device, mayKeep } from './experiment.js';
import { keep, send } from './report.js';

/**
 * @typedef {object} Order
 * @property {string | number} id
 * @property {string} currency ISO 4217
 * @property {readonly Line[]} lines
 *
 * @typedef {object} Line
 * @property {string} sku
 * @property {number} quantity
 * @property {number} price of one piece after discount, before shipping and tax, in the main unit: 9.95
 */

/**
 * Notes an order for the experiments that this device is in, and sends it where the device's shelves send their events. An order counts once,
 * however often its page is loaded. A refusal in Consent Mode and Global Privacy Control still apply.
 * @param {Order} order
 * @param {import('../shopper/consent.js').ConsentSource} [source] for consent: an element with the attribute `consent`, or what a banner says
 * @returns {Promise<boolean>} whether it was noted
 */
export async function order({ id, currency, lines }, source = {}) {
  if (!mayKeep(source)) return false;
  const last = String(id);
  const sum = lines.reduce((value, { price, quantity }) => value + price * quantity, 0);
  let isNew = false;
  const { to, arms, ...known } = await device(({ last: before, exposed, orders, value }) => {
    isNew = before !== last;
    if (!isNew || exposed) return { last };
    return { last, orders: orders + 1, value: value + (Number.isFinite(sum) ? sum : 0) };
  });
  if (!isNew || !arms) return false;
  const happened = { v: 1, type: 'order', device: known.id, time: Date.now(), arms, order: last, currency, lines };
  await keep([happened], () => to && send(to), to);
  return true;
}
