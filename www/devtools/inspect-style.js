/** The styles of the inspector's window, light and dark. */
import { stylist } from '../element/styles.js';

const CSS = `
:host { all: initial; color-scheme: light dark }
* { box-sizing: border-box; margin: 0 }
.panel {
  --ink: light-dark(#1d2330, #e8ecf4); --soft: light-dark(#5a6275, #a3adc2); --line: light-dark(#d9deea, #394156);
  --raised: light-dark(#f4f6fb, #232a3a); --paper: light-dark(#fff, #171c28); --accent: light-dark(#2f4fd0, #93a8ff);
  position: fixed; inset-block-end: 1rem; inset-inline-end: 1rem; z-index: 2147483000;
  inline-size: min(34rem, 100vw - 2rem); max-block-size: min(44rem, 100vh - 2rem);
  display: grid; grid-template-rows: auto minmax(0, 1fr) auto;
  font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: var(--ink); background: var(--paper);
  border: 1px solid var(--line); border-radius: 14px; box-shadow: 0 18px 50px #0004; overflow: hidden;
}
header { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; padding: .6rem .75rem .6rem 1rem; background: var(--raised); border-block-end: 1px solid var(--line) }
h2 { font-size: 1rem; font-weight: 650; margin-inline-end: .5rem }
h3 { font-size: .75rem; font-weight: 650; letter-spacing: .04em; text-transform: uppercase; color: var(--soft); margin-block: 1rem .4rem }
.tabs { display: flex; flex-wrap: wrap; gap: .35rem; flex: 1 }
button { font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 99rem; padding: .2rem .75rem; min-block-size: 30px; cursor: pointer }
button:hover { border-color: var(--accent) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.tab[aria-pressed=true] { color: var(--paper); background: var(--accent); border-color: var(--accent) }
.close { font-size: 1.25rem; line-height: 1; border-color: transparent; inline-size: 32px; padding: 0 }
.body { overflow: auto; padding: .25rem 1rem 1rem; overscroll-behavior: contain }
.moment { font-size: .8125rem; color: var(--soft); padding-block-start: .6rem; overflow-wrap: anywhere }
.list { display: grid; gap: .4rem; padding: 0; list-style: none }
.entry { border: 1px solid var(--line); border-radius: 10px; background: var(--paper) }
.entry[open] { background: var(--raised) }
summary { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .1rem .75rem; padding: .5rem .75rem; cursor: pointer; border-radius: 10px; list-style: none }
summary::-webkit-details-marker { display: none }
.name { font-weight: 600; overflow-wrap: anywhere }
code { font: 12px/1.6 ui-monospace, "SF Mono", Menlo, Consolas, monospace; color: var(--soft) }
summary code { grid-row: 2; grid-column: 1 }
.number { grid-row: 1; grid-column: 2; font-variant-numeric: tabular-nums; font-weight: 600; text-align: end }
.badges { grid-row: 3; grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: .25rem }
.badges:empty { display: none }
.badge { font-size: .75rem; line-height: 1.6; padding: 0 .5rem; border: 1px solid var(--line); border-radius: 99rem; white-space: nowrap }
.badge.by { color: var(--accent); border-color: currentColor }
.badge.why { white-space: normal; border: 0; padding: 0; color: light-dark(#a13a1d, #ffb199) }
svg { display: block; inline-size: calc(100% - 1.5rem); block-size: 8px; margin: .15rem .75rem .5rem; border-radius: 99rem; background: var(--line) }
table { inline-size: calc(100% - 1.5rem); margin: 0 .75rem .6rem; border-collapse: collapse; font-size: .8125rem }
th { font-weight: 400; text-align: start; padding: .15rem 0; overflow-wrap: anywhere }
td { text-align: end; padding: .15rem 0; font-variant-numeric: tabular-nums; white-space: nowrap }
tr:last-child > * { border-block-start: 1px solid var(--line); font-weight: 600 }
.dot { display: inline-block; inline-size: .6em; block-size: .6em; border-radius: 50%; margin-inline-end: .5em }
.part-0 { fill: #8b94a8; background: #8b94a8 } .part-1 { fill: #4c6ef5; background: #4c6ef5 }
.part-2 { fill: #12a594; background: #12a594 } .part-3 { fill: #e5890a; background: #e5890a }
.part-4 { fill: #c2398f; background: #c2398f } .part-5 { fill: #7048e8; background: #7048e8 }
footer { border-block-start: 1px solid var(--line); padding: .6rem 1rem; background: var(--raised); max-block-size: 18rem; overflow: auto }
.ask { display: flex; align-items: center; gap: .5rem }
.query { flex: 1; min-inline-size: 0; font: 13px/1.5 ui-monospace, Menlo, Consolas, monospace; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: .3rem .6rem; min-block-size: 32px }
.answer:not(:empty) { margin-block-start: .6rem }
`;

export const adoptInspectorStyles = stylist(CSS);
