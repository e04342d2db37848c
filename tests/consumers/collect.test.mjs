/** Runs the receiving ends of docs/examples/collect/ in nginx and in Cloudflare's runtime, and reads what they have written; keeps nothing. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { portOf, program } from './programs.mjs';

const recipe = (/** @type {string} */ name) => new URL(`../../docs/examples/collect/${name}`, import.meta.url);
const EVENTS = [
  {
    v: 1,
    type: 'exposure',
    device: 'a-1',
    seq: 1,
    items: ['"quoted"', 'back\\slash', 'Kaffee – 日本 \u2028'],
    time: 1,
  },
  { v: 1, type: 'view', device: 'a-1', seq: 2, items: ['x'.repeat(20_000)], time: 2 },
];
const BODY = `${EVENTS.map((event) => JSON.stringify(event)).join('\n')}\n`;

/** @type {string} */
let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pairwell-collect-'));
});
after(() => rm(folder, { recursive: true }));

/** Ends a program, and waits until it has. @param {import('node:child_process').ChildProcess} server */
async function end(server) {
  const ended = new Promise((done) => server.once('exit', done));
  server.kill();
  await ended;
}

describe('nginx', () => {
  /** A port that nobody uses. */
  const free = () =>
    new Promise((found) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
        server.close(() => found(port));
      });
    });

  test('logs the body of each request as a line of JSON, with its own clock', async () => {
    const [outer, inner] = [await free(), await free()];
    const log = join(folder, 'pairwell.jsonl');
    const text = (await readFile(recipe('nginx.conf'), 'utf8'))
      .replaceAll('127.0.0.1:8088', `127.0.0.1:${outer}`)
      .replaceAll('127.0.0.1:8089', `127.0.0.1:${inner}`)
      .replace('/var/log/nginx/pairwell.jsonl', log);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    const main = `daemon off; master_process off; pid ${folder}/nginx.pid; events {} http { access_log off; ${temporary.join(' ')}\n${text}}`;
    await writeFile(join(folder, 'nginx.conf'), main);
    const parameters = ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')];
    const nginx = spawn(process.env.NGINX ?? 'nginx', parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    nginx.stderr.on('data', (chunk) => (said += chunk));
    try {
      const url = `http://127.0.0.1:${outer}/pairwell/events`;
      const post = (/** @type {string} */ body) => fetch(url, { method: 'POST', body });
      let first;
      while (!first && nginx.exitCode === null) first = await post(BODY).catch(() => undefined);
      assert.equal(first?.status, 204, said);
      // As large as a page may leave behind.
      assert.equal((await post(JSON.stringify({ items: ['y'.repeat(60_000)] }))).status, 204);
      assert.equal((await post('z'.repeat(110_000))).status, 413);
      assert.equal((await fetch(url)).status, 403);
    } finally {
      await end(nginx);
    }
    const lines = (await readFile(log, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.equal(lines[0].body, BODY);
    assert.ok(Math.abs(Number(lines[0].received) * 1000 - Date.now()) < 600_000, lines[0].received);
    assert.equal(JSON.parse(lines[1].body).items[0].length, 60_000);
    const others = lines.slice(2).map(({ body }) => body.length);
    assert.ok(
      others.every((length) => length < 2),
      'what was refused leaves no events',
    );
  });
});

describe('a Worker', () => {
  /** Calls the recipe with a bucket in memory, which GET tells. */
  const MAIN = `import receiver from 'receiver';
const kept = [];
const EVENTS = { put: async (name, text) => kept.push([name, text]) };
export default {
  fetch: (request) =>
    request.method === 'GET' && request.url.endsWith('/kept')
      ? Response.json(kept)
      : receiver.fetch(request, { EVENTS, SHOP: 'https://shop.example' }),
};`;
  const CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "main", worker = .main) ],
  sockets = [ (name = "http", address = "127.0.0.1:0", http = (), service = "main") ],
);
const main :Workerd.Worker = (
  modules = [ (name = "main", esModule = embed "main.mjs"), (name = "receiver", esModule = embed "receiver.mjs") ],
  compatibilityDate = "2026-10-01",
);
`;

  test('is short enough to be read before it is trusted', async () => {
    assert.ok((await readFile(recipe('worker.js'), 'utf8')).trim().split('\n').length <= 40);
  });

  test('keeps a line for each event, with its own clock, and what is none for the report to count', async (context) => {
    const host = await program('@cloudflare', 'bin/workerd');
    if (!host) return context.skip('npm has no workerd for this machine');
    const directory = join(folder, 'worker');
    await mkdir(directory);
    await writeFile(join(directory, 'main.mjs'), MAIN);
    await writeFile(join(directory, 'receiver.mjs'), await readFile(recipe('worker.js')));
    await writeFile(join(directory, 'workerd.capnp'), CONFIG);
    const parameters = ['serve', 'workerd.capnp', '--control-fd=1'];
    const worker = spawn(host, parameters, { cwd: directory, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const url = `http://127.0.0.1:${await portOf(worker)}/`;
      const post = (/** @type {string} */ body) => fetch(url, { method: 'POST', body });
      const good = await post(BODY);
      assert.deepEqual([good.status, good.headers.get('access-control-allow-origin')], [204, 'https://shop.example']);
      assert.equal((await post('{"v":1}\n{"v":1,"ty\n[]\n7\n')).status, 204);
      assert.equal((await post('\n')).status, 204);
      assert.equal((await post('x'.repeat(100_001))).status, 413);
      assert.equal((await fetch(url)).status, 405);
      const kept = await (await fetch(`${url}kept`)).json();
      assert.equal(kept.length, 2);
      const [[name, first], [, second]] = kept;
      assert.match(name, /^\d{4}-\d\d-\d\d\/\d{13}-[\w-]{36}\.jsonl$/);
      const linesOf = (/** @type {string} */ text) =>
        text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line));
      for (const { received } of linesOf(first + second)) assert.ok(Math.abs(received - Date.now()) < 600_000);
      assert.deepEqual(
        linesOf(first).map(({ received: _, ...event }) => event),
        EVENTS,
      );
      assert.deepEqual(
        linesOf(second).map(({ received: _, ...event }) => event),
        [{ v: 1 }, { broken: '{"v":1,"ty' }, { broken: '[]' }, { broken: '7' }],
      );
    } finally {
      await end(worker);
    }
  });
});
