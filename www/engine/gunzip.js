/** Unpacks gzip where the host cannot: browsers from before 2023, test environments, other JavaScript engines. */
// @ts-expect-error the bundler finds it among the project's tools
import { gunzipSync } from 'fflate';

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {Uint8Array<ArrayBuffer>} throws where they are damaged */
export function gunzip(bytes) {
  return gunzipSync(bytes);
}
