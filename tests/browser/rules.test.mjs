/** Asks the package under a merchant's rules as a page would: by name, with all that a page can say, with rules that are broken or gone; never computes an answer. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readShelf, waitForState } from './browser.mjs';
import { decoded, importFromPackage, loadCore, modelFiles, withoutWasm } from './package.mjs';
import { plainParts, ruleFile } from './rule-file.mjs';
import { SPOILERS, json } from './site.mjs';
import { heard, open, page, setStage, shelf, site } from './stage.mjs';

const { Pairwell } = await importFromPackage('index.js');
const files = await modelFiles();
const plain = Pairwell.fromBytes({ ...files, manifest: { ...files.manifest, rules: undefined } });
const popular = plain.suggest({ limit: 40 }).map((pick) => pick.sku);
const { Engine } = await loadCore();
const engine = decoded(new Engine(files.model));
const number = (/** @type {string} */ sku) => engine.item(sku);
const numbers = (/** @type {string[]} */ skus) => skus.map(number).sort((a, b) => a - b);

const [EXCLUDE, BOOST, PIN, CAP_SET, MIN_SCORE, MOST] = [0, 2, 4, 7, 8, 9];
const set = (/** @type {string} */ name, /** @type {string[]} */ skus) => ({ name, items: numbers(skus) });
const fact = (/** @type {number} */ n, negated = false) => ({ negated, any: [2 * n + 1] });

/** The package under rules made of these parts. @param {object} parts */
async function ruled(parts) {
  const pairwell = Pairwell.fromBytes({ ...files, manifest: { ...files.manifest, rules: undefined } });
  await pairwell.useRules(ruleFile(engine.digest, { ...plainParts(engine.items), ...parts }));
  return pairwell;
}

const first = (/** @type {any} */ pairwell, question = {}) => pairwell.suggest({ limit: 1, ...question })[0]?.sku;

describe('a pick under rules', () => {
  const [pinned, boosted, other] = popular.slice(10);
  const parts = {
    sets: [set('boosted', [boosted]), set('cart', [other])],
    rules: [
      { name: 'staff choice', actions: [[PIN, number(pinned), 0]] },
      { name: 'spring', actions: [[BOOST, 0, 65535]] },
    ],
    benefits: [{ set: 0, with: 1, texts: { de: 'trocken', '': 'dry' } }],
    partners: [{ name: 'Harbour', set: 0 }],
    bundles: [
      { name: 'three', items: numbers([pinned, boosted, other]), discount: 500 },
      { name: 'two', labels: { de: 'Paar' }, items: numbers([boosted, other]), discount: 1250 },
    ],
  };

  test('says by which rule it came, from where, whose it is and why it fits', async () => {
    const [one, two] = (await ruled(parts)).suggest({ cart: [other], locale: 'de-CH' });
    assert.deepEqual([one.sku, one.rule, one.source], [pinned, 'staff choice', 'pinned']);
    assert.deepEqual([two.sku, two.rule, two.benefit, two.partner], [boosted, 'spring', 'trocken', 'Harbour']);
    assert.equal(one.benefit ?? one.partner ?? one.bundle, undefined);
    assert.equal(two.product.sku, boosted);
  });

  test('names the bundle that it completes, and bundles() those that the cart has begun', async () => {
    const pairwell = await ruled(parts);
    const items = (/** @type {string[]} */ skus) => numbers(skus).map((item) => engine.sku(item));
    const two = { name: 'two', label: 'Paar', discount: 12.5, items: items([boosted, other]) };
    assert.deepEqual(pairwell.suggest({ cart: [other], locale: 'de' })[1].bundle, two);
    const begun = pairwell.bundles({ cart: [other], locale: 'de' });
    assert.deepEqual(begun[0], { ...two, missing: [boosted] });
    assert.deepEqual([begun[1].name, begun[1].label, begun[1].missing.length], ['three', 'three', 2]);
    assert.deepEqual(pairwell.bundles({ cart: [other], exclude: [boosted] }), []);
    assert.deepEqual(plain.bundles({ cart: [other] }), []);
  });

  test('is explained by name, and so is what is not one', async () => {
    const pairwell = await ruled({ ...parts, sets: [set('boosted', [boosted]), set('cart', [other])] });
    const why = pairwell.explain({ cart: [other] }, boosted);
    assert.equal(why.position, 1);
    assert.deepEqual(why.factors, [{ rule: 'spring', by: 65535 / 256 }]);
    assert.ok(why.worth > why.prior && why.dropped === undefined);
    assert.equal(pairwell.explain({ cart: [other] }, other).dropped, 'in-cart');
    assert.equal(pairwell.explain({}, 'no-such-sku').dropped, 'unknown');
    const { pin, source, position } = pairwell.explain({ cart: [other] }, pinned);
    assert.deepEqual([pin, source, position], [{ rule: 'staff choice', position: 0 }, 'pinned', 0]);
    assert.deepEqual(pairwell.explain({ cart: [other], exclude: [pinned] }, pinned).pin, pin);
    assert.equal(why.pin, undefined);
    assert.equal(plain.explain({}, boosted), undefined);
  });
});

