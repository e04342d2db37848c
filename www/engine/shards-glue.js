/** Starts the WebAssembly module of pages that load shards, and offers its classes; the one file that imports its glue, which wasm-pack writes. */
import * as glue from '../../pkg/pairwell_shards_bg.js';
import { reach } from './fetch.js';
import { urlOf } from './shard-files.js';

export { Catalog, Shards } from '../../pkg/pairwell_shards_bg.js';

const NAME = 'pairwell_shards_bg.wasm';

/** @type {Promise<void> | undefined} */
let started;

/**
 * Compiles while the bytes arrive.
 * @param {import('./types.js').LoadOptions['wasm']} [given] where the whole model's engine is: this one lies beside it
 * @returns {Promise<void>} rejects where a page cannot have it
 */
export function startShards(given) {
  started ??= startOnce(given).catch((cause) => {
    started = undefined;
    throw cause;
  });
  return started;
}

/** @param {import('./types.js').LoadOptions['wasm']} [given] */
async function startOnce(given) {
  // Nothing is fetched where one of them is missing.
  const { compile, compileStreaming, instantiate } = TextEncoder && TextDecoder && WebAssembly;
  const isPlace = typeof given === 'string' || given instanceof URL;
  const url = isPlace ? new URL(NAME, urlOf(given)) : new URL(`./${NAME}`, import.meta.url);
  const response = await reach(url, 'wasm-unreachable');
  const copy = response.clone();
  // A host may call it something else.
  const module = await compileStreaming(response).catch(async () => compile(await copy.arrayBuffer()));
  const { exports } = await instantiate(module, { './pairwell_shards_bg.js': /** @type {any} */ (glue) });
  glue.__wbg_set_wasm(exports);
  /** @type {() => void} */ (exports.__wbindgen_start)();
}
