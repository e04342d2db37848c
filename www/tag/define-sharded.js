/** What the tag of a page that loads shards names to get <pairwell-shelf>: asks for all that it needs at once, and registers it as soon as its class is there. */
import { begin, start } from './early-sharded.js';

start(
  'pairwell-shelf',
  import('../element/sharded.js').then(({ ShardedShelf }) => ShardedShelf),
  begin,
);
// Which imports them, so that they would be asked for only then.
import('../element/shelf.js');
import('../engine/ruled.js');
