/** Runs the programs that a shop is made of: to their end, or until the test ends; never leaves one behind. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';

/** When a server never answers, in milliseconds. */
const PATIENCE = 300_000;

/**
 * What a program prints when it ends well; all that it printed, when it does not.
 * @param {string} program
 * @param {string[]} parameters
 * @param {{cwd?: string, env?: Record<string, string | undefined>}} [options]
 */
export async function run(program, parameters, { cwd, env = {} } = {}) {
  try {
    const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 1 << 26 };
    return (await promisify(execFile)(program, parameters, options)).stdout;
  } catch (failure) {
    throw new Error(`${program} ${parameters.join(' ')}\n${failure.stdout}\n${failure.stderr || failure}`);
  }
}

/** A value of the environment that `cargo xtask test` sets. @param {string} name */
export function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run \`cargo xtask test\``);
  return value;
}

/** A port that nobody listens on, below those that the system hands out: between two uses it would hand it to another. */
export async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer().listen(port, '127.0.0.1');
    const free = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!free) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

// What is told to end ends its servers too, which stand in groups of their own.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

/** A program that runs until it is stopped, with those that it started. */
export class Server {
  /** All that it printed. */
  log = '';
  #child;

  /**
   * @param {string} program
   * @param {string[]} parameters
   * @param {{cwd?: string, env?: Record<string, string | undefined>}} [options]
   */
  constructor(program, parameters, { cwd, env = {} } = {}) {
    // A group of its own, so that it is stopped whole.
    this.#child = spawn(program, parameters, { cwd, env: { ...process.env, ...env }, detached: true });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream.on('data', (text) => (this.log += text));
    this.#child.on('error', (error) => (this.log += error));
    process.once('exit', this.#kill);
  }

  /** Whether it has not ended. */
  get #runs() {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** @param {NodeJS.Signals} signal */
  #send(signal) {
    if (this.#runs) process.kill(-(/** @type {number} */ (this.#child.pid)), signal);
  }

  #kill = () => this.#send('SIGKILL');

  /**
   * Waits until it answers.
   * @param {() => Promise<unknown>} ask rejects as long as it does not
   */
  async ready(ask) {
    const giveUp = Date.now() + PATIENCE;
    for (;;) {
      const answer = await ask().then(
        () => undefined,
        (why) => why,
      );
      if (answer === undefined) return;
      const gone = this.#child.exitCode ?? this.#child.signalCode;
      if (gone !== null) throw new Error(`the server ended (${gone}):\n${this.log}`);
      if (Date.now() > giveUp) throw new Error(`the server does not come up (${answer}):\n${this.log}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** @param {NodeJS.Signals} [signal] */
  async stop(signal = 'SIGKILL') {
    const ended = this.#runs && once(this.#child, 'exit');
    this.#send(signal);
    process.off('exit', this.#kill);
    await ended;
  }
}

/**
 * Rejects unless a page answers that shows a sign of the shop: a stranger's server would not.
 * @param {string} url
 * @param {string} sign
 */
export async function answers(url, sign) {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  if (!text.includes(sign)) throw new Error(`${url} answered without ${sign}`);
}
