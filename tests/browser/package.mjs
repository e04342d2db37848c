/** Opens the assembled package and the trained model in Node, as an application there would; never builds either. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
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

/** Whether this run tests the engine for pages without WebAssembly: in Node that engine by itself, in browsers without WebAssembly. */
export const withoutWasm = process.env.PAIRWELL_WITHOUT_WASM === '1';

if (withoutWasm) await takeWasm();

/** Takes WebAssembly from Node, once fetch has made itself from it. */
async function takeWasm() {
  const server = createServer((_, response) => response.end());
  await new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(undefined)));
  await fetch(`http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`);
  server.closeAllConnections();
  server.close();
  Reflect.deleteProperty(globalThis, 'WebAssembly');
}

/** The classes that this run tests: those of the wasm module, or of the JavaScript engine. */
export async function loadCore() {
  if (withoutWasm) return importFromPackage('javascript-engine.js');
  const glue = await importFromPackage('pairwell_wasm.js');
  glue.startSync(await wasmBytes());
  return glue;
}

/** A file that a core decodes, decoded. @template {{step: (work: number) => boolean}} T @param {T} opened */
export function decoded(opened) {
  while (opened.step(1000));
  return opened;
}

async function wasmBytes() {
  return new Uint8Array(await readFile(join(required('PAIRWELL_PKG'), 'pairwell_wasm_bg.wasm')));
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
    ...(withoutWasm ? { core: await loadCore() } : { wasm: await wasmBytes() }),
  };
}

/**
 * The model in the directory that an environment variable names: without one, of the same orders, with weights of five bits, in which
 * a device's memory counts much.
 */
export async function otherModel(variable = 'PAIRWELL_OTHER_MODEL') {
  const at = (/** @type {string} */ file) => join(required(variable), file);
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
