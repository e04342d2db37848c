/** Arranges lists so that models can be compared later: an ε-shuffle for replay, a team draft of two models; says how each list came about. */

/**
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {import('./lists.js').Arranged} Arranged
 */

/**
 * With probability `eps`, a uniform draw of the candidates without replacement; else the first ones.
 * @param {Pick[]} candidates
 * @param {number} places
 * @param {number} eps
 * @returns {Arranged}
 */
export function shuffled(candidates, places, eps) {
  const skus = candidates.map(({ sku }) => sku);
  const left = [...candidates];
  const isDrawn = Math.random() < eps;
  const picks = isDrawn ? [] : left.slice(0, places);
  while (isDrawn && picks.length < places && left.length > 0)
    picks.push(...left.splice(Math.floor(Math.random() * left.length), 1));
  return { picks, policy: { kind: 'shuffle', eps, candidates: skus, base: skus.slice(0, places), shuffled: isDrawn } };
}

/**
 * Team-draft interleaving (Radlinski, Kurup & Joachims 2008): in each round a coin says who drafts first, and each model drafts its best item
 * that is not in the list yet.
 * @param {Pick[]} ours
 * @param {Pick[]} theirs
 * @param {number} places
 * @param {[string, string]} digests
 * @returns {Arranged}
 */
export function drafted(ours, theirs, places, [a, b]) {
  /** @type {Pick[]} */
  const picks = [];
  /** @type {string[]} */
  const teams = [];
  const best = (/** @type {Pick[]} */ of) => of.find(({ sku }) => !picks.some((pick) => pick.sku === sku));
  while (picks.length < places && (best(ours) || best(theirs))) {
    const round = Math.random() < 0.5 ? ['a', 'b'] : ['b', 'a'];
    for (const team of round) {
      const next = best(team === 'a' ? ours : theirs);
      if (!next || picks.length === places) continue;
      picks.push(next);
      teams.push(team);
    }
  }
  return { picks, policy: { kind: 'interleave', a, b, teams } };
}
