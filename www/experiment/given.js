/** Finds arms that something else than the hash has chosen: the page's address, its attribute `arm`, or an experiment tool that it uses already. */

/** @typedef {import('./assign.js').Experiment} Experiment */

const page = /** @type {any} */ (globalThis);

/** How long to wait for a tool, in milliseconds. Then the shelf is shown without an experiment. */
const PATIENCE = 2000;

/** @typedef {(key: string, answer: (arm: unknown) => void) => void} Reader calls answer when the tool knows, at once or later */

/** @type {Record<string, Reader>} */
const READERS = {
  /** Optimizely Web: by the experiment's id or name. */
  optimizely(key, answer) {
    const look = () => {
      const campaigns = page.optimizely?.get?.('state')?.getCampaignStates({ isActive: true }) ?? {};
      for (const { experiment, variation, isInCampaignHoldback } of Object.values(campaigns)) {
        if (experiment?.id !== key && experiment?.name !== key) continue;
        answer(isInCampaignHoldback ? 'off' : (variation?.name ?? variation?.id));
      }
    };
    look();
    page.optimizely ??= [];
    for (const name of ['campaignDecided', 'initialized'])
      page.optimizely.push({ type: 'addListener', filter: { type: 'lifecycle', name }, handler: look });
  },
  /** VWO: by the experiment's id. */
  vwo(key, answer) {
    const name = (/** @type {unknown} */ variation) => {
      if (variation !== undefined) answer(page._vwo_exp?.[key]?.comb_n?.[String(variation)] ?? variation);
    };
    name(page._vwo_exp?.[key]?.combination_chosen);
    page.VWO ??= [];
    page.VWO.push([
      'onVariationApplied',
      (/** @type {unknown[] | undefined} */ applied) => String(applied?.[1]) === key && name(applied?.[2]),
    ]);
  },
  /** GrowthBook: by the experiment's key. */
  growthbook(key, answer) {
    const look = (/** @type {any} */ growthbook) => {
      const { result } = growthbook?.getAllResults?.().get(key) ?? {};
      if (result?.inExperiment) answer(result.key);
    };
    look(page._growthbook);
    page.growthbook_queue ??= [];
    page.growthbook_queue.push((/** @type {any} */ growthbook) => {
      look(growthbook);
      growthbook.subscribe?.(() => look(growthbook));
    });
  },
  /** PostHog: by the flag's key. A flag without variants is `on` or `off`. */
  posthog(key, answer) {
    page.posthog?.onFeatureFlags?.(() => {
      const { variant = page.posthog.getFeatureFlag(key) } = page.posthog.getFeatureFlagResult?.(key) ?? {};
      if (variant !== undefined) answer(typeof variant === 'boolean' ? (variant ? 'on' : 'off') : variant);
    });
  },
};

/**
 * @param {HTMLElement} element
 * @param {Experiment[]} experiments
 * @returns {Promise<{arms: Map<string, string>, experiments: Experiment[], isForced: boolean}>} with the experiments that only another tool
 *   knows: there the arm `off` is not shown
 */
export async function given(element, experiments) {
  const tool = element.getAttribute('arm-from');
  const told = pairs(tool ? await armFrom(tool) : element.getAttribute('arm'));
  const forced = pairs(new URLSearchParams(location.search).get('pairwell-arm'));
  const arms = new Map([...told, ...forced]);
  const foreign = [...told.keys()].filter((name) => !experiments.some((it) => it.name === name));
  const others = foreign.map((name) => ({ name, arms: [{ name: arms.get(name), shown: arms.get(name) !== 'off' }] }));
  const all = /** @type {Experiment[]} */ ([...experiments, ...others]);
  return { arms, experiments: all, isForced: forced.size > 0 };
}

/** Arms by experiment, of a text such as `autumn:off,winter:on`. @param {string | null} text */
function pairs(text) {
  const words = text?.split(',').map((pair) => pair.trim().split(':')) ?? [];
  return new Map(words.filter(([name, arm]) => name && arm).map(([name, arm]) => [name, arm]));
}

/**
 * The arm that a tool has chosen, as in the attribute `arm`.
 * @param {string} from `tool:key`, such as `growthbook:autumn`
 * @returns {Promise<string>} empty, if the tool does not know the visitor
 */
async function armFrom(from) {
  const [tool, key] = from.split(/:(.*)/s);
  if (!Object.hasOwn(READERS, tool) || !key) {
    const tools = Object.keys(READERS).join(', ');
    console.warn(`pairwell: arm-from="${from}": expected TOOL:EXPERIMENT, where TOOL is one of ${tools}`);
    return '';
  }
  const arm = await new Promise((answer) => {
    setTimeout(answer, PATIENCE);
    READERS[tool](key, answer);
  });
  return arm === undefined ? '' : `${plain(key)}:${plain(arm)}`;
}

/** A name that events can hold. @param {unknown} name */
function plain(name) {
  return String(name)
    .replace(/[^\w-]+/g, '-')
    .slice(0, 40);
}
