/** Applies what an arm sets: attributes, rules, another model, and the ways to arrange lists for learning. */
import { Pairwell } from '../engine/engine.js';
import { drafted, shuffled } from './learn.js';

/**
 * @typedef {import('../engine/types.js').Pick} Pick
 * @typedef {import('./assign.js').Arm} Arm
 * @typedef {import('./lists.js').Hook} Hook
 * @typedef {import('./lists.js').Plan} Plan
 */

/** The attributes that an arm may set. */
const SETTABLE = /^(limit|min|placement|kind|heading)$/;

/**
 * @param {any} element
 * @param {Plan} plan
 * @param {Arm[]} arms
 * @param {URL} directory
 * @param {Pairwell} pairwell
 * @param {(plan: Plan) => Hook} enter
 */
export async function apply(element, plan, arms, directory, pairwell, enter) {
  // What may fail comes before what changes the page.
  const others = new Map();
  for (const { interleave } of arms) if (interleave) others.set(interleave, await load(beside(interleave, directory)));
  for (const { rules } of arms) if (rules) await useRules(rules, directory, pairwell);
  for (const [name, value] of arms.flatMap(({ set = {} }) => Object.entries(set)))
    if (SETTABLE.test(name)) element.setAttribute(name, value);
  // A bundle is an offer as a whole: its items keep their order.
  const { shuffle, interleave } = (!('bundle' in element) && arms.find((arm) => arm.shuffle || arm.interleave)) || {};
  const arrange = shuffle
    ? shuffling(element, shuffle)
    : interleave && interleaving(element, pairwell, others.get(interleave));
  const hook = enter({ ...plan, arrange: arrange || undefined });
  // Setting the model loads it: from here on the element knows that it has entered.
  element.experiment = hook;
  for (const { model } of arms) if (model) element.setAttribute('model', beside(model, directory).href);
  return hook;
}

/** The shelf asks for all candidates, so that each can be bought, and shows some of them. @param {any} element @param {NonNullable<Arm['shuffle']>} shuffle */
function shuffling(element, { eps, candidates }) {
  const { places } = element;
  element.setAttribute('limit', String(Math.max(candidates, places)));
  return (/** @type {Pick[]} */ picks) => shuffled(picks, places, eps);
}

/** @param {any} element @param {Pairwell} pairwell @param {Pairwell} other */
function interleaving(element, pairwell, other) {
  return (/** @type {Pick[]} */ picks) => {
    const { query, hub, key, places } = element;
    const theirs = other.suggest({ ...query, limit: places }).filter(({ product }) => product?.available ?? true);
    const sold = hub?.sift(theirs, places, key).picks ?? theirs;
    return drafted(picks, sold, places, [pairwell.digest, other.digest]);
  };
}

/** @param {URL} url */
async function load(url) {
  const other = await Pairwell.load(url, { products: true });
  await other.products();
  return other;
}

/** @param {import('../engine/types.js').FileEntry} rules @param {URL} directory @param {Pairwell} pairwell */
async function useRules(rules, directory, pairwell) {
  const response = await fetch(beside(rules.file, directory));
  await pairwell.useRules(new Uint8Array(await response.arrayBuffer()), rules, directory.href);
}

/** An address on the directory's own host. @param {string} name @param {URL} directory */
function beside(name, directory) {
  const url = new URL(name, directory);
  url.search ||= directory.search;
  if (url.origin !== directory.origin) throw new Error(`${url} is on another host`);
  return url;
}
