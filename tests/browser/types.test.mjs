/** Reads the package's types as a strict TypeScript application would; never runs what it compiles. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const { PAIRWELL_NODE_MODULES: modules = '', PAIRWELL_PKG: pkg = '' } = process.env;

const APPLICATION = `
import { Pairwell, PairwellError } from 'pairwell';
import { PairwellShelf } from 'pairwell/shelf.js';
import { type Taste, forget, recall, remember } from 'pairwell/taste.js';
import { type History, recall as recallHistory } from 'pairwell/history.js';
import type { Bundle, CartEntry, Context, Explanation, Manifest, Pick, Picks, Product, Query } from 'pairwell';
import type { LoadOptions, Question, Core, FileEntry } from 'pairwell';
import type { Engine } from 'pairwell/javascript-engine.js';
import * as javascript from 'pairwell/javascript-engine.js';
import module from 'pairwell/pairwell_wasm_bg.wasm';
import { Pairwell as Portable } from 'pairwell/portable.js';
import { LANGUAGES } from 'pairwell/texts.js';
import german from 'pairwell/texts/de.js';
import 'pairwell/define.js';

LANGUAGES.gsw = async () => ({ default: { ...german, popular: 'Grad beliebt' } });
const pairwell: Pairwell = await Pairwell.load('/pairwell/');
const picks = pairwell.suggest({ cart: ['A', { sku: 'B', quantity: 2 }], placement: 'cart', limit: 4 });
const unknown: string[] = picks.unknown;
for (const { sku, score, because, product } of picks) {
  const price: number | undefined = product?.price;
  const share: number = because[0].share;
  console.log(sku.length, score.toFixed(2), price, share, unknown);
}
const asked = { cart: [{ sku: 'A', plan: 'monthly' }], segment: 'vip', answers: { milk: ['oat'] }, stock: { A: 0, B: true } };
const ruled: (string | undefined)[] = pairwell.suggest(asked).map((pick) => pick.rule ?? pick.benefit ?? pick.bundle?.label);
const why: string | undefined = pairwell.explain(asked, 'A')?.dropped;
const missing: string[] = pairwell.bundles(asked).flatMap((bundle) => bundle.missing);
console.log(ruled, why, missing, pairwell.policy?.restAfter);
const shelf = new PairwellShelf();
shelf.cart = ['A'];
shelf.context = { segment: ['vip'], usage: { seats: 0.9 }, history: [['A', 'B'], ['A']], seen: ['C'] };
const past: Taste = recall();
const isKept: boolean = remember({ order: [{ sku: 'A', quantity: 2 }, 'B'], id: 1001 }) && remember({ seen: 'C' }, { element: shelf });
const share: number = pairwell.suggest({ ...past, cart: [] })[0]?.taste ?? pairwell.explain({ ...past }, 'A')?.taste ?? 0;
forget();
console.log(isKept, share);
const history: History = recallHistory();
const line: CartEntry = { sku: 'A', price: 450 };
const context: Context = { segment: 'vip', ...history };
const query: Query = { ...context, cart: [line], kind: 'upsell' };
const named: Picks = pairwell.suggest(query);
const question: Question = query;
const options: LoadOptions = { wasm: module, products: true };
const core: Core = javascript;
const entry: FileEntry | undefined = undefined;
const engine: Engine | undefined = undefined;
const opened: Pairwell = await Pairwell.from({ model: new Uint8Array(), rules: new ArrayBuffer(8), core });
const atOnce: Pairwell = Portable.fromBytes({ model: new Uint8Array(), wasm: module });
console.log(question, await Pairwell.load('/pairwell/', options), entry, engine, opened, atOnce);
const best: Pick | undefined = named[0];
const sold: Product | undefined = best?.product;
const explained: Explanation | undefined = pairwell.explain(query, 'A');
const begun: Bundle[] = pairwell.bundles(query);
const manifest: Partial<Manifest> = {};
console.log(sold, explained, begun, manifest);
// @ts-expect-error an order is a list
remember({ order: 'A' });
document.body.append(shelf);
try {
  await pairwell.products();
} catch (error) {
  if (error instanceof PairwellError && error.code === 'catalog-unreachable') console.log(error.message);
}
// @ts-expect-error a cart is a list
pairwell.suggest({ cart: 'A' });
// @ts-expect-error no such code
if (new PairwellError('truncated').code === 'no-such-code') console.log();
`;

test('a strict TypeScript application understands the package', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'pairwell-types-'));
  try {
    await mkdir(join(directory, 'node_modules'));
    await symlink(pkg, join(directory, 'node_modules/pairwell'), 'dir');
    await writeFile(join(directory, 'package.json'), '{"type": "module"}');
    await writeFile(join(directory, 'application.ts'), APPLICATION);
    const options = [
      '--strict',
      '--noEmit',
      '--target',
      'es2022',
      '--module',
      'nodenext',
      '--lib',
      'es2022,dom,dom.iterable',
      '--types',
      '',
    ];
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(modules, 'typescript/bin/tsc'), ...options, 'application.ts'],
      { cwd: directory, encoding: 'utf8' },
    );
    assert.equal(status, 0, stdout);
  } finally {
    await rm(directory, { recursive: true });
  }
});
