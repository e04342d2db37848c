/** Serves a directory on a free port, honestly or spoiled on purpose, and counts what is asked for; never outlives its test. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const MIME = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.pw': 'application/octet-stream',
};

/**
 * What a request is answered with; a spoiler changes it in place.
 * @typedef {{status: number, headers: Record<string, string>, body: Buffer}} Answer
 * @typedef {(answer: Answer, path: string) => void} Spoiler
 * @typedef {{method: string, url: URL, headers: Record<string, any>, body: string}} Asked
 */

/** A server of one test. */
export class Site {
  /** Paths asked for, in order. @type {string[]} */
  asked = [];
  /** Files that are not on the disk, by path. @type {Map<string, string | Buffer>} */
  pages = new Map();
  /** What answers before any file does: a shop's routes. @type {((asked: Asked) => Partial<Answer> | undefined | Promise<Partial<Answer> | undefined>) | undefined} */
  routes;
  /** Spoilers by how a path ends. @type {Map<string, Spoiler>} */
  spoiled = new Map();
  #server;

  /** @param {string} root the directory */
  constructor(root) {
    this.root = root;
    this.#server = createServer(async (request, response) => {
      const url = new URL(request.url ?? '/', 'http://site');
      const routed = this.routes && (await this.routes(await asked(request, url)));
      const { status = 200, headers = {}, body } = routed ?? (await this.#answer(url.pathname));
      response.writeHead(status, headers).end(body);
    });
  }

  /** @param {string} [root] */
  static async open(root = process.env.PAIRWELL_SITE ?? '') {
    if (!root) throw new Error('PAIRWELL_SITE is not set: it names the assembled demo site; run `cargo xtask test`');
    const site = new Site(root);
    await new Promise((ready) => site.#server.listen(0, '127.0.0.1', () => ready(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (site.#server.address());
    site.origin = `http://127.0.0.1:${port}`;
    return site;
  }

  /** @param {string} path */
  url(path) {
    return this.origin + path;
  }

  /** How often a path with that ending was asked for. @param {string} end */
  count(end) {
    return this.asked.filter((path) => path.endsWith(end)).length;
  }

  /** Ends it as a crash would: open connections are cut. */
  async close() {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  /** @param {string} path */
  async #answer(path) {
    this.asked.push(path);
    const name = path.endsWith('/') ? `${path}index.html` : path;
    const answer = {
      status: 200,
      headers: { 'content-type': MIME[extname(name)] ?? 'application/octet-stream' },
      body: Buffer.alloc(0),
    };
    try {
      const page = this.pages.get(name);
      answer.body =
        page === undefined ? await readFile(join(this.root, normalize(decodeURIComponent(name)))) : Buffer.from(page);
    } catch {
      // Browsers ask for an icon on their own; a page without one is not at fault.
      answer.status = name === '/favicon.ico' ? 204 : 404;
    }
    for (const [end, spoil] of this.spoiled) if (name.endsWith(end)) spoil(answer, name);
    return answer;
  }
}

/** @param {import('node:http').IncomingMessage} request @param {URL} url @returns {Promise<Asked>} */
async function asked(request, url) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return { method: request.method ?? 'GET', url, headers: request.headers, body: Buffer.concat(chunks).toString() };
}

/** The least that a page with a shelf has to allow. */
const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'";

/** Ways a file goes wrong on real hosts. @type {Record<string, Spoiler>} */
export const SPOILERS = {
  missing: (answer) => {
    answer.status = 404;
    answer.body = Buffer.from('not here');
  },
  html: (answer) => {
    answer.headers['content-type'] = 'text/html';
    answer.body = Buffer.from('<!doctype html><title>Our shop</title>');
  },
  htmlUnderItsOwnType: (answer) => {
    answer.body = Buffer.from('<!doctype html><title>Our shop</title>');
  },
  truncated: (answer) => {
    answer.body = answer.body.subarray(0, Math.floor(answer.body.length * 0.6));
  },
  oneByteChanged: (answer) => {
    answer.body[Math.floor(answer.body.length / 2)] ^= 0x10;
  },
  wrongType: (answer) => {
    answer.headers['content-type'] = 'text/plain';
  },
  blocksWasm: (answer) => {
    answer.headers['content-security-policy'] = "default-src 'self'; script-src 'self'";
  },
  strictPolicy: (answer) => {
    answer.headers['content-security-policy'] = STRICT;
  },
  strictPolicyAndTrustedTypes: (answer) => {
    answer.headers['content-security-policy'] = `${STRICT}; require-trusted-types-for 'script'`;
  },
};

/**
 * Changes a JSON file.
 * @param {(value: any) => void} change
 * @returns {Spoiler}
 */
export function json(change) {
  return (answer) => {
    const value = JSON.parse(String(answer.body));
    change(value);
    answer.body = Buffer.from(JSON.stringify(value));
  };
}
