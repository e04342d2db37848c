/** Counts what can be counted of a shelf's looks in the manner of themes, from 320 pixels to 1180: cut cards, frames, room below, rows at the checkout. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { frames, waitForState } from './browser.mjs';
import { cart, open, page, setStage, shelf } from './stage.mjs';
import { THEMES, bodyOf, headOf } from './themes.mjs';

setStage();

const WIDTHS = [320, 360, 375, 390, 412, 480, 520, 560, 600, 645, 700, 768, 900, 1024, 1180];

/** Opens a page of a theme. @param {string} shown @param {keyof typeof THEMES} [theme] @param {number} [width] */
async function openIn(shown, theme = 'classic', width = 1180) {
  await open(bodyOf(shown), { head: headOf(theme) });
  await page.setViewportSize({ width, height: 900 });
  await waitForState(page, 'ready');
  await frames(page, 3);
}

/** The share of each card that is in the list's window. */
const shares = () =>
  page.$eval('pairwell-shelf', (it) => {
    const list = it.shadowRoot.querySelector('.list').getBoundingClientRect();
    const cards = [...it.shadowRoot.querySelectorAll('.card:not(.ghost)')].map((card) => card.getBoundingClientRect());
    return cards.map(
      (card) => Math.max(Math.min(card.right, list.right) - Math.max(card.left, list.left), 0) / card.width,
    );
  });

describe('a card at the edge of a list', () => {
  for (const columns of [undefined, 1, 2, 3, 6]) {
    test(`is whole, or clearly shows that there are more: ${columns ?? 'the usual'} columns`, async () => {
      const style = columns ? `style="--pairwell-columns: ${columns}"` : '';
      await openIn(shelf(`items="${cart(1)}" limit="8" ${style}`));
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await frames(page, 2);
        const seen = await shares();
        assert.ok(seen.length >= 4, `${seen.length} cards`);
        for (const share of seen) {
          const isWhole = share > 0.999;
          const peeks = share === 0 || (share > 0.25 && share < 2 / 3);
          assert.ok(isWhole || peeks, `at ${width} px, ${Math.round(share * 100)} % of a card is seen: ${seen}`);
        }
        assert.ok(seen.filter((share) => share > 0.999).length <= (columns ?? 4), `${seen} at ${width} px`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(overflow <= 0, `the page is ${overflow} px too wide at ${width} px`);
      }
    });
  }

  test('is as high as its ghost at every width, so that nothing moves', async () => {
    await openIn(`${shelf(`items="${cart(1)}" limit="4"`)}<pairwell-shelf id="ghosts"></pairwell-shelf>`);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await frames(page, 2);
      const [card, ghost] = await page.evaluate(() => {
        const [shown, held] = document.querySelectorAll('pairwell-shelf');
        held.frame.hold(4);
        return [shown, held].map((it) => it.shadowRoot.querySelector('.list').getBoundingClientRect().height);
      });
      assert.ok(Math.abs(card - ghost) < 0.5, `${card} and ${ghost} px at ${width} px`);
    }
  });
});

describe('the focus', () => {
  test('draws no frame round a shelf after a click, and still shows the keyboard where it is', async () => {
    await openIn(shelf(`items="${cart(1)}"`), 'blocks');
    const outlines = () =>
      page.$eval('pairwell-shelf', (it) => {
        const { activeElement } = it.shadowRoot;
        const look = activeElement?.matches('a.link')
          ? getComputedStyle(activeElement, '::after')
          : getComputedStyle(activeElement ?? it);
        return { host: getComputedStyle(it).outlineStyle, isFocused: it.matches(':focus'), control: look.outlineStyle };
      });
    await page.locator('pairwell-shelf .add').first().click();
    assert.deepEqual(await outlines(), { host: 'none', isFocused: true, control: 'none' });
    for (const control of ['button', 'link']) {
      await page.keyboard.press('Tab');
      assert.deepEqual(await outlines(), { host: 'none', isFocused: true, control: 'solid' }, control);
    }
  });
});

describe('the room below a shelf', () => {
  for (const theme of /** @type {(keyof typeof THEMES)[]} */ (Object.keys(THEMES))) {
    test(`keeps the ${theme} theme's next heading away`, async () => {
      await openIn(shelf(`items="${cart(1)}"`), theme);
      const [above, below] = await page.evaluate(() => {
        const box = (element) => element.getBoundingClientRect();
        const part = (name) => box(document.querySelector('pairwell-shelf').shadowRoot.querySelector(name));
        const text = document.querySelector('main p');
        return [
          part('.heading').top - box(text).bottom,
          box(document.querySelector('#after')).top - part('.list').bottom,
        ];
      });
      assert.ok(above >= 16 && above <= 64, `${above} px above`);
      assert.ok(below >= 24 && below <= 64, `${below} px below`);
    });
  }

  test('is none where the shelf shows nothing', async () => {
    const nothing = '<div style="height: 100vh"></div><pairwell-shelf model="../model/" min="99"></pairwell-shelf>';
    await open(bodyOf(nothing), { head: headOf('classic') });
    await waitForState(page, 'empty');
    const [beside, without] = await page.evaluate(() => {
      const top = () => document.querySelector('#after').getBoundingClientRect().top;
      const before = top();
      document.querySelector('pairwell-shelf').remove();
      return [before, top()];
    });
    assert.equal(beside, without);
  });
});

describe('a checkout shelf', () => {
  test('is small however wide it is: pictures like stamps, no larger than the text beside them', async () => {
    await openIn(shelf(`placement="checkout" items="${cart(1)}" limit="2" store="none"`));
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await frames(page, 2);
      const [picture, height] = await page.$eval('pairwell-shelf', (it) =>
        ['.picture', '.card'].map((name) => it.shadowRoot.querySelector(name).getBoundingClientRect().height),
      );
      assert.ok(picture <= 64 && height <= 120, `at ${width} px, a picture of ${picture} px in a card of ${height} px`);
    }
  });
});

describe("a theme's own heading in the slot", () => {
  test('looks as it does elsewhere on the page, and is one heading', async () => {
    await openIn(shelf(`items="${cart(1)}"`, '<h2 slot="heading">You may also like</h2>'));
    const looks = await page.evaluate(() =>
      ['pairwell-shelf h2', '#after'].map((name) => {
        const { fontSize, fontWeight, fontFamily, lineHeight, color } = getComputedStyle(document.querySelector(name));
        return { fontSize, fontWeight, fontFamily, lineHeight, color };
      }),
    );
    assert.deepEqual(looks[0], looks[1]);
    assert.equal(await page.getByRole('heading', { name: 'You may also like' }).count(), 1);
  });
});
