/** Stores the shopper's cart on this device and notifies listeners of every change, in every tab. */

const CART = 'pairwell-store-cart';
const ORDER = 'pairwell-store-order';

/** @typedef {{sku: string, quantity: number}} Line */

const changes = new EventTarget();

/** Used if storage is full or forbidden: then the cart lasts as long as the page. @type {Map<string, string>} */
const memory = new Map();

/** @returns {Line[]} */
export function lines() {
  return read(CART);
}

/** The last order, for the thank-you page. @returns {Line[]} */
export function lastOrder() {
  return read(ORDER);
}

/** The number of pieces in the cart. */
export function pieces() {
  return lines().reduce((sum, line) => sum + line.quantity, 0);
}

/**
 * @param {string} sku
 * @param {number} [quantity]
 */
export function add(sku, quantity = 1) {
  const present = lines().find((line) => line.sku === sku);
  setQuantity(sku, (present?.quantity ?? 0) + quantity);
}

/**
 * @param {string} sku
 * @param {number} quantity 0 removes the line
 */
export function setQuantity(sku, quantity) {
  const cart = lines();
  const present = cart.find((line) => line.sku === sku);
  if (present) present.quantity = quantity;
  else cart.push({ sku, quantity });
  write(
    CART,
    cart.filter((line) => line.quantity > 0),
  );
}

/** Turns the cart into the last order. */
export function placeOrder() {
  write(ORDER, lines());
  write(CART, []);
}

/**
 * Calls back now and after every change.
 * @param {() => void} listener
 */
export function watch(listener) {
  changes.addEventListener('change', listener);
  listener();
}

/** @param {string} key */
function read(key) {
  try {
    const stored = JSON.parse(memory.get(key) ?? localStorage.getItem(key) ?? '[]');
    return Array.isArray(stored) ? stored.filter((line) => typeof line?.sku === 'string' && line.quantity > 0) : [];
  } catch {
    return [];
  }
}

/**
 * @param {string} key
 * @param {Line[]} value
 */
function write(key, value) {
  const text = JSON.stringify(value);
  try {
    localStorage.setItem(key, text);
    memory.delete(key);
  } catch {
    memory.set(key, text);
  }
  changes.dispatchEvent(new Event('change'));
}

globalThis.addEventListener?.('storage', (event) => {
  if (event.key === CART) changes.dispatchEvent(new Event('change'));
});
