/** Serves the demo's model with a test's own rules, and asks it without any; never looks at a page. */
import { decoded, importFromPackage, loadCore, modelFiles } from './package.mjs';
import { plainParts, ruleFile } from './rule-file.mjs';
import { json } from './site.mjs';
import { site } from './stage.mjs';

const { Engine } = await loadCore();
const { Pairwell } = await importFromPackage('index.js');
const files = await modelFiles();
const unruled = { ...files, manifest: { ...files.manifest, rules: undefined } };

const engine = decoded(new Engine(files.model));
/** The demo's model without any rules. */
export const plain = Pairwell.fromBytes(unruled);
/** The same once more, for rules to be given to. */
export const another = () => Pairwell.fromBytes(unruled);
/** The forty most popular, the first first. */
export const popular = plain.suggest({ limit: 40 }).map((pick) => pick.sku);

export const number = (/** @type {string} */ sku) => engine.item(sku);
export const numbers = (/** @type {string[]} */ skus) => skus.map(number).sort((a, b) => a - b);
export const set = (/** @type {string[]} */ skus) => ({ name: 'set', items: numbers(skus) });
export const title = (/** @type {string} */ sku) => plain.product(sku).title;
/** What the engine knows of items where nobody says anything: to be changed, and served. */
export const plainTraits = () => plainParts(engine.items).traits;
export const policy = (/** @type {object} */ changed) => ({ policy: { ...plainParts(0).policy, ...changed } });

/** Serves the demo's model with rules made of these parts, and answers their bytes. @param {object} parts */
export function serve(parts) {
  const bytes = ruleFile(engine.digest, { ...plainParts(engine.items), ...parts });
  const digest = new DataView(bytes.buffer).getBigUint64(8, true).toString(16).padStart(16, '0');
  site.pages.set('/model/rules-test.pw', Buffer.from(bytes));
  const entry = { file: 'rules-test.pw', bytes: bytes.length, digest };
  site.spoiled.set(
    'pairwell.json',
    json((manifest) => Object.assign(manifest, { rules: entry })),
  );
  return bytes;
}
