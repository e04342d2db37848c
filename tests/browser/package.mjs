/** Opens the assembled package and the trained model in Node, as an application there would; never builds either. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** @param {string} name */
function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run \`cargo xtask test\``);
  return value;
}

/** A module of the package. @param {string} file */
export function importFromPackage(file) {
  return import(pathToFileURL(join(required('PAIRWELL_PKG'), file)).href);
}

/** What fromBytes() and useRules() want: the files of the demo's model. */
export async function modelFiles() {
  const at = (/** @type {string} */ file) => join(required('PAIRWELL_SITE'), 'model', file);
  const manifest = JSON.parse(await readFile(at('pairwell.json'), 'utf8'));
  const unpacked = async (/** @type {string} */ file) => new Uint8Array(gunzipSync(await readFile(at(file))));
  return {
    manifest,
    model: new Uint8Array(await readFile(at(manifest.model.file))),
    rules: await unpacked(manifest.rules.file),
    catalog: await unpacked(manifest.catalog.file),
    wasm: new Uint8Array(await readFile(join(required('PAIRWELL_PKG'), 'pairwell_wasm_bg.wasm'))),
  };
}

/** A model of the same orders, with weights of five bits, in which a device's memory counts much. */
export async function otherModel() {
  const at = (/** @type {string} */ file) => join(required('PAIRWELL_OTHER_MODEL'), file);
  const manifest = JSON.parse(await readFile(at('pairwell.json'), 'utf8'));
  return { manifest, model: new Uint8Array(await readFile(at(manifest.model.file))) };
}

/** The demo's model, under its rules. */
export async function openModel() {
  const { Pairwell } = await importFromPackage('index.js');
  const { rules, ...files } = await modelFiles();
  const pairwell = Pairwell.fromBytes(files);
  await pairwell.useRules(rules, files.manifest.rules);
  return pairwell;
}

/** The lines of a JSONL file that an environment variable names. @param {string} name */
export async function jsonLines(name) {
  const text = await readFile(required(name), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
