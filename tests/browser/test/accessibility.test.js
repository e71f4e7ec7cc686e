import assert from 'node:assert/strict';

import { axeViolations } from '../lib/axe.js';
import { DESKTOP, PHONE } from '../lib/browser.js';
import { rubricsBySize } from '../lib/corpus.js';
import { ResultsPage } from '../lib/results-page.js';
import { STATES } from '../lib/states.js';
import { browserSuite } from '../lib/suite.js';

const check = browserSuite();

for (const { name, path, expected } of STATES) {
  for (const viewport of [PHONE, DESKTOP]) {
    for (const colorScheme of ['light', 'dark']) {
      // axe is a script, so scripts are on; the page's content security policy stays in force.
      const options = { javaScriptEnabled: true, viewport, colorScheme, expected };
      check(`axe finds nothing: ${name}, ${viewport.width} px, ${colorScheme}`, options, async (page) => {
        await page.goto(path);
        assert.deepEqual(await axeViolations(page), []);
      });
    }
  }
}

for (const { name, path, expected, lang = 'ru' } of STATES) {
  check(`landmarks, headings and labels: ${name}`, { expected }, async (page) => {
    await page.goto(path);
    assert.equal(await page.locator('html').getAttribute('lang'), lang);
    assert.match(await page.title(), /Вестник/);
    for (const role of ['banner', 'main', 'contentinfo', 'search']) {
      assert.equal(await page.getByRole(role).count(), 1, `landmarks of role ${role}`);
    }
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, 'headings of level 1');
    assert.equal(await page.getByRole('searchbox').count(), 1, 'search boxes');

    const nameless = [];
    for (const role of ['link', 'button', 'searchbox', 'textbox', 'checkbox', 'radio', 'combobox', 'navigation']) {
      const all = page.getByRole(role);
      const named = page.getByRole(role, { name: /\S/ });
      if ((await all.count()) !== (await named.count())) {
        nameless.push(role);
      }
    }
    assert.deepEqual(nameless, [], 'roles with an element that has no name');
  });
}

check('the start page and every query have titles of their own', {}, async (page) => {
  const titles = [];
  for (const path of ['/', '/?q=переговоры', '/?q=Керри', '/?sort=newest', '/?lang=en']) {
    await page.goto(path);
    titles.push(await page.title());
  }
  assert.equal(new Set(titles).size, titles.length, titles.join('\n'));
});

check('the chart has a summary in words, and every bar has a name', {}, async (page) => {
  const results = new ResultsPage(page);
  await results.open({ sort: 'newest' });
  await results.main.getByRole('img', { name: /20\d\d/ }).waitFor();
  const bars = await results.bars.all();
  assert.ok(bars.length > 1);
  for (const bar of bars) {
    assert.match(await bar.innerText(), /^20\d\d: \d+\sматериал/);
  }
});

check('what is chosen is told to a screen reader', {}, async (page) => {
  const results = new ResultsPage(page);
  const [chosen, other] = rubricsBySize();
  await results.open({ rubric: chosen, sort: 'oldest', page: 2 });
  assert.equal(await results.rubric(chosen).getAttribute('aria-current'), 'true');
  assert.equal(await results.rubric(other).getAttribute('aria-current'), null);
  assert.equal(await results.order('oldest').getAttribute('aria-current'), 'true');
  assert.equal(await results.order('newest').getAttribute('aria-current'), null);
  assert.deepEqual(await results.paging.locator('[aria-current=page]').allInnerTexts(), ['2']);
});
