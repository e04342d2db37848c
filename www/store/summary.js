/** Draws one line of an order, which cannot be changed any more. */
import { money, pageOf } from './catalog.js';
import { make, picture } from './dom.js';

/**
 * @param {import('./cart.js').Line} line
 * @param {import('./catalog.js').Product} [product]
 */
export function orderLine({ sku, quantity }, product) {
  const price = product?.price;
  return make(
    'li',
    { className: 'line' },
    picture({ title: sku, ...product }),
    make('a', { href: pageOf(sku) }, product?.title ?? sku),
    make(
      'span',
      { className: 'price' },
      money(price === undefined ? undefined : price * quantity, product?.currency ?? ''),
    ),
    make('span', { className: 'quiet' }, `Quantity ${quantity}`),
  );
}
