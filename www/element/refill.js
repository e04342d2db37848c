/** Refills a list: picks that cannot be shown are excluded and the query is repeated, so that rules apply to the list that shoppers see. */

/**
 * @typedef {import('../engine/types.js').Pick} Pick
 *
 * @typedef {object} Answer
 * @property {Pick[]} picks
 * @property {Promise<unknown>} [pending] while the shop is asked about more items
 */

/** The most queries. After them, the rest of the last answer is shown. */
const ROUNDS = 6;

/**
 * @param {readonly string[]} exclude
 * @param {(exclude: readonly string[]) => Pick[]} suggest
 * @param {(picks: Pick[]) => Answer} keep filters the picks that can be shown
 * @returns {Answer}
 */
export function refill(exclude, suggest, keep) {
  const excluded = [...exclude];
  for (let round = 1; ; round++) {
    const picks = suggest([...excluded]);
    const answer = keep(picks);
    const dropped = picks.map(({ sku }) => sku).filter((sku) => !answer.picks.some((pick) => pick.sku === sku));
    if (dropped.length === 0 || answer.pending || round === ROUNDS) return answer;
    excluded.push(...dropped);
  }
}
