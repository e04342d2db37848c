/** Gathers what elements need under the merchant's rules; pages without rules never load it. */
export * as frequencyCap from '../shopper/frequency-cap.js';
export { contextOf, readable } from './context.js';
export { reasonFor } from './reasons.js';
