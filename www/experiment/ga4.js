/** Tells Google Analytics which arm a shopper is in, where the page has gtag or a data layer; list events then carry experiment and arm. */
import { sinkOf } from '../shopper/analytics.js';

const page = /** @type {any} */ (globalThis);

/** What was told on this page. @type {Set<string>} */
const told = new Set();

page.addEventListener?.('pairwell:experiment', (/** @type {Event} */ event) =>
  push(/** @type {CustomEvent} */ (event)),
);

/** Reports an exposure by Google's contract for experiment tools: `experience_impression` with a tag of tool, experiment and variant. @param {CustomEvent} event */
function push({ target, detail: { type, experiments, arms, shown } }) {
  if (type !== 'exposure') return;
  const sink = sinkOf(/** @type {HTMLElement} */ (target).getAttribute('analytics'));
  const own = experiments.map((/** @type {string} */ name) => arms[name]);
  const about = { experiment: experiments.join(), arm: own.join(), shown };
  for (const name of experiments) {
    const tag = `PRW-${name}-${arms[name]}`;
    if (told.has(tag)) continue;
    told.add(tag);
    if (sink === 'gtag') {
      page.gtag('set', about);
      page.gtag('event', 'experience_impression', { exp_variant_string: tag });
    }
    if (sink === 'datalayer')
      page.dataLayer.push({ event: 'experience_impression', exp_variant_string: tag, ...about });
  }
}
