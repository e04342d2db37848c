/** Declares the errors that only shards can cause: pages that load none do not load them. */
import { PairwellError, REMEDIES } from './errors.js';

export const SHARD_REMEDIES = {
  'shard-unreachable': 'only its suggestions are missing; upload the whole model directory',
  'shard-damaged': 'only its suggestions are missing; upload the whole model directory',
};
Object.assign(REMEDIES, SHARD_REMEDIES);

/**
 * Why a shard is not there.
 * @param {string} file
 * @param {any} cause
 */
export function shardError(file, cause) {
  if (cause?.code === 'shard-unreachable') return cause;
  const said = cause instanceof Error ? [cause.message, cause.cause].filter(Boolean).join(': ') : cause;
  return new PairwellError('shard-damaged', `${file} (${said})`, cause);
}
