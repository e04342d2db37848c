/** Finds the programs that npm packages bring, and the port that a runtime has chosen; starts none. */
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const modules = join(process.env.PAIRWELL_CONSUMERS ?? '', 'node_modules');

/** A program that an npm package brings for this machine, in a package of its own. @param {string} scope @param {string} path */
export async function program(scope, path) {
  const names = await readdir(join(modules, scope)).catch(() => []);
  for (const name of names) {
    const file = join(modules, scope, name, path);
    if (
      await access(file).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  return undefined;
}

/** The port that workerd listens at. @param {import('node:child_process').ChildProcess} worker */
export async function portOf(worker) {
  let said = '';
  for await (const chunk of worker.stdout ?? []) {
    said += chunk;
    const listening = said.split('\n').find((line) => line.includes('"listen"') && line.endsWith('}'));
    if (listening) return JSON.parse(listening).port;
  }
  throw new Error(`workerd does not listen: ${said}`);
}
