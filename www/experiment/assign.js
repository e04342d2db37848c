/** Assigns a device to arms by hashes of names and its id, as the command line does; keeps nothing. */

/**
 * @typedef {object} Arm what its devices see
 * @property {string} name
 * @property {number} upto devices that are drawn below this are in it, in units of 2⁻³²
 * @property {boolean} [shown] whether the shelf is shown; it is, unless this is false
 * @property {Record<string, string>} [set] attributes of the shelf
 * @property {string} [model] another model directory, relative to this one
 * @property {import('../engine/types.js').FileEntry} [rules] a rules file of its own, for the same model
 * @property {{eps: number, candidates: number}} [shuffle]
 * @property {string} [interleave] another model directory, whose items are mixed into the list
 *
 * @typedef {object} Experiment as `pairwell experiments apply` writes it
 * @property {string} name
 * @property {string} control
 * @property {boolean} [holdout] whether the control's devices take part in no other experiment
 * @property {string} layer
 * @property {number} from devices from here to `to` in the layer take part, in units of 2⁻³²
 * @property {number} to
 * @property {string[]} [placements] of the shelves that take part; all, if there are none
 * @property {Arm[]} arms
 */

/**
 * The arms of a device. One that is held out takes part in nothing else.
 * @param {Experiment[]} experiments
 * @param {string} id
 * @param {Map<string, string>} [given] arms by experiment, which something else than the hash has chosen
 * @returns {Map<Experiment, Arm>}
 */
export function assign(experiments, id, given) {
  /** @type {Map<Experiment, Arm>} */
  const arms = new Map();
  for (const experiment of experiments) {
    const { name, layer, from, to, control, holdout } = experiment;
    const place = murmur3(`/${layer}/${id}`);
    const drawn = murmur3(`${name}/${id}`);
    const wanted = given?.get(name);
    const arm = experiment.arms.find((it) =>
      wanted === undefined ? place >= from && place < to && drawn < it.upto : it.name === wanted,
    );
    if (!arm) continue;
    arms.set(experiment, arm);
    if (holdout && arm.name === control) break;
  }
  return arms;
}

/** MurmurHash3 (x86, 32 bits, seed 0) of a text in ASCII, from 0 to below 2³². @param {string} text */
export function murmur3(text) {
  const { length } = text;
  const turned = (/** @type {number} */ word, /** @type {number} */ by) => (word << by) | (word >>> (32 - by));
  let hash = 0;
  let word = 0;
  const scramble = () => Math.imul(turned(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
  for (let at = 0; at < length; at++) {
    word |= text.charCodeAt(at) << (8 * (at % 4));
    if (at % 4 < 3) continue;
    hash = Math.imul(turned(hash ^ scramble(), 13), 5) + 0xe6546b64;
    word = 0;
  }
  hash ^= scramble() ^ length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
