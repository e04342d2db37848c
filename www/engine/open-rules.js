/** Decodes a rules file with the engine that ranks under it; pages without rules never load it. */
import { PairwellError } from './errors.js';
import { checkDigest, describe, WORK } from './files.js';

/**
 * Gives an engine its rules. If they are rejected, the earlier ones stay.
 * @param {import('./types.js').Ruled} engine
 * @param {Uint8Array} bytes
 * @param {import('./types.js').FileEntry} [entry]
 * @param {string} [where]
 */
export function* openRules(engine, bytes, entry, where) {
  try {
    checkDigest({ digest: fileDigest(bytes) }, entry);
    engine.rules(bytes);
    while (engine.step(WORK)) yield;
  } catch (cause) {
    throw new PairwellError('rules-invalid', describe(bytes, entry, where, cause), cause);
  }
}

/** The digest in a file's header. @param {Uint8Array} bytes */
function fileDigest(bytes) {
  return [...bytes.subarray(8, 16)]
    .reverse()
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
