/** Shows suggestions as <pairwell-shelf> on pages that load shards; define-sharded.js registers it. */
import { Pairwell } from '../engine/engine.js';
import { load } from '../engine/sharded.js';
import { Patience } from './patience.js';
import { PairwellShelf } from './shelf.js';

/** @type {any} */ (Pairwell).inShards = load;

export class ShardedShelf extends PairwellShelf {
  #patience = new Patience();

  /** @protected */
  draw() {
    this.#patience.draw(this.pairwell, () => super.draw(), {
      warn: (cause) => this.warn(cause),
      rerank: () => this.rerank(),
      cards: () => this.frame.cards,
    });
  }
}
