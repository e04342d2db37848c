/**
 * Bundles what wasm2js and wasm-bindgen write into one module, minified: the engine for pages without WebAssembly.
 *
 * Usage: node javascript-engine.mjs CORE GLUE OUT, with PAIRWELL_NODE_MODULES naming the directory that holds Rollup and terser.
 * CORE is wasm2js's output. GLUE is wasm-bindgen's for bundlers, which CORE imports.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { withFreshViews, withLateCoders } from './glue.mjs';

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

/** Coders of text for the glue, as exact as the platform's, where there are none: small JavaScript engines, test environments. */
const TEXT = `
const surrogates = /[\\ud800-\\udbff][\\udc00-\\udfff]|[\\ud800-\\udfff]/g;
export const TextDecoder = globalThis.TextDecoder ?? class {
  decode(bytes = []) {
    let text = '';
    for (const byte of bytes) text += '%' + (byte + 256).toString(16).slice(1);
    return decodeURIComponent(text);
  }
};
export const TextEncoder = globalThis.TextEncoder ?? class {
  encode(text) {
    const escaped = encodeURIComponent(text.replace(surrogates, (it) => it[1] ? it : '\\ufffd'));
    return Uint8Array.from(escaped.match(/%..|[^%]/g) ?? [], (it) => it[1] ? parseInt(it.slice(1), 16) : it.charCodeAt(0));
  }
};`;

/** Modules that are in no file. @type {Record<string, string>} */
const VIRTUAL = { entry: ENTRY, './text.js': TEXT };

const virtual = {
  name: 'virtual',
  /** @param {string} source */
  resolveId: (source) => (source in VIRTUAL ? source : null),
  /** @param {string} id */
  load: (id) => VIRTUAL[id] ?? null,
  /** @param {string} code @param {string} id */
  transform: (code, id) =>
    id === glue
      ? `import { TextDecoder, TextEncoder } from './text.js';\n${withFreshViews(withLateCoders(code))}`
      : null,
};

/** Every warning names a mistake. @param {{message: string}} warning */
function refuse({ message }) {
  throw new Error(message);
}

const bundle = await rollup({ input: 'entry', plugins: [virtual], onwarn: refuse });
const { output } = await bundle.generate({ format: 'es', freeze: false });
// wasm2js has optimised it: sequences of expressions only make it larger, compressed.
const compress = { sequences: false };
const { code } = await minify(output[0].code, { module: true, ecma: 2020, compress });
writeFileSync(out, code);
