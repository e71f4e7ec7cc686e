import assert from 'node:assert/strict';

import { DESKTOP, PHONE } from '../lib/browser.js';
import { focused } from '../lib/layout.js';
import { ResultsPage } from '../lib/results-page.js';
import { STATES } from '../lib/states.js';
import { browserSuite } from '../lib/suite.js';

const check = browserSuite();

/** Thinner outlines are hard to see (WCAG 2.2, 2.4.13). */
const LEAST_OUTLINE_PX = 2;
const MOST_STOPS = 300;

/** Presses Tab from the top of the page until focus leaves it; returns every stop. */
async function walk(page) {
  // A page may put focus into its query box; the walk begins above it.
  while (await focused(page)) {
    await page.keyboard.press('Shift+Tab');
  }
  const stops = [];
  while (stops.length < MOST_STOPS) {
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    if (!stop || (stops.length > 1 && stop.number === stops[0].number)) {
      return stops;
    }
    // The parts of a date field are stops of their own inside one element.
    if (stop.number !== stops.at(-1)?.number) {
      stops.push(stop);
    }
  }
  assert.fail(`Tab reaches no end after ${MOST_STOPS} stops`);
}

for (const viewport of [PHONE, DESKTOP]) {
  for (const { name, path, expected } of STATES) {
    check(`focus order and visible focus: ${name}, ${viewport.width} px`, { viewport, expected }, async (page) => {
      await page.goto(path);
      const stops = await walk(page);
      assert.ok(stops.length >= 3, `only ${stops.length} stops`);
      assert.match(stops[0].text, /^(Перейти к содержанию|Skip to content)$/, 'the first stop is the skip link');
      const faint = stops.filter(({ outline }) => outline < LEAST_OUTLINE_PX).map(({ what }) => what);
      assert.deepEqual(faint, [], 'stops without a visible outline');
      const hidden = stops.filter(({ inWindow }) => !inWindow).map(({ what }) => what);
      assert.deepEqual(hidden, [], 'stops that cannot be seen');
      const order = stops.map(({ number }) => number);
      assert.deepEqual(order, [...order].sort((one, other) => one - other), 'stops follow the document');
    });
  }
}

check('the skip link leads past the header', {}, async (page) => {
  await page.goto('/?q=переговоры');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForURL(/#\S+$/);
  await page.keyboard.press('Tab');
  const inMain = await page.evaluate(() => Boolean(document.activeElement.closest('main')));
  assert.ok(inMain, `focus is at ${(await focused(page))?.what}`);
});

check('the chart can be skipped', {}, async (page) => {
  const results = new ResultsPage(page);
  await results.open({ sort: 'newest' });
  await results.main.getByRole('link', { name: 'Пропустить график' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/#hits$/);
  await page.keyboard.press('Tab');
  const inHit = await page.evaluate(() => Boolean(document.activeElement.closest('article')));
  assert.ok(inHit, `focus is at ${(await focused(page))?.what}`);
});

check('a search, a filter and a page need no mouse', {}, async (page) => {
  const results = new ResultsPage(page);
  const tabTo = async (locator) => {
    while (!(await locator.evaluate((element) => element === document.activeElement))) {
      await page.keyboard.press('Tab');
      assert.ok(await focused(page), 'Tab reaches it before the end of the page');
    }
  };
  await page.goto('/');
  await tabTo(results.queryBox);
  await page.keyboard.type('год');
  await page.keyboard.press('Enter');
  await results.waitFor((parameters) => parameters.get('q') === 'год');
  await tabTo(results.rubric('Экономика'));
  await page.keyboard.press('Enter');
  await results.waitFor((parameters) => parameters.get('rubric') === 'Экономика');
  await tabTo(results.order('newest'));
  await page.keyboard.press('Enter');
  await results.waitFor((parameters) => parameters.get('sort') === 'newest');
  assert.equal(results.parameters().get('rubric'), 'Экономика');
  assert.ok((await results.hits.count()) > 0);
});
