/** Gathers what pages with rules need, to travel as one file: asking, reading what a page says, holding back, giving reasons; never does any of it. */
export { Advice, restraint } from './advice.js';
export { contextOf, heed, read } from './reading.js';
export { reasonFor } from './reasons.js';
