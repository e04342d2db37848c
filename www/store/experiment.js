/** The experiment's console: shows what the report said on the day that is chosen; computes no statistics. */
import { byId, make } from './dom.js';

/**
 * @typedef {{estimate: number, low: number, high: number}} Effect shares: .1 is 10 % more
 * @typedef {{name: string, triggered: number, counted: number, buyers: number}} Arm
 * @typedef {{day: number, sentence: string, verdict: string, relative: Effect | null, arms: Arm[]}} Day
 * @typedef {{planted: number, arrivals: number, days: Day[]}} Rehearsed
 */

const SVG = 'http://www.w3.org/2000/svg';
/** The chart's inner edges. */
const [LEFT, RIGHT, TOP, BOTTOM] = [106, 700, 24, 300];
/** What the vertical axis shows, as shares. */
const [LEAST, MOST] = [-0.25, 1];
const STEPS = [-0.25, 0, 0.25, 0.5, 0.75, 1];

const slider = /** @type {HTMLInputElement} */ (byId('slider'));
const chart = byId('chart');
const count = new Intl.NumberFormat('en');
const whole = new Intl.NumberFormat('en', { signDisplay: 'exceptZero' });
/** As the report writes it. @param {number} share */
const percent = (share) => `${whole.format(share * 100).replace('-', '−')} %`;

/** @type {Rehearsed} */
const rehearsed = await (await fetch(new URL('./experiment/days.json', import.meta.url))).json();
const { planted, arrivals, days } = rehearsed;

byId('planted').textContent =
  `Planted in the simulation: ${percent(planted)} devices that buy. New devices come on ${arrivals} days; each counts when its window of seven days has closed.`;
slider.max = String(days.length);
slider.value = slider.max;
slider.addEventListener('input', show);
show();

function show() {
  const day = days[Number(slider.value) - 1];
  byId('day').textContent = String(day.day);
  const sentence = byId('sentence');
  sentence.textContent = day.sentence;
  sentence.classList.toggle('decided', day.verdict === 'better' || day.verdict === 'worse');
  sentence.classList.toggle('stopped', day.verdict === 'none');
  byId('arms').replaceChildren(...day.arms.map(row));
  draw(days.slice(0, day.day));
}

/** @param {Arm} arm */
function row({ name, triggered, counted, buyers }) {
  const cells = [triggered, counted, buyers].map((number) => make('td', {}, count.format(number)));
  return make('tr', {}, make('th', { scope: 'row' }, name), ...cells);
}

/** Draws the days so far. @param {Day[]} until */
function draw(until) {
  const judged = until.filter((day) => day.relative);
  const across = (/** @type {number} */ day) => LEFT + ((RIGHT - LEFT) * (day - 1)) / Math.max(1, days.length - 1);
  const up = (/** @type {number} */ share) =>
    BOTTOM - ((BOTTOM - TOP) * (Math.min(MOST, Math.max(LEAST, share)) - LEAST)) / (MOST - LEAST);
  const point = (/** @type {Day} */ { day }, /** @type {number} */ share) =>
    `${across(day).toFixed(1)} ${up(share).toFixed(1)}`;
  const parts = STEPS.flatMap((share) => [
    shape('line', { class: share === 0 ? 'zero' : 'grid', x1: LEFT, x2: RIGHT, y1: up(share), y2: up(share) }),
    words(percent(share), { x: LEFT - 8, y: up(share) + 4, 'text-anchor': 'end' }),
  ]);
  for (let day = 7; day <= days.length; day += 7) {
    parts.push(words(`day ${day}`, { x: across(day), y: BOTTOM + 30, 'text-anchor': 'middle' }));
  }
  if (judged.length > 0) {
    const effects = judged.map((day) => ({ day, .../** @type {Effect} */ (day.relative) }));
    const low = effects.map(({ day, low }) => point(day, low));
    const high = effects.map(({ day, high }) => point(day, high));
    const last = effects[effects.length - 1];
    parts.push(
      shape('path', { class: 'band', d: `M${[...high, ...low.reverse()].join('L')}Z` }),
      shape('path', { class: 'line', d: `M${effects.map(({ day, estimate }) => point(day, estimate)).join('L')}` }),
      shape('circle', { class: 'now', r: 5, cx: across(last.day.day), cy: up(last.estimate) }),
    );
  }
  parts.push(shape('line', { class: 'truth', x1: LEFT, x2: RIGHT, y1: up(planted), y2: up(planted) }));
  chart.replaceChildren(...parts);
}

/** @param {string} name @param {Record<string, string | number>} attributes */
function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** @param {string} text @param {Record<string, string | number>} attributes */
function words(text, attributes) {
  const element = shape('text', attributes);
  element.textContent = text;
  return element;
}
