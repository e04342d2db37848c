/** Makes an EverShop in a directory, and opens it; never changes what was made. */
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ask, openDatabase } from './database.mjs';
import { makeGoods } from './goods.mjs';
import { Server, answers, freePort, required, run } from './programs.mjs';

const PROJECT = fileURLToPath(new URL('evershop/', import.meta.url));
const LOOPBACK = fileURLToPath(new URL('loopback.mjs', import.meta.url));
const EVERSHOP = 'node_modules/@evershop/evershop';
const DUMP = 'shop.sql';

/** What EverShop is told where its database is, and itself. @param {number} database its port @param {number} port */
const environment = (database, port) => ({
  DB_HOST: '127.0.0.1',
  DB_PORT: String(database),
  DB_NAME: 'postgres',
  DB_USER: 'shop',
  DB_PASSWORD: 'shop',
  DB_SSLMODE: 'disable',
  NODE_ENV: 'production',
  PORT: String(port),
  EVERSHOP_HOME_URL: `http://127.0.0.1:${port}`,
});

/** Starts the shop in its project. @param {string} project @param {Record<string, string>} env */
async function start(project, env) {
  const command = ['--import', LOOPBACK, `${EVERSHOP}/dist/bin/evershop.js`, 'start'];
  const server = new Server(process.execPath, command, { cwd: project, env });
  try {
    await server.ready(() => answers(env.EVERSHOP_HOME_URL, 'eContext'));
    return server;
  } catch (cause) {
    await server.stop();
    throw cause;
  }
}

/** A shop with goods, stock and past orders: its project, built, and its database. @param {string} project */
export async function make(project) {
  await cp(PROJECT, project, { recursive: true });
  await symlink(required('PAIRWELL_EVERSHOP_MODULES'), join(project, 'node_modules'));
  for (const name of ['media/catalog', 'public', 'themes']) await mkdir(join(project, name), { recursive: true });
  await makeGoods(join(project, 'goods'));
  await cp(join(project, 'goods'), join(project, 'media/catalog'), { recursive: true });
  const place = await mkdtemp(join(tmpdir(), 'pairwell-postgres-'));
  const database = await openDatabase(place);
  try {
    const env = environment(database.port, await freePort());
    await build(project, env);
    await fill(project, env, database.url);
    await writeFile(join(project, DUMP), await run('pg_dump', ['--no-owner', database.url]));
  } finally {
    await database.stop();
    await rm(place, { recursive: true });
  }
  return `${(await readFile(join(project, DUMP), 'utf8')).length} bytes of shop`;
}

/**
 * Compiles the extension as `evershop dev` does, then the shop.
 * @param {string} project
 * @param {Record<string, string>} env
 */
async function build(project, env) {
  const extension = join(project, 'extensions/pairwell');
  const swc = [join(project, 'node_modules/@swc/cli/bin/swc.js'), 'src', '-d', 'dist', '--strip-leading-paths'];
  const settings = ['--config-file', join(project, EVERSHOP, '.swcrc')];
  await run(process.execPath, [...swc, ...settings], { cwd: extension });
  await run(process.execPath, [`${EVERSHOP}/dist/bin/evershop.js`, 'build'], { cwd: project, env });
}

/** Starts the shop, which makes its tables, and sells the goods; the shop itself gives them their addresses. */
async function fill(project, env, url) {
  const server = await start(project, env);
  try {
    await run(process.execPath, ['seed.mjs', 'goods/goods.json'], { cwd: project, env });
    const without = `SELECT count(*) AS goods FROM product p
      LEFT JOIN url_rewrite u ON u.entity_uuid = p.uuid WHERE u IS NULL`;
    await server.ready(async () => {
      const told = await ask(url, without);
      if (told !== 'goods\n0\n') throw new Error(`products without an address: ${told}`);
    });
  } finally {
    await server.stop();
  }
}

/** Such a shop on a database and a port of its own, with a model of its own orders. @param {string} made */
export async function open(made) {
  const [home, place] = await Promise.all(
    ['evershop', 'postgres'].map((name) => mkdtemp(join(tmpdir(), `pairwell-${name}-`))),
  );
  const shop = new EverShop(home, place);
  try {
    await shop.restore(made);
    await shop.train();
    await shop.serve();
    return shop;
  } catch (cause) {
    await shop.close();
    throw cause;
  }
}

class EverShop {
  /** Its address. */
  origin = '';
  /** Paths of product pages by SKU. @type {Record<string, string>} */
  pages = {};
  /** @type {Server | undefined} */
  server;
  /** @type {Awaited<ReturnType<typeof openDatabase>> | undefined} */
  #database;
  #home;
  #place;

  /** @param {string} home @param {string} place of the database */
  constructor(home, place) {
    this.#home = home;
    this.#place = place;
  }

  /** Takes over what was built, and puts into `public/` what a shop puts there. @param {string} made */
  async restore(made) {
    this.#database = await openDatabase(this.#place);
    await run('psql', ['--quiet', '-v', 'ON_ERROR_STOP=1', '-f', join(made, DUMP), this.#database.url]);
    await mkdir(join(this.#home, '.evershop'));
    for (const name of ['node_modules', 'config', 'extensions', 'media', 'themes', '.evershop/build'])
      await symlink(join(made, name), join(this.#home, name));
    await cp(required('PAIRWELL_PKG'), join(this.#home, 'public/pairwell'), { recursive: true });
  }

  /** Does what docs/platforms.md says. */
  async train() {
    const url = this.#database?.url ?? '';
    const [orders, products] = await Promise.all(
      ['orders.sql', 'catalog.sql'].map((name) => readFile(join(PROJECT, name), 'utf8')),
    );
    const catalog = join(this.#home, 'catalog.csv');
    const csv = await ask(url, products);
    await writeFile(catalog, csv);
    for (const [, sku, path] of csv.matchAll(/^([A-Z0-9-]+),.*?,(\/[^,]+),/gm)) this.pages[sku] = path;
    const model = ['--catalog', catalog, '--out', join(this.#home, 'public/pairwell-model')];
    await run(required('PAIRWELL_BIN'), ['train', '--orders', url, '--query', orders, ...model]);
  }

  async serve() {
    const env = environment(this.#database?.port ?? 0, await freePort());
    this.origin = env.EVERSHOP_HOME_URL;
    this.server = await start(this.#home, env);
  }

  /** @param {string} sku */
  sellOut(sku) {
    const which = `SELECT product_id FROM product WHERE sku = '${sku}'`;
    return ask(
      this.#database?.url ?? '',
      `UPDATE product_inventory SET qty = 0 WHERE product_inventory_product_id = (${which})`,
    );
  }

  async close() {
    await this.server?.stop();
    await this.#database?.stop();
    await Promise.all([this.#home, this.#place].map((directory) => rm(directory, { recursive: true })));
  }
}
