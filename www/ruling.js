/** Gathers what pages with rules need, to travel as one file: asking, reading what a page says, holding back, giving reasons; never does any of it. */
export * from './advice.js';
export * from './reading.js';
export * from './reasons.js';
