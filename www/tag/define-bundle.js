/** What a page's tag names to get <pairwell-bundle>: asks for all that it needs at once, and registers it as soon as its class is there. */
import { begin, start } from './early.js';

start(
  'pairwell-bundle',
  import('../element/bundle.js').then(({ PairwellBundle }) => PairwellBundle),
  begin,
);
// Which imports it, so that it would be asked for only then.
import('../element/shelf.js');
