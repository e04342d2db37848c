/** Ranks in workerd, which has no files, no addresses of modules and compiles nothing at run time; answers with what is suggested. */
import { Pairwell } from './pairwell/index.js';
import wasm from './pairwell/pairwell_wasm_bg.wasm';

export default {
  async fetch(request) {
    const { searchParams } = new URL(request.url);
    const options = searchParams.has('wasm') ? { wasm, products: true } : {};
    const pairwell = await Pairwell.load(searchParams.get('model'), options);
    return Response.json([pairwell.suggest({ cart: ['KF-1001'] }).map(({ sku }) => sku)]);
  },
};
