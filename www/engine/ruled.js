/** Gathers what the engine's wrapper needs under the merchant's rules; pages without rules never load it. */
export { RuledEngine } from './answers.js';
export { parseQuery } from './parse-query.js';
export { unpack } from './unpack.js';
