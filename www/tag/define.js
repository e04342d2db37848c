/** What a page's tag names to get <pairwell-shelf>: asks for all that it needs at once, and registers it as soon as its class is there. */
import { begin, start } from './early.js';

start(
  'pairwell-shelf',
  import('../element/shelf.js').then(({ PairwellShelf }) => PairwellShelf),
  begin,
);
