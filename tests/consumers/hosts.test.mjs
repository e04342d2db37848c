/** Loads the packed package in the JavaScript hosts that are no pages: Node, its threads, Deno, Bun, workerd and QuickJS; never a browser. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { modelFiles, openModel } from '../browser/package.mjs';
import { Site } from '../browser/site.mjs';
import { portOf, program } from './programs.mjs';
import { Workshop } from './workshop.mjs';

const run = promisify(execFile);
const require = createRequire(join(process.env.PAIRWELL_CONSUMERS ?? '', 'resolve.js'));
const CART = ['KF-1001'];

describe('outside of pages the package suggests what it does in them', () => {
  /** @type {Workshop} */
  let workshop;
  /** @type {Site} */
  let site;
  let directory;
  let installed;
  let expected;
  before(async () => {
    [workshop, site] = await Promise.all([Workshop.open(), Site.open()]);
    directory = await workshop.application('tests/consumers/hosts', '.');
    installed = join(workshop.directory, 'node_modules/pairwell');
    expected = (await openModel()).suggest({ cart: CART }).map(({ sku }) => sku);
  });
  after(() => Promise.all([workshop?.close(), site?.close()]));

  /** @param {string} host @param {string[]} parameters */
  async function suggested(host, parameters) {
    const { stdout } = await run(host, parameters, { cwd: directory });
    return JSON.parse(stdout);
  }

  /** Relative to the working directory, a file's address, and a server's. */
  const addresses = () => ['./model/', pathToFileURL(join(directory, 'model')).href, site.url('/model/')];

  for (const [name, start] of [
    ['Node', async () => [process.execPath]],
    [
      'Deno',
      async () => [await program('@deno', 'deno'), 'run', '--no-prompt', '--allow-read', '--allow-net', '--allow-env'],
    ],
    ['Bun', async () => [await program('@oven', 'bin/bun')]],
  ]) {
    test(`in ${name}, by every kind of address`, async (context) => {
      const [host, ...options] = await start();
      if (!host) return context.skip(`npm has no ${name} for this machine`);
      const all = addresses();
      assert.deepEqual(
        await suggested(host, [...options, 'load.mjs', ...all]),
        all.map(() => expected),
      );
    });
  }

  test('in a worker thread, with a compiled module', async () => {
    assert.deepEqual(await suggested(process.execPath, ['thread.mjs']), [expected]);
  });

  for (const [how, query] of [
    ['with the imported module', 'wasm&'],
    ['without WebAssembly, by the JavaScript engine', ''],
  ]) {
    test(`in workerd, ${how}`, async (context) => {
      const host = await program('@cloudflare', 'bin/workerd');
      if (!host) return context.skip('npm has no workerd for this machine');
      await writeFile(join(directory, 'workerd.capnp'), await workerdConfig(installed));
      const parameters = ['serve', 'workerd.capnp', '--control-fd=1'];
      const worker = spawn(host, parameters, { cwd: directory, stdio: ['ignore', 'pipe', 'inherit'] });
      try {
        const port = await portOf(worker);
        const model = encodeURIComponent(site.url('/model/'));
        const answer = await fetch(`http://127.0.0.1:${port}/?${query}model=${model}`);
        assert.deepEqual(await answer.json(), [expected]);
      } finally {
        worker.kill();
      }
    });
  }

  test('in QuickJS, which has no WebAssembly, no import.meta.url and wrong BigInts', async () => {
    const { getQuickJS } = require('quickjs-emscripten');
    const runtime = (await getQuickJS()).newRuntime();
    runtime.setModuleLoader((name) => sources[name.replace('./', '')]);
    const sources = {};
    for (const name of ['portable.js', 'javascript-engine.js'])
      sources[name] = await readFile(join(installed, name), 'utf8');
    assert.doesNotMatch(sources['portable.js'], /import\.meta/);
    const engine = runtime.newContext();
    const { manifest, model, catalog, rules } = await packedFiles();
    const given = { manifest, model: [...model], catalog: [...catalog], rules: [...rules] };
    engine.setProp(engine.global, 'given', engine.newString(JSON.stringify(given)));
    engine.unwrapResult(engine.evalCode(QUICKJS, 'main.js', { type: 'module' })).dispose();
    while (runtime.hasPendingJob()) engine.unwrapResult(runtime.executePendingJobs());
    assert.deepEqual(JSON.parse(engine.dump(engine.getProp(engine.global, 'answer'))), expected);
  });
});

const QUICKJS = `
import { Pairwell } from './portable.js';
import * as core from './javascript-engine.js';
const { manifest, ...files } = JSON.parse(given);
const bytes = Object.fromEntries(Object.entries(files).map(([name, list]) => [name, Uint8Array.from(list)]));
globalThis.answer = '"nothing yet"';
Pairwell.from({ manifest, ...bytes, core }).then(
  (pairwell) => (globalThis.answer = JSON.stringify(pairwell.suggest({ cart: ${JSON.stringify(CART)} }).map(({ sku }) => sku))),
  (cause) => (globalThis.answer = JSON.stringify(String(cause))),
);`;

/** The sample model's files as they lie in the directory. */
async function packedFiles() {
  const { manifest } = await modelFiles();
  const read = (/** @type {string} */ name) =>
    readFile(join(process.env.PAIRWELL_SITE ?? '', 'model', manifest[name].file));
  const [model, catalog, rules] = await Promise.all(['model', 'catalog', 'rules'].map(read));
  return { manifest, model, catalog, rules };
}

/** Cloudflare's runtime with the package's modules, on a free port. @param {string} installed */
async function workerdConfig(installed) {
  const names = (await readdir(installed)).filter((name) => /\.js$/.test(name) && !/iife|portable/.test(name));
  const modules = names.map(
    (name) => `(name = "pairwell/${name}", esModule = embed "../node_modules/pairwell/${name}")`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "main", worker = .main), (name = "internet", network = (allow = ["private", "public"])) ],
  sockets = [ (name = "http", address = "127.0.0.1:0", http = (), service = "main") ],
);
const main :Workerd.Worker = (
  modules = [
    (name = "worker", esModule = embed "worker.mjs"),
    (name = "pairwell/pairwell_wasm_bg.wasm", wasm = embed "../node_modules/pairwell/pairwell_wasm_bg.wasm"),
    ${modules.join(',\n    ')},
  ],
  compatibilityDate = "2026-10-01",
  globalOutbound = "internet",
);
`;
}
