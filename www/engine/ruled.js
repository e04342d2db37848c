/** Gathers what the engine's wrapper needs under the merchant's rules; pages without rules never load it. */
import { unpackGiven } from './bytes.js';

export { RuledEngine } from './answers.js';
export { openRules } from './open-rules.js';
export { parseQuery } from './parse-query.js';

/** Unpacks a rules file, packed or not. @param {unknown} rules */
export const unpack = (rules) => unpackGiven('rules', rules, 'rules-invalid');
