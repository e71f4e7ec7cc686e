import assert from 'node:assert/strict';

import { DESKTOP, NARROW, PHONE } from '../lib/browser.js';
import { horizontalOverflow, movement, smallTargets } from '../lib/layout.js';
import { ResultsPage } from '../lib/results-page.js';
import { STATES } from '../lib/states.js';
import { browserSuite } from '../lib/suite.js';

const check = browserSuite();

for (const viewport of [NARROW, PHONE, DESKTOP]) {
  for (const { name, path, expected } of STATES) {
    check(`nothing is wider than the window: ${name}, ${viewport.width} px`, { viewport, expected }, async (page) => {
      await page.goto(path);
      assert.deepEqual(await horizontalOverflow(page), []);
    });
  }
}

check('a long word without a break does not widen the page', { viewport: NARROW }, async (page) => {
  await page.goto(`/?q=${'достопримечательность'.repeat(12)}`);
  assert.deepEqual(await horizontalOverflow(page), []);
});

for (const { name, path, expected } of STATES) {
  check(`targets are large enough for a finger: ${name}`, { viewport: PHONE, hasTouch: true, expected }, async (page) => {
    await page.goto(path);
    // On a phone the filters are folded away until they are asked for.
    for (const fold of await page.locator('summary:visible').all()) {
      await fold.click();
    }
    assert.deepEqual(await smallTargets(page), []);
  });
}

for (const { name, path, expected } of STATES) {
  check(`nothing moves where movement is unwanted: ${name}`, { reducedMotion: 'reduce', expected }, async (page) => {
    await page.goto(path);
    assert.deepEqual(await movement(page), []);
  });
}

check('filters stand open on a desktop and are one tap away on a phone', {}, async (page) => {
  const results = new ResultsPage(page);
  await page.setViewportSize(DESKTOP);
  await results.open({ q: 'переговоры' });
  const [field] = results.periodFields;
  assert.ok(await field.isVisible(), 'on a desktop');
  await page.setViewportSize(PHONE);
  await results.open({ q: 'переговоры' });
  assert.ok(!(await field.isVisible()), 'folded on a phone');
  const hit = await results.hits.first().boundingBox();
  assert.ok(hit.y < PHONE.height, `a phone shows a result without scrolling; the first begins at ${hit.y} px`);
  await results.filters.getByText('Фильтры', { exact: true }).click();
  await field.waitFor();
});

check('dark mode is dark and light mode is light', {}, async (page) => {
  const brightness = async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('/');
    return page.evaluate(() => {
      const colours = [document.body, document.documentElement].map((each) => getComputedStyle(each).backgroundColor);
      const [red, green, blue] = colours.find((colour) => !/^rgba\(.*, 0\)$/.test(colour)).match(/[\d.]+/g).map(Number);
      return (red + green + blue) / 3 / 255;
    });
  };
  assert.ok((await brightness('light')) > 0.8);
  assert.ok((await brightness('dark')) < 0.25);
});
