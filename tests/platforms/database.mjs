/** Starts PostgreSQL on a directory of its own, on 127.0.0.1 alone; never as root, which it refuses. */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Server, freePort, run } from './programs.mjs';

/** Where Debian puts programs that are not on the path. */
const DEBIAN = '/usr/lib/postgresql';

/** A program of PostgreSQL: of the newest version that is installed, else on the path. @param {string} name */
function program(name) {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions.map((version) => join(DEBIAN, version, 'bin', name)).find(existsSync);
  return found ?? name;
}

/**
 * A command as somebody who is not root, and the directory's owner.
 * @param {string} directory
 * @param {string[]} command
 */
async function asNobody(directory, command) {
  if (process.getuid?.() !== 0) return command;
  await run('chown', ['-R', 'nobody', directory]);
  return ['setpriv', '--reuid=nobody', '--clear-groups', ...command];
}

/**
 * A server on that directory, which is made where there is none.
 * @param {string} directory that nobody else has to be let into: its parents must be readable by all
 */
export async function openDatabase(directory) {
  const data = join(directory, 'data');
  await mkdir(directory, { recursive: true });
  if (!existsSync(data)) {
    const settings = ['-U', 'shop', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C', '-D', data];
    const [initdb, ...rest] = await asNobody(directory, [program('initdb'), ...settings]);
    await run(initdb, rest, { cwd: directory });
  }
  const port = await freePort();
  const only = ['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off', '-c', 'max_connections=60'];
  const command = [program('postgres'), '-D', data, '-k', directory, '-p', String(port), ...only];
  const [postgres, ...rest] = await asNobody(directory, command);
  const server = new Server(postgres, rest, { cwd: directory });
  const url = `postgres://shop@127.0.0.1:${port}/postgres?sslmode=disable`;
  try {
    await server.ready(() => ask(url, 'SELECT 1'));
  } catch (cause) {
    await server.stop();
    throw cause;
  }
  // PostgreSQL's word for at once, but in order.
  return { port, url, stop: () => server.stop('SIGINT') };
}

/** What the database answers, as CSV. @param {string} url @param {string} query */
export function ask(url, query) {
  return run('psql', ['--no-psqlrc', '--csv', '--quiet', '-v', 'ON_ERROR_STOP=1', '-c', query, url]);
}
