/** Makes a django-oscar shop in a directory, and opens it; never changes what was made. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeGoods } from './goods.mjs';
import { Server, answers, freePort, required, run } from './programs.mjs';

const PROJECT = fileURLToPath(new URL('oscar/', import.meta.url));

/** @param {string} home @param {string[]} parameters */
const manage = (home, parameters) =>
  run(required('PAIRWELL_PYTHON'), ['manage.py', ...parameters], { cwd: PROJECT, env: environment(home) });

/** @param {string} home */
const environment = (home) => ({ SHOP_HOME: home, PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' });

/** A shop with goods, stock and past orders. @param {string} home */
export async function make(home) {
  await mkdir(join(home, 'pairwell-model'), { recursive: true });
  await makeGoods(join(home, 'goods'));
  await manage(home, ['migrate', '--verbosity', '0']);
  const told = await manage(home, ['seed', join(home, 'goods/goods.json')]);
  return told + (await manage(home, ['rebuild_index', '--noinput']));
}

/** A copy of such a shop, with a model of its own orders, on a port of its own. @param {string} made */
export async function open(made) {
  const home = await mkdtemp(join(tmpdir(), 'pairwell-oscar-'));
  const shop = new OscarShop(home);
  try {
    await cp(made, home, { recursive: true });
    await shop.train();
    await shop.serve(await freePort());
    return shop;
  } catch (cause) {
    await shop.close();
    throw cause;
  }
}

class OscarShop {
  /** Its address. */
  origin = '';
  /** Product ids by the goods' SKUs. @type {Record<string, string>} */
  ids = {};
  /** Paths of product pages, without their language, by the goods' SKUs. @type {Record<string, string>} */
  pages = {};
  /** @type {Server | undefined} */
  server;
  #home;

  /** @param {string} home */
  constructor(home) {
    this.#home = home;
  }

  /** Does what docs/platforms.md says. */
  async train() {
    const [catalog, model] = ['catalog.csv', 'pairwell-model'].map((name) => join(this.#home, name));
    const csv = await manage(this.#home, ['catalog']);
    await writeFile(catalog, csv);
    const { products } = JSON.parse(await readFile(join(this.#home, 'goods/goods.json'), 'utf8'));
    for (const { sku, title } of products) {
      const row = csv.split('\n').find((line) => line.includes(title)) ?? '';
      [, this.ids[sku], this.pages[sku]] = /^(\d+),.*?,\/[a-z-]+(\/[^,]+),/.exec(row) ?? [];
    }
    const query = await readFile(join(PROJECT, 'orders.sql'), 'utf8');
    const orders = ['--orders', `sqlite://${join(this.#home, 'shop.sqlite3')}`, '--query', query];
    await run(required('PAIRWELL_BIN'), ['train', ...orders, '--catalog', catalog, '--out', model]);
  }

  /** @param {number} port */
  async serve(port) {
    const parameters = ['manage.py', 'runserver', `127.0.0.1:${port}`, '--noreload', '--skip-checks'];
    this.server = new Server(required('PAIRWELL_PYTHON'), parameters, { cwd: PROJECT, env: environment(this.#home) });
    this.origin = `http://127.0.0.1:${port}`;
    await this.server.ready(() => answers(`${this.origin}/en-gb/`, 'basket-mini'));
  }

  /** @param {string} sku of the goods */
  sellOut(sku) {
    const code = `from oscar.core.loading import get_model
get_model("partner", "StockRecord").objects.filter(partner_sku="${sku}").update(num_in_stock=0, num_allocated=0)`;
    return manage(this.#home, ['shell', '--no-imports', '-c', code]);
  }

  async close() {
    await this.server?.stop();
    await rm(this.#home, { recursive: true });
  }
}
