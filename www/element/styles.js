/**
 * The styles of a shelf: one constructed sheet for all shelves of a page, with colours derived from the page's text colour; no inline styles.
 *
 * A page changes them with custom properties (`--pairwell-` gap, radius, tint, color, columns, card-width, picture-ratio, image-fit, image-filter,
 * star-color, focus, partner-background, and button-color, -background, -border, -radius) and by parts (shelf, heading, list, card, picture, image, text, title,
 * link, reason, benefit, partner, foot, cost, price, rating, action, add, add-idle, add-pending, add-done, add-failed, options, status). Dark pages work without changes.
 */

const CSS = `
:host { display: block }
:host([hidden]), [hidden] { display: none !important }
* { box-sizing: border-box; margin: 0 }
.shelf {
  --gap: var(--pairwell-gap, 1rem);
  --round: var(--pairwell-radius, .6rem);
  --line: color-mix(in srgb, currentColor 25%, transparent);
  --tint: var(--pairwell-tint, color-mix(in srgb, currentColor 7%, transparent));
  container-type: inline-size;
  color: var(--pairwell-color, inherit);
  line-height: 1.4;
  text-align: start;
}
.heading { font: inherit; font-size: 1.25em; font-weight: 600; line-height: 1.3; margin-block-end: .75em }
.list {
  display: grid;
  grid-auto-flow: column;
  grid-auto-columns: max(var(--pairwell-card-width, 9.5rem),
    (100% - (var(--pairwell-columns, 4) - 1) * var(--gap)) / var(--pairwell-columns, 4));
  gap: var(--gap);
  padding: 4px;
  margin: -4px;
  list-style: none;
  overflow-x: auto;
  overscroll-behavior-x: contain;
  scroll-snap-type: inline proximity;
  scroll-padding: 4px;
  scrollbar-width: thin;
  scrollbar-color: var(--line) transparent;
}
.card { position: relative; display: grid; gap: .7em; align-content: start; min-inline-size: 0; scroll-snap-align: start }
.picture { aspect-ratio: var(--pairwell-picture-ratio, 1); overflow: hidden; background: var(--tint); border-radius: var(--round) }
.image { display: block; inline-size: 100%; block-size: 100%; object-fit: var(--pairwell-image-fit, cover); filter: var(--pairwell-image-filter, none) }
.picture { position: relative }
.partner {
  position: absolute; inset-block-start: .5em; inset-inline-start: .5em; max-inline-size: calc(100% - 1em); overflow-wrap: anywhere;
  padding: .1em .6em; font-size: .75em; pointer-events: none;
  color: CanvasText; background: var(--pairwell-partner-background, Canvas); border-radius: var(--round);
}
.partner:empty { display: none }
.text { block-size: 6.5em; overflow: hidden }
.title, .reason { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; overflow-wrap: anywhere }
.title { font-weight: 600; margin-block-end: .2em; text-wrap: pretty }
.reason { font-size: .8125em; opacity: .8 }
.reason[part~=benefit] { -webkit-line-clamp: 3 }
.link { color: inherit; text-decoration: none; unicode-bidi: plaintext }
a.link::after { content: ''; position: absolute; inset: 0; border-radius: var(--round) }
.foot { display: flex; align-items: center; justify-content: space-between; flex-wrap: wrap; gap: .4em; min-block-size: 44px }
.cost { display: grid; min-inline-size: 0 }
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
.add[data-state=pending] { opacity: .6; cursor: progress }
.add[data-state=failed] { border-style: dashed }
.add:hover { box-shadow: inset 0 0 0 99rem color-mix(in srgb, currentColor 12%, transparent) }
.link:hover { text-decoration: underline; text-underline-offset: .15em }
.add:focus-visible, .link:focus-visible::after { outline: 2px solid var(--pairwell-focus, currentColor); outline-offset: 2px }
.link:focus-visible { outline: 0 }
.status { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@container (min-width: 48rem) {
  .text { block-size: 5.4em }
  .reason[part~=benefit] { -webkit-line-clamp: 2 }
}
@container (max-width: 30rem) {
  .column .list { grid-auto-flow: row; grid-auto-columns: 100%; gap: .75rem; overflow: visible }
  .column .card { grid-template-columns: 4.5rem 1fr auto; gap: .75rem; align-items: center }
  .column .text { font-size: .9375em; block-size: auto }
  .column .reason:not([part~=benefit]) { -webkit-line-clamp: 1 }
  .column .text .partner { position: static; max-inline-size: none; padding: 0; color: inherit; background: none; font-weight: 600 }
  .column .foot { display: grid; justify-items: end; gap: .2rem }
  .column .cost { display: flex; flex-direction: row-reverse; align-items: baseline; gap: .4em }
  .quiet .card { grid-template-columns: 3.5rem 1fr auto }
}
.quiet { font-size: .9375em }
.quiet .heading { font-size: 1.0625em }
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
  .add, .image { transition: box-shadow .15s, opacity .15s, transform .3s }
  .card:hover .image { transform: scale(1.03) }
}
@keyframes breathe { to { opacity: .45 } }
`;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** @param {ShadowRoot} root */
export function adoptStyles(root) {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  root.adoptedStyleSheets = [sheet];
}
