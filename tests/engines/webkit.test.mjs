/** Drives WebKitGTK by WebDriver's own HTTP protocol for the cases that every engine runs; never leaves a session or a process behind. */
import { spawn } from 'node:child_process';
import { access, readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { WITHOUT_WASM, runCases } from './suite.mjs';

/** When the driver never listens, in milliseconds. */
const PATIENCE = 120_000;

runCases('WebKitGTK', () => start());
runCases('WebKitGTK without WebAssembly', () => start({ JSC_useWasm: '0' }), WITHOUT_WASM);

/**
 * @param {Record<string, string>} [environment]
 * @returns {Promise<import('./stage.mjs').Driver>}
 */
async function start(environment) {
  const port = await freePort();
  // A group of its own, so that display, driver and browser end together.
  const parameters = ['-a', 'WebKitWebDriver', '--host=127.0.0.1', `--port=${port}`];
  const env = { ...process.env, ...environment };
  const server = spawn('xvfb-run', parameters, { detached: true, stdio: 'ignore', env });
  const end = () => endGroup(server.pid);
  process.once('exit', end);
  try {
    const session = await Session.open(`http://127.0.0.1:${port}/session`, server);
    return {
      version: session.version,
      visit: (url) => session.ask('POST', '/url', { url }),
      run: (source) => session.run(source),
      close: () => session.close().finally(end),
    };
  } catch (cause) {
    end();
    throw cause;
  }
}

class Session {
  version = '';
  #url;

  /** @param {string} url */
  constructor(url) {
    this.#url = url;
  }

  /**
   * @param {string} url
   * @param {import('node:child_process').ChildProcess} server
   */
  static async open(url, server) {
    await listening(new URL('/status', url), server);
    const args = ['--automation', '--geometry=1000x800'];
    const options = { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { binary: await browser(), args } };
    const session = new Session(url);
    const { sessionId, capabilities } = await session.ask('POST', '', { capabilities: { alwaysMatch: options } });
    session.#url = `${url}/${sessionId}`;
    session.version = `WebKitGTK ${capabilities.browserVersion}`;
    return session;
  }

  /**
   * One command of the protocol.
   * @param {'POST' | 'DELETE'} method
   * @param {string} path
   * @param {object} [body]
   */
  async ask(method, path, body) {
    const answer = await fetch(this.#url + path, { method, body: body && JSON.stringify(body) });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`WebKitWebDriver: ${method} ${path}: ${value?.error}: ${value?.message}`);
    return value;
  }

  /** @param {string} source of an expression whose value is a promise */
  async run(source) {
    const tell = `(value) => done({ value }), (cause) => done({ error: String(cause?.stack ?? cause) })`;
    const script = `const done = arguments[0]; (${source}).then(${tell});`;
    const { value, error } = await this.ask('POST', '/execute/async', { script, args: [] });
    if (error !== undefined) throw new Error(error);
    return value ?? undefined;
  }

  close() {
    return this.ask('DELETE', '');
  }
}

/** The browser that Debian's libwebkit2gtk brings along, in the directory of the machine's architecture. */
async function browser() {
  if (process.env.WEBKIT) return process.env.WEBKIT;
  for (const architecture of await readdir('/usr/lib')) {
    const path = `/usr/lib/${architecture}/webkit2gtk-4.1/MiniBrowser`;
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  throw new Error('no MiniBrowser under /usr/lib/*/webkit2gtk-4.1: install webkit2gtk-driver, or name it in WEBKIT');
}

/** @param {URL} status @param {import('node:child_process').ChildProcess} server */
async function listening(status, server) {
  let cause = new Error('it does not listen');
  server.once('error', (error) => (cause = error));
  for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
    if (
      await fetch(status).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await new Promise((later) => setTimeout(later, 50));
  }
  throw new Error(`xvfb-run WebKitWebDriver: ${cause.message}; install webkit2gtk-driver, xvfb and xauth`);
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => found(port));
    });
  });
}

/** @param {number | undefined} leader */
function endGroup(leader) {
  try {
    if (leader) process.kill(-leader, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}
