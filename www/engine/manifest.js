/** Says why a manifest cannot be used. */
import { PairwellError } from './errors.js';
import { FORMAT, faultOf } from './fetch.js';

/**
 * @param {string} fault the key that is wrong
 * @param {any} manifest
 * @param {string} where
 * @param {string} [text] of the file
 */
export function manifestError(fault, manifest, where, text) {
  const invalid = (/** @type {string} */ found) =>
    new PairwellError(
      'manifest-invalid',
      `${where} ${found}: expected the pairwell.json that \`pairwell train\` wrote`,
    );
  if (manifest === undefined && text !== undefined) return invalid(`begins ${JSON.stringify(text.slice(0, 20))}`);
  if (fault === 'format' && typeof manifest?.format === 'number') {
    const detail = `${where} has format ${manifest.format}, this script reads ${FORMAT}`;
    return new PairwellError('format-unsupported', detail);
  }
  const about = {
    format: 'has no number "format"',
    model: 'names no model',
    catalog: 'has a "catalog" without file, bytes and digest',
    rules: 'has a "rules" without file, bytes and digest',
  };
  return invalid(about[/** @type {keyof typeof about} */ (fault)]);
}

/** @param {any} manifest parsed; throws a PairwellError if this version cannot use it */
export function checkManifest(manifest) {
  const fault = faultOf(manifest);
  if (fault) throw manifestError(fault, manifest, 'manifest');
}
