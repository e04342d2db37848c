/** Asks until what is answered can be shown: what falls away is excluded and asked for again, so that rules place what shoppers see; never ranks. */

/**
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {{picks: Pick[], pending?: Promise<unknown>}} Answer pending: the shop is being asked about more
 */

/** After so many answers what is left of the last is shown. */
const ROUNDS = 6;

/**
 * @param {readonly string[]} exclude
 * @param {(exclude: readonly string[]) => Pick[]} ask
 * @param {(picks: Pick[]) => Answer} keep what of it can be shown
 * @returns {Answer}
 */
export function settle(exclude, ask, keep) {
  const out = [...exclude];
  for (let round = 1; ; round++) {
    const picks = ask([...out]);
    const answer = keep(picks);
    const gone = picks.map(({ sku }) => sku).filter((sku) => !answer.picks.some((pick) => pick.sku === sku));
    if (gone.length === 0 || answer.pending || round === ROUNDS) return answer;
    out.push(...gone);
  }
}
