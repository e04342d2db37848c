/** Loads what an element draws from: the model that its attributes name, the shopper's history, experiments, and the page's language. */
import { Pairwell } from '../engine/engine.js';
import { PairwellError } from '../engine/errors.js';
import { warmUp } from './money.js';
import { loadTexts } from './texts.js';

/** On pages that load shards, sharded.js says how. @type {typeof Pairwell & {inShards?: typeof Pairwell.load}} */
const pages = Pairwell;

/** @param {HTMLElement} element */
export async function loadModel(element) {
  const model = element.getAttribute('model');
  if (model === null) throw new PairwellError('no-model');
  const pairwell = await (pages.inShards ?? pages.load)(model, {
    products: true,
    wasm: element.getAttribute('wasm') ?? undefined,
  });
  await pairwell.products();
  return pairwell;
}

/** Without the history an element only has less to rank by. @param {HTMLElement} element */
export async function loadHistory(element) {
  return element.hasAttribute('remember') ? import('../shopper/history.js').catch(() => undefined) : undefined;
}

/** Without experiments an element is shown as ever. @param {HTMLElement} element */
export async function loadExperiments(element) {
  return element.hasAttribute('experiments') ? import('../experiment/experiment.js').catch(() => undefined) : undefined;
}

/** Loads the page's language, else English, and warms up its number formats, while the model loads. @param {string} language */
export async function loadLanguage(language) {
  await Promise.all([loadTexts(language).catch(() => {}), warmUp(language)]);
}
