/** Ranks add-ons in plain JavaScript on typed arrays: what a shop would write without us; gives the engine's very answers. */

const UNTOUCHED = -0x80000000;
const AT_HAND = 256;
/** Scores are whole numbers of 2⁻²⁴. */
const UNIT = 2 ** -24;

/** A volume that changes nothing, in 1/64. */
const UNITY = 64;

/**
 * Weights are those of a whole model; a tilt, in 1/64, is how much louder one is in a whole order than alone. A cart of `half` / 4
 * more items than one is half-way.
 * @typedef {{items: number, half: number, starts: Uint32Array, neighbours: Uint32Array, weights: Int32Array, tilts: Int32Array, priors: Int32Array}} Arrays
 */

export class Plain {
  /** @param {Arrays} arrays @param {string[]} skus */
  constructor(arrays, skus) {
    Object.assign(this, arrays);
    this.skus = skus;
    this.index = new Map(skus.map((sku, item) => [sku, item]));
    this.scores = new Int32Array(arrays.items).fill(UNTOUCHED);
    this.barred = new Uint8Array(arrays.items);
    this.touched = new Uint32Array(arrays.items);
    const { priors } = arrays;
    const all = Uint32Array.from({ length: arrays.items }, (_, item) => item);
    this.byPrior = all.sort((a, b) => priors[b] - priors[a] || a - b).slice(0, AT_HAND);
    this.topItems = new Uint32Array(64);
    this.topScores = new Int32Array(64);
    this.kept = 0;
  }

  /** Flat records as the engine's: item, score, 0 for what nobody remembers, n, then n times cart item and share. */
  rank(cart, limit) {
    this.choose(cart, limit, cart.length);
    const flat = [];
    for (let n = 0; n < this.kept; n++) {
      const reasons = this.reasons(cart, this.topItems[n]);
      flat.push(this.topItems[n], this.topScores[n] * UNIT, 0, reasons.length);
      for (const reason of reasons) flat.push(reason.item, reason.share);
    }
    return Float64Array.from(flat);
  }

  /** SKUs in, suggestion objects with reasons out. */
  suggest(skus, limit) {
    const cart = [];
    const unknown = [];
    for (const sku of skus) {
      const item = this.index.get(sku);
      if (item === undefined) unknown.push(sku);
      else cart.push(item);
    }
    this.choose(cart, limit, skus.length);
    const picks = [];
    for (let n = 0; n < this.kept; n++) {
      const because = this.reasons(cart, this.topItems[n]).map(({ item, share }) => ({ sku: this.skus[item], share }));
      picks.push({ sku: this.skus[this.topItems[n]], score: this.topScores[n] * UNIT, because });
    }
    return Object.assign(picks, { unknown });
  }

  /** `size` is the number of items in the cart, known or not. */
  choose(cart, limit, size) {
    const { starts, neighbours, priors, scores, touched, barred } = this;
    const more = 4 * Math.max(size - 1, 0);
    this.share = Math.trunc((UNITY * more) / (more + this.half));
    let count = 0;
    for (const item of cart) barred[item] = 1;
    for (const item of cart) {
      for (let at = starts[item]; at < starts[item + 1]; at++) {
        const neighbour = neighbours[at];
        if (scores[neighbour] === UNTOUCHED) {
          scores[neighbour] = priors[neighbour];
          touched[count++] = neighbour;
        }
        scores[neighbour] += this.heard(at);
      }
    }
    this.kept = 0;
    for (let n = 0; n < count; n++) {
      if (!barred[touched[n]]) this.offer(touched[n], scores[touched[n]], limit);
    }
    for (const item of this.byPrior) {
      if (this.kept === limit && !this.beats(item, priors[item], limit - 1)) break;
      if (!barred[item] && scores[item] === UNTOUCHED) this.offer(item, priors[item], limit);
    }
    for (let n = 0; n < count; n++) scores[touched[n]] = UNTOUCHED;
    for (const item of cart) barred[item] = 0;
  }

  beats(item, score, at) {
    return score > this.topScores[at] || (score === this.topScores[at] && item < this.topItems[at]);
  }

  offer(item, score, limit) {
    let at = this.kept;
    if (at === limit) {
      if (!this.beats(item, score, limit - 1)) return;
      at--;
    } else this.kept++;
    for (; at > 0 && this.beats(item, score, at - 1); at--) {
      this.topItems[at] = this.topItems[at - 1];
      this.topScores[at] = this.topScores[at - 1];
    }
    this.topItems[at] = item;
    this.topScores[at] = score;
  }

  reasons(cart, pick) {
    const parts = [];
    let whole = Math.max(this.priors[pick], 0);
    for (const item of cart) {
      const weight = this.weight(item, pick);
      if (weight > 0) {
        whole += weight;
        parts.push({ item, share: weight });
      }
    }
    parts.sort((a, b) => b.share - a.share || a.item - b.item);
    for (const part of parts) part.share /= whole;
    return parts;
  }

  /** What the weight at some place adds to the score in this cart. */
  heard(at) {
    const volume = UNITY + ((this.tilts[at] * (2 * this.share - UNITY)) >> 6);
    return (this.weights[at] * volume) >>> 6;
  }

  weight(item, neighbour) {
    for (let at = this.starts[item]; at < this.starts[item + 1]; at++) {
      if (this.neighbours[at] === neighbour) return this.heard(at);
    }
    return 0;
  }
}
