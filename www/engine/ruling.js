/** Gathers what pages with rules need, to travel as one file: asking, reading what a page says, holding back, giving reasons; never does any of it. */
export { Advice, restraint } from './answers.js';
export { contextOf, heed, read } from './parse-query.js';
export { reasonFor } from '../element/reasons.js';
