/** A shop's own entry, bundled by webpack without any setting for this package. */
import 'pairwell/define.js';
import 'pairwell/define-bundle.js';
import { Pairwell } from 'pairwell';

const shelf = document.querySelector('pairwell-shelf');
const list = document.querySelector('#cart');
const cart = [];

document.addEventListener('pairwell:add', ({ detail }) => {
  cart.push(detail.sku);
  list.append(Object.assign(document.createElement('li'), { textContent: detail.sku }));
  shelf.cart = [...cart];
});

// The same instance that the shelf uses.
Pairwell.load('./model/').then((pairwell) => (document.body.dataset.items = pairwell.items));