describe('an explanation says', () => {
  const [one, two, three] = popular;

  test('each rule by itself, and names the strongest with the pick', async () => {
    const rules = [
      { name: 'double', actions: [[BOOST, 0, 512]] },
      { name: 'an eighth', actions: [[BOOST, 0, 32]] },
    ];
    const pairwell = await ruled({ sets: [set('one', [one])], rules });
    assert.deepEqual(pairwell.explain({}, one).factors, [
      { rule: 'double', by: 2 },
      { rule: 'an eighth', by: 1 / 8 },
    ]);
    assert.equal(pairwell.suggest({ limit: 50 }).find(({ sku }) => sku === one).rule, 'an eighth');
  });

  test('which cap, which variant, which least score keeps an item out', async () => {
    const traits = plainParts(engine.items).traits;
    for (const sku of [one, two]) traits[number(sku)].group = 1;
    const variants = await ruled({ traits });
    assert.deepEqual(
      variants.suggest({ limit: 2 }).map(({ sku }) => sku),
      [one, three],
    );
    const { dropped, beside } = variants.explain({ limit: 2 }, two);
    assert.deepEqual([dropped, beside], ['one-variant', one]);
    const rules = [
      { name: 'one of two', actions: [[CAP_SET, 0, 1]] },
      { name: 'likely ones', actions: [[MIN_SCORE, 0, 2 ** 23]] },
    ];
    const capped = await ruled({ sets: [set('both', [one, two])], rules: rules.slice(0, 1) });
    const told = capped.explain({ limit: 4 }, two);
    assert.deepEqual([told.dropped, told.rule], ['cap', 'one of two']);
    const likely = (await ruled({ sets: [set('both', [one, two])], rules })).explain({ limit: 4 }, three);
    assert.deepEqual([likely.dropped, likely.rule], ['min-score', 'likely ones']);
  });

  test('what better versions are ranked by, and what others lack', async () => {
    const traits = plainParts(engine.items).traits;
    const skus = popular.slice(0, 4);
    skus.forEach((sku, n) => Object.assign(traits[number(sku)], { category: 1, price: [100, 140, 200, 90][n] }));
    const substitutes = [[number(one), [number(two)]]];
    const pairwell = await ruled({ traits, substitutes });
    const asked = { cart: [one], kind: 'upgrade' };
    const better = pairwell.explain(asked, two);
    assert.deepEqual([better.position, better.dropped, better.source, better.likeness], [0, undefined, 'upgrade', 4]);
    assert.equal(better.worth, 4 * better.prior);
    const lacks = [...skus.slice(2), popular[5]].map((sku) => pairwell.explain(asked, sku).dropped);
    assert.deepEqual(lacks, ['beyond-step', 'not-dearer', 'other-category']);
  });
});

