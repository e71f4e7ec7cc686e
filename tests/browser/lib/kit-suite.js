// What the tests of front-end kits share: an archive, a foreign site on another origin, and a browser.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launchBrowser, openPage } from './browser.js';
import { Bench, KITS } from './kits.js';
import { startServer } from './server.js';
import { startSite } from './site.js';

const TEST_TIMEOUT_MS = 60_000;

/** Starts everything before the tests of a file and stops it after them. */
function stage() {
  const running = {};
  before(async () => {
    // Both are awaited even when one fails, so that `after` can stop the other.
    const started = await Promise.allSettled([
      startServer().then((it) => (running.server = it)),
      launchBrowser().then((it) => (running.browser = it)),
    ]);
    const failed = started.find(({ status }) => status === 'rejected');
    if (failed) throw failed.reason;
    running.site = await startSite({ endpoint: running.server.address });
  });
  after(async () => {
    await running.browser?.close();
    await running.site?.stop();
    await running.server?.stop();
  });
  running.open = (options) =>
    openPage(running.browser, running.site.address, {
      javaScriptEnabled: true,
      origins: [running.server.address],
      ...options,
    });
  return running;
}

/** Runs `body` and fails when the page has complained of anything but `expected`. */
async function judge({ problems }, expected, body) {
  problems.length = 0;
  try {
    await body();
  } catch (error) {
    if (problems.length) error.message += `\nThe page:\n${problems.join('\n')}`;
    throw error;
  }
  const surprises = problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)));
  assert.deepEqual(surprises, [], 'the page must do nothing of this');
}

/**
 * Returns `check(name, options, body)`: `body(page, { site, server })` runs in a fresh page of the site. Options are
 * those of a Playwright context, and `expected`: patterns of problems that belong to the test.
 */
export function siteSuite() {
  const running = stage();
  return function check(name, { expected = [], ...options }, body) {
    test(name, { timeout: TEST_TIMEOUT_MS }, async () => {
      const opened = await running.open(options);
      try {
        await judge(opened, expected, () => body(opened.page, running));
      } finally {
        await opened.close();
      }
    });
  };
}

/**
 * Returns `check(name, options, body)`, which declares a test `body(bench, { page, server })` for every kit or for
 * those in `options.kits`. The tests of a kit share a page, since loading the libraries takes longest, and start an
 * application each; a test that fails takes its page with it.
 */
export function benchSuite() {
  const running = stage();
  const pages = new Map();

  async function pageOf(kit) {
    if (!pages.has(kit)) {
      const opened = await running.open();
      opened.bench = new Bench(opened.page);
      await opened.bench.open({ kit, host: new URL(running.server.address).host });
      pages.set(kit, opened);
    }
    return pages.get(kit);
  }

  return function check(name, { kits = KITS, expected = [] }, body) {
    for (const kit of kits) {
      test(`${name} (${kit.name})`, { timeout: TEST_TIMEOUT_MS }, async () => {
        const opened = await pageOf(kit);
        try {
          await judge(opened, expected, () => body(opened.bench, { page: opened.page, server: running.server }));
          await opened.bench.finish();
        } catch (error) {
          pages.delete(kit);
          await opened.close();
          throw error;
        }
      });
    }
  };
}
