/** Makes the goods and past orders of a small shop, with pictures, from the sample shop's; never at random. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from '../browser/browser.mjs';

const SAMPLE = fileURLToPath(new URL('../../sample/', import.meta.url));

/** What the shop sells, by the sample shop's SKUs. */
export const GOODS = {
  dripper: 'KF-2003',
  papers: 'KF-2102',
  kettle: 'KF-2301',
  coffee: 'KF-1005',
  grinder: 'KF-2201',
  teapot: 'KF-3101',
  tea: 'KF-3001',
  infuser: 'KF-3106',
  cup: 'KF-4011',
  honey: 'KF-5008',
};

/** What was ordered together, and how often. @type {[(keyof typeof GOODS)[], number][]} */
const TOGETHER = [
  [['dripper', 'papers'], 24],
  [['dripper', 'papers', 'kettle'], 14],
  [['dripper', 'papers', 'coffee'], 16],
  [['kettle', 'grinder'], 8],
  [['coffee', 'grinder'], 10],
  [['teapot', 'tea', 'infuser'], 20],
  [['teapot', 'tea'], 14],
  [['teapot', 'cup'], 8],
  [['tea', 'cup'], 12],
  [['tea', 'honey'], 9],
  [['coffee', 'tea'], 3],
];

/** As many as were ordered, so that now there is none. @type {keyof typeof GOODS} */
export const SOLD_OUT = 'honey';

/** Orders one after another, twice a day, each kind of them all year long. */
function orders() {
  const rounds = Math.max(...TOGETHER.map(([, often]) => often));
  const each = Array.from({ length: rounds }, (_, round) => TOGETHER.filter(([, often]) => round < often));
  return each.flat().map(([kinds], index) => ({
    date: new Date(Date.UTC(2026, 0, 5, 9) + index * 12 * 3_600_000).toISOString(),
    skus: kinds.map((kind) => GOODS[kind]),
  }));
}

/**
 * Writes goods.json and the pictures that it names.
 * @param {string} directory
 */
export async function makeGoods(directory) {
  await mkdir(directory, { recursive: true });
  const known = await sampleCatalog();
  const products = Object.entries(GOODS).map(([kind, sku]) => {
    const { title, price, category, description } = known.get(sku) ?? {};
    const sold = TOGETHER.filter(([kinds]) => kinds.includes(/** @type {keyof typeof GOODS} */ (kind)));
    const stock = sold.reduce((sum, [, often]) => sum + often, kind === SOLD_OUT ? 0 : 500);
    return { sku, title, price, category, description, stock, picture: `${sku.toLowerCase()}.png` };
  });
  await draw(products, directory);
  await writeFile(join(directory, 'goods.json'), JSON.stringify({ products, orders: orders() }, null, 1));
}

/** Both platforms make thumbnails, for which a drawing has to be pixels first. */
async function draw(products, directory) {
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: { width: 640, height: 640 } });
    for (const { sku, picture } of products) {
      const svg = await readFile(join(SAMPLE, 'pictures', `${sku.toLowerCase()}.svg`), 'utf8');
      await page.setContent(`<style>body { margin: 0 } svg { width: 640px; display: block }</style>${svg}`);
      await page.screenshot({ path: join(directory, picture) });
    }
  } finally {
    await browser.close();
  }
}

/** The sample shop's products by SKU. @returns {Promise<Map<string, Record<string, string>>>} */
async function sampleCatalog() {
  const [head, ...rows] = (await readFile(join(SAMPLE, 'catalog.csv'), 'utf8')).trim().split('\n').map(cells);
  return new Map(rows.map((row) => [row[0], Object.fromEntries(head.map((name, at) => [name, row[at]]))]));
}

/** Cells of a line of CSV. @param {string} line */
function cells(line) {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
  );
}
