/** Sets up applications that consume the packed package as a shop's own build does, and runs their builds; keeps nothing. */
import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before } from 'node:test';
import { promisify } from 'node:util';
import { launch } from '../browser/browser.mjs';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** @param {string} name */
function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run \`cargo xtask test\``);
  return value;
}

/** The workshop of the running file. @type {Workshop} */
export let workshop;
/** Its browser. */
export let browser;

/** Gives the tests of a file a workshop and a browser to all of them. */
export function setUp() {
  before(async () => {
    workshop = await Workshop.open();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await workshop?.close();
  });
}

/** What a server prints first that looks like this. @param {import('node:child_process').ChildProcess} server @param {RegExp} wanted */
function whenSaid(server, wanted) {
  let said = '';
  return new Promise((found, failed) => {
    // Heard to its end: a server that nobody listens to ends at its next word.
    for (const stream of [server.stdout, server.stderr])
      stream?.on('data', (chunk) => {
        said += chunk;
        const match = wanted.exec(said);
        if (match) found(match[0]);
      });
    server.once('exit', () => failed(new Error(`the server has ended: ${said}`)));
  });
}

/** A place below the bundlers' node_modules, with the package installed from its tarball. */
export class Workshop {
  /** @param {string} directory */
  constructor(directory) {
    this.directory = directory;
  }

  static async open() {
    const workshop = new Workshop(await mkdtemp(join(required('PAIRWELL_CONSUMERS'), 'run-')));
    const { directory } = workshop;
    await run('npm', ['pack', '--loglevel=error', '--pack-destination', directory], { cwd: required('PAIRWELL_PKG') });
    const [tarball] = (await readdir(directory)).filter((name) => name.endsWith('.tgz'));
    workshop.tarball = join(directory, tarball);
    const installed = join(directory, 'node_modules/pairwell');
    await mkdir(installed, { recursive: true });
    await run('tar', ['-xzf', workshop.tarball, '--strip-components=1', '-C', installed]);
    return workshop;
  }

  /**
   * Copies an application's sources and gives it the model of the sample shop to serve.
   * @param {string} source relative to the root of the repository
   * @param {string} served where its own static files lie
   * @param {string} [name] of the copy
   */
  async application(source, served, name = source.replaceAll('/', '-')) {
    const directory = join(this.directory, name);
    await cp(join(ROOT, source), directory, { recursive: true });
    await cp(join(required('PAIRWELL_SITE'), 'model'), join(directory, served, 'model'), { recursive: true });
    return directory;
  }

  /**
   * Runs a tool of the workshop; what it printed goes with its failure.
   * @param {string} cwd
   * @param {string} script within node_modules
   * @param {string[]} parameters
   */
  async tool(cwd, script, parameters) {
    const modules = join(required('PAIRWELL_CONSUMERS'), 'node_modules');
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production', CI: '1' };
    try {
      const { stdout, stderr } = await run(process.execPath, [join(modules, script), ...parameters], { cwd, env });
      return stdout + stderr;
    } catch (failure) {
      throw new Error(`${script} failed:\n${failure.stdout}\n${failure.stderr}`);
    }
  }

  /**
   * Starts a server of the workshop.
   * @param {string} cwd
   * @param {string} script within node_modules
   * @param {string[]} parameters
   */
  start(cwd, script, parameters) {
    const modules = join(required('PAIRWELL_CONSUMERS'), 'node_modules');
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'development', CI: '1' };
    // A group of its own: it starts others.
    const server = spawn(process.execPath, [join(modules, script), ...parameters], { cwd, env, detached: true });
    const end = () => {
      try {
        process.kill(-(/** @type {number} */ (server.pid)));
      } catch {
        // It has ended by itself.
      }
    };
    process.once('exit', end);
    return { said: (/** @type {RegExp} */ wanted) => whenSaid(server, wanted), end };
  }

  close() {
    return rm(this.directory, { recursive: true });
  }
}
