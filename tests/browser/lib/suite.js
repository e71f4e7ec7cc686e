// What every test file shares: one server and one browser for the file, one context for each test.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launchBrowser, openPage } from './browser.js';
import { startServer } from './server.js';

const TEST_TIMEOUT_MS = 120_000;

/**
 * Returns `check(name, options, body)`, which declares a test whose body gets a fresh page. Options are those of
 * a Playwright context, and `expected`: patterns of problems that belong to the test, such as an error answer.
 */
export function browserSuite() {
  let browser;
  let server;
  before(async () => {
    // Both are awaited even when one fails, so that `after` can stop the other.
    const started = await Promise.allSettled([
      startServer().then((it) => (server = it)),
      launchBrowser().then((it) => (browser = it)),
    ]);
    const failed = started.find(({ status }) => status === 'rejected');
    if (failed) {
      throw failed.reason;
    }
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  return function check(name, options, body) {
    const { expected = [], ...contextOptions } = options;
    test(name, { timeout: TEST_TIMEOUT_MS }, async () => {
      const { page, problems, close } = await openPage(browser, server.address, contextOptions);
      try {
        await body(page);
        const surprises = problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)));
        assert.deepEqual(surprises, [], 'the page must do nothing of this');
      } finally {
        await close();
      }
    });
  };
}