describe('what a page says reaches the rules', () => {
  const [target] = popular.slice(20);
  /** @type {[said: object, facts: string[], not?: object][]} */
  const WORDS = [
    [{ placement: 'cart' }, ['placement:cart'], { placement: 'home' }],
    [{ segment: 'vip' }, ['segment:vip']],
    [{ segment: ['new', 'vip'] }, ['segment:vip', 'segment:new']],
    [{ answers: { milk: 'oat' } }, ['answer:milk=oat'], { answers: { milk: 'cow' } }],
    [{ answers: { milk: ['oat', 'soy'] } }, ['answer:milk=soy']],
    [{ locale: 'de-ch' }, ['locale:de', 'locale:de-CH'], { locale: 'deu' }],
    [{ locale: 'DE_CH' }, ['locale:de', 'locale:de-CH'], { locale: 'fr-CH' }],
    [{ region: 'ch' }, ['region:CH']],
    [{ permissions: ['age-18'] }, ['permission:age-18']],
    [{ signals: ['hurry'] }, ['signal:hurry']],
    [{ signals: ['Hurry'], segment: 'VIP' }, ['signal:hurry', 'segment:vip']],
    [{ cart: [{ sku: `${target}?`, plan: 'monthly' }, 'x'] }, ['plan:monthly', 'plan:any'], { cart: ['x'] }],
    [{ cart: [{ sku: 'x', plan: 'yearly' }] }, ['plan:any', 'plan:only'], { cart: [] }],
  ];
  for (const [said, facts, not = {}] of WORDS) {
    test(`${JSON.stringify(said)} is ${facts.join(' and ')}`, async () => {
      const rules = [{ name: 'it', when: facts.map((_, n) => fact(n)), actions: [[PIN, number(target), 0]] }];
      const pairwell = await ruled({ facts, rules });
      assert.equal(first(pairwell, said), target);
      assert.notEqual(first(pairwell, not), target);
    });
  }

  test('only a cart of plans alone is so', async () => {
    const rules = [{ name: 'it', when: [fact(0)], actions: [[PIN, number(target), 0]] }];
    const pairwell = await ruled({ facts: ['plan:only'], rules });
    assert.notEqual(first(pairwell, { cart: [{ sku: 'x', plan: 'monthly' }, 'y'] }), target);
  });

  const TEN = Date.UTC(2026, 10, 24, 10) / 60_000;
  /** @type {[said: object, measure: number, from: number, to: number, not: object][]} */
  const MEASURES = [
    [{ cart: [{ sku: 'x', quantity: 3, price: 700 }] }, 0, 2100, 2100, { cart: [{ sku: 'x', price: 700 }] }],
    [{ cart: [{ sku: 'x', quantity: 3 }, 'y'] }, 1, 4, 4, { cart: ['x'] }],
    [{ now: '2026-11-24T10:00' }, 2, TEN, TEN, { now: '2026-11-24T10:01' }],
    [{ now: '2026-11-24T10:00:59+05:00' }, 2, TEN, TEN, { now: '2026-11-24' }],
    [{ now: new Date(2026, 10, 24, 10, 0, 30) }, 2, TEN, TEN, { now: '2026-11-24' }],
    [{ usage: { seats: 0.9 } }, 3, 900, 900, { usage: { seats: 0.8 } }],
  ];
  for (const [said, measure, from, to, not] of MEASURES) {
    test(`${JSON.stringify(said)} is measured`, async () => {
      const ranges = [[measure, BigInt(from), BigInt(to)]];
      const pairwell = await ruled({
        measures: ['usage:seats'],
        rules: [{ name: 'it', ranges, actions: [[PIN, number(target), 0]] }],
      });
      assert.equal(first(pairwell, said), target);
      assert.notEqual(first(pairwell, not), target);
    });
  }

  test("without a word of the time the shopper's clock counts", async () => {
    const minute = Math.floor(Date.now() / 60000) - new Date().getTimezoneOffset();
    const ranges = [[2, BigInt(minute - 2), BigInt(minute + 2)]];
    const pairwell = await ruled({ rules: [{ name: 'it', ranges, actions: [[PIN, number(target), 0]] }] });
    assert.equal(first(pairwell), target);
  });

  test('stock, exclusions and how often an item was shown', async () => {
    const pairwell = await ruled({ policy: { ...plainParts(0).policy, restAfter: 3 } });
    const [best] = popular;
    for (const said of [
      { stock: { [best]: 0 } },
      { stock: { [best]: false } },
      { exclude: [best] },
      { shown: { [best]: 3 } },
    ]) {
      assert.notEqual(first(pairwell, said), best, JSON.stringify(said));
    }
    for (const said of [{ stock: { [best]: 5 } }, { stock: { [best]: true } }, { shown: { [best]: 2 } }]) {
      assert.equal(first(pairwell, said), best, JSON.stringify(said));
    }
  });

  test('better versions of an item, dearer within the step', async () => {
    const traits = plainParts(engine.items).traits;
    const [from, near, far, cheap] = popular.slice(0, 4).map(number);
    [from, near, far, cheap].forEach((item, n) =>
      Object.assign(traits[item], { category: 1, price: [100, 140, 200, 90][n] }),
    );
    const picks = (await ruled({ traits })).suggest({ cart: [popular[0]], kind: 'upsell' });
    assert.deepEqual(
      picks.map(({ sku, source }) => [sku, source]),
      [[popular[1], 'upgrade']],
    );
    assert.deepEqual(picks[0].because, [{ sku: popular[0], share: 1 }]);
  });
});

