/** Writes pages in the manner of two shop themes, a classic one and one of blocks: what they say of focus, headings and space; never a theme's own file. */

/** @typedef {'classic' | 'blocks'} ThemeName */

/** A classic theme: a reset of all margins, thin large headings, space below what it knows. */
const CLASSIC = `
  html, body, h1, h2, p, ul, li, main, section { margin: 0; padding: 0; border: 0; font-size: 100%; vertical-align: baseline }
  body { font: 400 16px/1.618 "Source Sans Pro", "Helvetica Neue", Helvetica, Arial, sans-serif; color: #6d6d6d; background: #fff }
  h1, h2 { clear: both; font-weight: 300; color: #333; line-height: 1.214; letter-spacing: -1px; margin: 0 0 .5407911001em }
  h1 { font-size: 2.617924em }
  h2 { font-size: 2em }
  p { margin: 0 0 1.41575em }
  a { color: #7f54b3 }
  a:focus, button:focus, input:focus { outline: 2px solid #7f54b3 }
  button { border: 0; background: #333; color: #fff; padding: .6180469716em 1.41575em; font-weight: 600 }
  @media (prefers-color-scheme: dark) { body { background: #1b1b1f; color: #c9c9cf } h1, h2 { color: #f2f2f5 } a { color: #c3a5ee } }
`;

/** A theme of blocks: space comes from the layout, and whatever has the focus gets a frame. */
const BLOCKS = `
  body { margin: 0; font: 300 1.125rem/1.4 Manrope, system-ui, sans-serif; letter-spacing: -.1px; color: #111; background: #fff }
  h1, h2 { font-weight: 400; line-height: 1.125; letter-spacing: -.1px; text-wrap: balance }
  h1 { font-size: 3rem }
  h2 { font-size: clamp(1.75rem, 1.5rem + 1vw, 2rem) }
  :where(.is-layout-flow) > * { margin-block: 1.2rem 0 }
  :where(.is-layout-flow) > :first-child { margin-block-start: 0 }
  :where(.wp-site-blocks *:focus) { outline-width: 2px; outline-style: solid }
  @media (prefers-color-scheme: dark) { body { background: #111; color: #f4f4f2 } }
`;

/** @type {Record<ThemeName, string>} */
export const THEMES = { classic: CLASSIC, blocks: BLOCKS };

/** Everything that a page in a theme adds to its sheet. */
const FRAME = `
  :root { color-scheme: light dark }
  main.is-layout-flow { max-inline-size: 72rem; margin-inline: auto; padding: 1rem }
`;

/** The head of a page in that theme. @param {ThemeName} theme */
export const headOf = (theme) => `
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <style>${FRAME}${THEMES[theme]}</style>`;

/** The body of a page: a section of its own before and after what it shows. @param {string} shown */
export const bodyOf = (shown) => `
  <div class="wp-site-blocks"><main class="is-layout-flow">
    <h2 id="before">Description</h2>
    <p>The kettle holds a litre and boils it in four minutes. It is made of steel, and its handle stays cool.</p>
    ${shown}
    <h2 id="after">Related products</h2>
    <p>More kettles, pots and cups, each with its own description.</p>
  </main></div>`;
