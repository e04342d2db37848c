/** Loads a model as a server does, by every kind of address that it is given, and prints what is suggested. */
import { Pairwell } from 'pairwell';

const suggested = [];
for (const address of globalThis.process.argv.slice(2)) {
  const pairwell = await Pairwell.load(address, { products: true });
  await pairwell.products();
  suggested.push(pairwell.suggest({ cart: ['KF-1001'] }).map(({ product }) => product.sku));
}
console.log(JSON.stringify(suggested));
