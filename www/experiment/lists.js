/** Decides what a shelf shows of its picks, list by list, and hands each list on to what reports it; never tells anything itself. */

/**
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {{picks: Pick[], policy: Record<string, unknown>}} Arranged
 * @typedef {Arranged & {list: string, cart: string[]}} List the cart is what it was made for
 *
 * @typedef {(picks: Pick[]) => Pick[]} Hook what a shelf shows in place of these picks
 *
 * @typedef {object} Plan
 * @property {import('./memory.js').Device} known
 * @property {Record<string, string>} arms
 * @property {string[]} experiments that an exposure triggers
 * @property {string} [customer]
 * @property {boolean} isShown
 * @property {string} [to] where events are sent
 * @property {boolean} [isForced] whether somebody only looks at an arm: then nothing is told
 * @property {(picks: Pick[]) => Arranged} [arrange]
 */

/**
 * @param {any} element
 * @param {Plan} plan
 * @param {Promise<typeof import('./report.js')>} reporting nothing waits for it: it may come after the list is shown
 * @returns {Hook}
 */
export function lists(element, plan, reporting) {
  const { arrange } = plan;
  /** @type {List | undefined} */
  let now;
  let key = '';
  let changed = () => {};
  /** What the shelf has reported before. @type {any[][]} */
  const early = [];
  let heard = (/** @type {any[]} */ ...said) => {
    early.push(said);
  };
  const { report } = element;
  element.report = (/** @type {any[]} */ ...said) => {
    report.apply(element, said);
    heard(...said);
  };
  // Before anything is drawn: all arms are measured by the place that was reserved.
  const { height } = element.getBoundingClientRect();
  reporting
    .then((it) => {
      [changed, heard] = it.report(element, plan, height, () => now, early);
    })
    .catch(() => {});

  return (picks) => {
    const cart = (element.query.cart ?? []).map((/** @type {any} */ entry) => entry.sku ?? entry);
    const next = `${[cart, picks.map(({ sku }) => sku)].map((skus) => JSON.stringify(skus))}`;
    if (next !== key) {
      key = next;
      const list = Math.random().toString(36).slice(2);
      now = picks[0] && { ...(arrange?.(picks) ?? { policy: { kind: 'plain' }, picks }), list, cart };
      changed();
    }
    if (now && !arrange) now.picks = picks;
    return (plan.isShown && now?.picks) || [];
  };
}
