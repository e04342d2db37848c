/**
 * The styles of a shelf: one constructed sheet for all shelves of a page, with colours derived from the page's text colour; no inline styles.
 *
 * A page changes them with custom properties (`--pairwell-` gap, radius, tint, color, columns, card-width, picture-ratio, image-fit, image-filter,
 * star-color, focus, partner-background, and button-color, -background, -border, -radius) and by parts (shelf, heading, list, card, picture, image, text, title,
 * link, reason, benefit, partner, foot, cost, price, rating, action, add, add-idle, add-pending, add-done, add-failed, add-refused, options, status). Dark pages work without changes.
 */

/** The cards that a list shows, less than its columns: whole ones, and enough of the next to see that there are more. */
const FEWER = [0.65, 1.65, 2.65, 3.65];

/**
 * The width of a card where the list shows `fewer` cards less than it has columns. Where a card would be narrower than its least width,
 * the result is far too wide.
 * @param {number} fewer
 */
const fit = (fewer) => {
  const width = `(100% - (var(--n) - ${Math.ceil(fewer) || 1}) * var(--gap)) / (var(--n) - ${fewer})`;
  return `max(${width}, ${width} + (var(--least) - ${width}) * 999)`;
};

/** The narrowest that is wide enough, or a card and a part of the next one; of one column, the whole list. */
const WIDTH = `min(${[0, ...FEWER].map(fit)}, max((100% - var(--gap)) / 1.35, 100% / var(--n)))`;

/** Cards as rows: in a narrow cart, and at the checkout. @param {string} look */
const rowsCSS = (look) => `
  ${look} .list { grid-auto-flow: row; grid-auto-columns: 100%; gap: .75rem 1.5rem; overflow: visible }
  ${look} .card { grid-template-columns: 4.5rem 1fr auto; gap: .75rem; align-items: center }
  ${look} .text { font-size: .9375em; block-size: auto }
  ${look} .reason:not([part~=benefit]) { -webkit-line-clamp: 1 }
  ${look} .text .partner { position: static; max-inline-size: none; padding: 0; color: inherit; background: none; font-weight: 600 }
  ${look} .foot { display: grid; justify-items: end; gap: .2rem }
  ${look} .cost { display: flex; flex-direction: row-reverse; gap: .4em }
`;

