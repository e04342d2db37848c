/**
 * Bundles what wasm2js and wasm-bindgen write into one module, minified: the engine for pages without WebAssembly.
 *
 * Usage: node javascript-engine.mjs CORE GLUE OUT, with PAIRWELL_NODE_MODULES naming the directory that holds Rollup and terser.
 * CORE is wasm2js's output. GLUE is wasm-bindgen's for bundlers, which CORE imports.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const require = createRequire(join(process.env.PAIRWELL_NODE_MODULES ?? '', 'resolve.js'));
const { rollup } = require('rollup');
const { minify } = require('terser');

const [core, glue, out] = process.argv.slice(2).map((path) => resolve(path));

/** Puts the core behind the glue, where a page would put a module. */
const ENTRY = `
import * as core from ${JSON.stringify(core)};
import { Catalog, Engine, __wbg_set_wasm } from ${JSON.stringify(glue)};
__wbg_set_wasm(core);
export { Catalog, Engine };`;

/**
 * Hears of it when the memory grows. WebAssembly then detaches the buffer of before, and the glue looks for that before it uses a
 * view again. wasm2js only takes another buffer, so this detaches the one of before, by giving it away.
 */
const GROWTH = `
import { memory } from ${JSON.stringify(core)};
let before;
export function memory_grow_pre(_, pages) {
  before = memory.buffer;
  return pages;
}
export function memory_grow_post(_, pages) {
  if (memory.buffer !== before) structuredClone(before, { transfer: [before] });
  return pages;
}`;

/** Modules that are in no file. @type {Record<string, string>} */
const VIRTUAL = { entry: ENTRY, env: GROWTH };

const virtual = {
  name: 'virtual',
  /** @param {string} source */
  resolveId: (source) => (source in VIRTUAL ? source : null),
  /** @param {string} id */
  load: (id) => VIRTUAL[id] ?? null,
};

/** The core imports the growth, which imports the core's memory; every other warning names a mistake. @param {{code?: string, message: string}} warning */
function refuse({ code, message }) {
  if (code !== 'CIRCULAR_DEPENDENCY') throw new Error(message);
}

const bundle = await rollup({ input: 'entry', plugins: [virtual], onwarn: refuse });
const { output } = await bundle.generate({ format: 'es', freeze: false });
// wasm2js has optimised it: sequences of expressions only make it larger, compressed.
const compress = { sequences: false };
const { code } = await minify(output[0].code, { module: true, ecma: 2020, compress });
writeFileSync(out, code);
