/** Notes where the classic script was loaded from, which only its first run can tell; stands in for import.meta.url. */
const script = /** @type {HTMLScriptElement | null} */ (globalThis.document?.currentScript);

export const scriptUrl = script?.src || globalThis.location?.href;