const CSS = `
:host { display: block }
/* Themes draw a frame round whatever has the focus, and a click in a shelf focuses its element. */
:host(:focus) { outline: 0 !important }
:host([hidden]), [hidden] { display: none !important }
* { box-sizing: border-box; margin: 0 }
.shelf {
  --gap: var(--pairwell-gap, 1rem);
  --round: var(--pairwell-radius, .6rem);
  --line: color-mix(in srgb, currentColor 25%, transparent);
  --tint: var(--pairwell-tint, color-mix(in srgb, currentColor 7%, transparent));
  container-type: inline-size;
  color: var(--pairwell-color, inherit);
  padding-block-end: 1.5rem;
  line-height: 1.4;
  text-align: start;
}
.heading { font: inherit }
.heading:not([role]) { font-size: 1.25em; font-weight: 600; line-height: 1.3; margin-block-end: .75em }
.list {
  display: grid;
  grid-auto-flow: column;
  --n: var(--pairwell-columns, 4);
  --least: var(--pairwell-card-width, 7.8em);
  grid-auto-columns: ${WIDTH};
  gap: var(--gap);
  padding: 0;
  list-style: none;
  overflow-x: auto;
  overscroll-behavior-x: contain;
  scroll-snap-type: inline proximity;
  scrollbar-width: thin;
  scrollbar-color: var(--line) transparent;
}
.card { position: relative; display: grid; gap: .7em; align-content: start; min-inline-size: 0; scroll-snap-align: start }
.picture { position: relative; aspect-ratio: var(--pairwell-picture-ratio, 1); overflow: hidden; background: var(--tint); border-radius: var(--round) }
.image { display: block; inline-size: 100%; block-size: 100%; object-fit: var(--pairwell-image-fit, cover); filter: var(--pairwell-image-filter, none) }
.partner {
  position: absolute; inset-block-start: .5em; inset-inline-start: .5em; max-inline-size: calc(100% - 1em); overflow-wrap: anywhere;
  padding: .1em .6em; font-size: .75em; pointer-events: none;
  color: CanvasText; background: var(--pairwell-partner-background, Canvas); border-radius: var(--round);
}
.partner:empty { display: none }
.text { font-size: .9375em; block-size: 6.5em; overflow: hidden }
.title, .reason { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; overflow-wrap: anywhere }
.title { font-weight: 600; margin-block-end: .2em; text-wrap: pretty }
.reason { font-size: .8125em; opacity: .8 }
.reason[part~=benefit] { -webkit-line-clamp: 3 }
.link { color: inherit; text-decoration: none; unicode-bidi: plaintext }
a.link::after { content: ''; position: absolute; inset: 0; border-radius: var(--round) }
.foot { display: grid; gap: .4em; min-block-size: 44px }
.foot .action { display: grid }
.cost { display: flex; justify-content: space-between; align-items: baseline; min-inline-size: 0 }
.price { font-variant-numeric: tabular-nums; white-space: nowrap; min-block-size: 1.4em }
.rating { font-size: .75em; white-space: nowrap; color: var(--pairwell-star-color, inherit); opacity: .8 }
.rating:empty { display: none }
.add {
  position: relative; display: inline-grid; align-content: center;
  font: inherit; font-size: .875em; font-weight: 600; line-height: 1.4; text-decoration: none;
  min-inline-size: 4.9em; min-block-size: 44px; padding: .4em .8em;
  text-align: center; white-space: nowrap; cursor: pointer;
  color: var(--pairwell-button-color, inherit);
  background: var(--pairwell-button-background, transparent);
  border: 1px solid var(--pairwell-button-border, var(--line));
  border-radius: var(--pairwell-button-radius, 99rem);
}
.add:is([data-state=pending], [data-state=refused]) { opacity: .6; cursor: default }
.add[data-state=failed] { border-style: dashed }
.add:hover { box-shadow: inset 0 0 0 99rem color-mix(in srgb, currentColor 12%, transparent) }
.link:hover { text-decoration: underline; text-underline-offset: .15em }
.add:focus-visible, .link:focus-visible::after { outline: 2px solid var(--pairwell-focus, currentColor); outline-offset: -4px }
.link:focus-visible { outline: 0 }
.status { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@container (min-width: 48rem) {
  .foot { display: flex; align-items: center; justify-content: space-between; flex-wrap: wrap }
  .cost { display: grid }
  .text { font-size: 1em; block-size: 5.4em }
  .reason[part~=benefit] { -webkit-line-clamp: 2 }
}
@container (max-width: 30rem) {${rowsCSS('.column')}}
${rowsCSS('.quiet')}
.quiet { font-size: .9375em }
.quiet .list { grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)) }
.quiet .card { grid-template-columns: 3.5rem 1fr auto }
.quiet .heading:not([role]) { font-size: 1.0625em }
.quiet .rating { display: none }
.quiet .add { min-block-size: 36px }
.shelf[data-state=ready]:not(.column) .ghost { display: none }

.ghost .add, .shelf[data-state=loading] .heading { color: transparent }
.ghost .text, .ghost .add { background: var(--tint); border-color: transparent; box-shadow: none }
.ghost .text { background-clip: content-box; border-radius: .3em }
.shelf:is([data-state=empty], [data-state=error]), .shelf[data-state=ready] .ghost { visibility: hidden }
.shelf[data-state=ready] ~ slot { display: none }
@media (prefers-reduced-motion: no-preference) {
  .shelf[data-state=loading] .picture { animation: breathe 1.6s ease-in-out infinite alternate }
  .add { transition: box-shadow .15s, opacity .15s }
}
@keyframes breathe { to { opacity: .45 } }
`;

/**
 * Gives shadow roots one sheet of these styles, or a style element each where sheets cannot be made: in browsers from before 2023, and in
 * test environments.
 * @param {string} css
 */
export function stylist(css) {
  /** @type {CSSStyleSheet | undefined} */
  let sheet;
  return (/** @type {ShadowRoot} */ root) => {
    try {
      if (!sheet) {
        const made = new CSSStyleSheet();
        made.replaceSync(css);
        sheet = made;
      }
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    } catch {
      const style = document.createElement('style');
      style.textContent = css;
      root.append(style);
    }
  };
}

export const adoptStyles = stylist(CSS);
