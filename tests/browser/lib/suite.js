// What every test file shares: one server and one browser for the file, one context for each test.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launchBrowser, openPage } from './browser.js';
import { startServer } from './server.js';

const TEST_TIMEOUT_MS = 120_000;

/**
 * Returns `check(name, options, body)`, which declares a test whose body gets a fresh page and what `start` returned.
 * Options are those of a Playwright context, and `expected`: patterns of problems that belong to the test, such as
 * an error answer.
 * @param {() => Promise<{ address: string, origins?: string[], stop: () => Promise<void> }>} start starts what the
 * pages are opened from; `origins` are further ones that they may ask
 * @param {object} defaults options of all tests
 */
export function browserSuite(start = startServer, defaults = {}) {
  let browser;
  let server;
  before(async () => {
    // Both are awaited even when one fails, so that `after` can stop the other.
    const started = await Promise.allSettled([
      start().then((it) => (server = it)),
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
    const { expected = [], ...contextOptions } = { ...defaults, ...options };
    test(name, { timeout: TEST_TIMEOUT_MS }, async () => {
      const { page, problems, close } = await openPage(browser, server.address, {
        origins: server.origins,
        ...contextOptions,
      });
      try {
        await body(page, server);
        const surprises = problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)));
        assert.deepEqual(surprises, [], 'the page must do nothing of this');
      } finally {
        await close();
      }
    });
  };
}