describe('rules that are broken or gone', () => {
  const excluded = popular[0];
  const parts = () => ({
    ...plainParts(engine.items),
    sets: [set('out', [excluded])],
    rules: [{ name: 'out', actions: [[EXCLUDE, 0, 0]] }],
  });
  const good = ruleFile(engine.digest, parts());
  const digest = new DataView(good.buffer).getBigUint64(8, true).toString(16).padStart(16, '0');
  const entry = { file: 'rules-test.pw', bytes: good.length, digest };

  test('nothing is suggested before the rules are there', async () => {
    const pairwell = Pairwell.fromBytes({ ...files, manifest: { ...files.manifest, rules: entry } });
    assert.throws(() => pairwell.suggest(), { code: 'rules-unreachable' });
    await pairwell.useRules(good, entry);
    assert.notEqual(first(pairwell), excluded);
  });

  test('rules of another model, other rules and damaged ones are refused, and those before stay', async (context) => {
    context.mock.method(console, 'warn', () => {});
    const pairwell = await ruled(parts());
    const strangers = ruleFile('0123456789abcdef', parts());
    await assert.rejects(pairwell.useRules(strangers), { name: 'PairwellError', code: 'rules-invalid' });
    const fewer = ruleFile(engine.digest, plainParts(engine.items - 1));
    await assert.rejects(pairwell.useRules(fewer), { code: 'rules-invalid' }, 'of fewer items than the model has');
    await assert.rejects(pairwell.useRules(good.slice(0, 40)), { code: 'rules-invalid' });
    await assert.rejects(pairwell.useRules(good, { ...entry, digest: engine.digest }), { code: 'rules-invalid' });
    assert.notEqual(first(pairwell), excluded);
  });

  setStage();
  const serve = (bytes = good) => {
    site.pages.set('/model/rules-test.pw', Buffer.from(bytes));
    site.spoiled.set(
      'pairwell.json',
      json((manifest) => Object.assign(manifest, { rules: entry })),
    );
  };
  const markup = shelf('placement="home" limit="3"');

  test('a shelf obeys them', async () => {
    serve();
    await open(markup);
    await waitForState(page, 'ready');
    const skus = (await heard('view'))[0].skus;
    assert.ok(skus.length === 3 && !skus.includes(excluded));
    assert.equal(site.count('javascript-engine.js'), withoutWasm ? 1 : 0, 'loaded only where wasm does not run');
    assert.deepEqual(page.problems, []);
  });

  test('a shelf without WebAssembly obeys them too, alike', async () => {
    serve();
    await open(markup);
    await waitForState(page, 'ready');
    const { cards } = await readShelf(page);
    await open(markup, { before: () => Object.defineProperty(globalThis, 'WebAssembly', { value: undefined }) });
    await waitForState(page, 'ready');
    assert.deepEqual((await readShelf(page)).cards, cards);
    assert.equal(site.count('javascript-engine.js'), withoutWasm ? 2 : 1);
  });

  for (const [how, code] of [
    ['missing', 'rules-unreachable'],
    ['html', 'rules-invalid'],
    ['truncated', 'rules-invalid'],
    ['oneByteChanged', 'rules-invalid'],
  ]) {
    test(`a shelf shows nothing when they are ${how}`, async () => {
      serve();
      site.spoiled.set('rules-test.pw', SPOILERS[how]);
      await open(markup);
      await waitForState(page, 'error');
      assert.deepEqual(
        (await heard('error')).map((event) => event.code),
        [code],
      );
    });
  }

  test('a manifest with half an entry is refused', async () => {
    site.spoiled.set(
      'pairwell.json',
      json((manifest) => Object.assign(manifest, { rules: { file: 'x' } })),
    );
    await open(markup);
    await waitForState(page, 'error');
    assert.equal((await heard('error'))[0].code, 'manifest-invalid');
  });

  test('a rule that shows at most none is silence', async () => {
    const pairwell = await ruled({ rules: [{ name: 'hush', actions: [[MOST, 0, 0]] }] });
    assert.equal(pairwell.suggest().length, 0);
    const { dropped, rule } = pairwell.explain({}, popular[0]);
    assert.deepEqual([dropped, rule], ['silent', 'hush']);
    const bundles = [{ name: 'two', items: numbers(popular.slice(0, 2)), discount: 500 }];
    const begun = async (/** @type {number} */ most) =>
      (await ruled({ bundles, rules: [{ name: 'hush', actions: [[MOST, 0, most]] }] })).bundles({
        cart: popular.slice(0, 1),
      });
    assert.deepEqual([(await begun(1)).length, (await begun(0)).length], [1, 0]);
  });

  test('a signal silences, in capitals or not, and is named', async () => {
    const policy = { ...plainParts(0).policy, silence: [0] };
    const pairwell = await ruled({ facts: ['signal:complaint'], policy });
    const asked = { signals: ['hurry', 'Complaint'] };
    assert.equal(pairwell.suggest(asked).length, 0);
    const { dropped, signal, rule } = pairwell.explain(asked, popular[0]);
    assert.deepEqual([dropped, signal, rule], ['silent', 'Complaint', undefined]);
  });
});
