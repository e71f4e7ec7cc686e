// The browser, and a watch over everything that no page of ours may do.

import { chromium } from 'playwright-core';

/** A wait that ends with its condition; only a failing test reaches this limit. */
const TIMEOUT_MS = 15_000;

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };
/** The narrowest screen; also what 1280 px are at 400 % zoom. */
export const NARROW = { width: 320, height: 568 };

export function launchBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' });
}

/**
 * Opens a page in a context of its own. Scripts are off unless `options` say otherwise, which are those of a
 * Playwright context, and `origins`: other origins that the page may talk to.
 */
export async function openPage(browser, address, { origins = [], ...options } = {}) {
  const context = await browser.newContext({
    baseURL: address,
    javaScriptEnabled: false,
    locale: 'ru-RU',
    timezoneId: 'Europe/Moscow',
    viewport: DESKTOP,
    ...options,
  });
  context.setDefaultTimeout(TIMEOUT_MS);
  const problems = watch(context, [new URL(address).origin, ...origins]);
  const page = await context.newPage();
  return { page, problems, close: () => context.close() };
}

/**
 * Collects what must not happen, as sentences: console errors (violations of the content security policy are
 * among them), script errors, requests to other hosts, failed requests and error answers.
 */
function watch(context, origins) {
  const problems = [];
  context.on('console', (message) => {
    if (['error', 'warning', 'assert'].includes(message.type())) {
      problems.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  context.on('weberror', (error) => problems.push(`script error: ${error.error().message}`));
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (!origins.includes(url.origin) && url.protocol !== 'data:') {
      problems.push(`request to another host: ${url}`);
    }
  });
  context.on('requestfailed', (request) => {
    // Leaving a page before its icon has come is no failure.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') {
      problems.push(`request failed: ${request.url()}: ${request.failure()?.errorText}`);
    }
  });
  context.on('response', (response) => {
    if (response.status() >= 400) {
      problems.push(`answer ${response.status()}: ${response.url()}`);
    }
  });
  return problems;
}
