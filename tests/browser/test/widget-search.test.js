import assert from 'node:assert/strict';

import { inRubrics } from '../lib/corpus.js';
import { startWorld, WIDGET_DEFAULTS } from '../lib/foreign-site.js';
import { browserSuite } from '../lib/suite.js';
import { Widget } from '../lib/widget.js';

const check = browserSuite(startWorld, WIDGET_DEFAULTS);

check('a word finds articles in every form, with total and highlights', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  const { total, query, page: number } = await widget.search('переговоры');
  assert.equal(query, 'переговоры');
  assert.equal(number, 1);
  assert.ok(total > 10);
  assert.equal(await widget.total(), total);
  assert.equal(await widget.hits.count(), 10);
  const marks = await widget.hits.locator('mark').allInnerTexts();
  assert.ok(marks.length > 0 && marks.every((mark) => /^переговор/i.test(mark)), marks.join());
});
