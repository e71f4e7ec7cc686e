import assert from 'node:assert/strict';

import { PHONE } from '../lib/browser.js';
import { browserSuite } from '../lib/suite.js';

const check = browserSuite();

check('the API viewer opens without other hosts and shows the API', { javaScriptEnabled: true }, async (page) => {
  await page.goto('/docs');
  await page.getByText('/api/v1/search', { exact: true }).first().waitFor();
  await page.getByText('/api/v1/rubrics', { exact: true }).first().waitFor();
  await page.waitForLoadState('load');
});

check('the API viewer opens on a phone', { javaScriptEnabled: true, viewport: PHONE }, async (page) => {
  const answer = await page.goto('/docs');
  assert.equal(answer.status(), 200);
  await page.getByText('/api/v1/search', { exact: true }).first().waitFor();
});
