// Measures what the search costs a page that embeds it, against a server of the built binary:
//   node measure-widget.js            (VESTNIK_BIN names another binary; use a release build for figures to keep)
// Prints sizes, and medians over fresh pages of the time that the main thread is kept busy.

import { gzipSync, brotliCompressSync } from 'node:zlib';

import { launchBrowser, openPage } from './lib/browser.js';
import { NEWSPAPER, startWorld } from './lib/foreign-site.js';
import { Widget } from './lib/widget.js';

const NUM_ROUNDS = 15;
/** A phone of a few years ago is about this many times as slow. */
const SLOWDOWNS = [1, 4];
const SCRIPTS = ['vestnik', 'frame-host', 'frame'];

const median = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
const format = (ms) => `${ms.toFixed(1).padStart(8)} ms`;

/** Milliseconds that the page's main thread has been at work. */
async function taskTime(devtools) {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
}

/** Waits until what was done is drawn. */
const drawn = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));

/** Main-thread time of one page: without the widget, with it, of a search, of suggestions. */
async function measure(browser, world, slowdown) {
  const { page, close } = await openPage(browser, world.address, { origins: world.origins, javaScriptEnabled: true });
  try {
    await page.context().route(`${NEWSPAPER}/**`, (route) => route.abort());
    const devtools = await page.context().newCDPSession(page);
    // Time of the thread, so that what else the machine does is not counted.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    const widget = new Widget(page);
    const timed = async (work) => {
      const before = await taskTime(devtools);
      await work();
      await drawn(page);
      return (await taskTime(devtools)) - before;
    };
    await page.goto(world.page('<div id="place"></div>'));
    await drawn(page);
    const start = await timed(() => page.evaluate(async (endpoint) => {
      const element = document.createElement('vestnik-search');
      element.setAttribute('endpoint', endpoint);
      document.querySelector('#place').append(element);
      await customElements.whenDefined('vestnik-search');
    }, world.endpoint));
    await widget.ready();
    const search = await timed(() => widget.after(() => widget.host.evaluate((element) => element.search('переговоры'))));
    const shift = await page.evaluate(() => new Promise((resolve) => {
      new PerformanceObserver((list) => resolve(list.getEntries().reduce((sum, { value }) => sum + value, 0)))
        .observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => resolve(0), 100);
    }));
    return { start, search, shift };
  } finally {
    await close();
  }
}

/** Milliseconds from the start of the script to the end of its first run, as the browser tells them. */
async function scriptTime(browser, world, slowdown) {
  const { page, close } = await openPage(browser, world.address, { origins: world.origins, javaScriptEnabled: true });
  try {
    const devtools = await page.context().newCDPSession(page);
    // Time of the thread, so that what else the machine does is not counted.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await new Widget(page).open(world.widget());
    await drawn(page);
    const { metrics } = await devtools.send('Performance.getMetrics');
    const of = (name) => metrics.find((metric) => metric.name === name).value * 1000;
    return { script: of('ScriptDuration'), layout: of('LayoutDuration') + of('RecalcStyleDuration') };
  } finally {
    await close();
  }
}

const world = await startWorld();
const browser = await launchBrowser();
try {
  for (const name of SCRIPTS) {
    const text = await (await fetch(`${world.endpoint}/embed/v1/${name}.js`)).text();
    const [gzip, brotli] = [gzipSync(text, { level: 9 }).length, brotliCompressSync(text).length];
    console.log(`${`${name}.js`.padEnd(14)} ${text.length} characters, ${gzip} bytes with gzip, ${brotli} with brotli`);
  }
  for (const slowdown of SLOWDOWNS) {
    const rounds = [];
    for (let round = 0; round < NUM_ROUNDS; round += 1) {
      rounds.push({ ...(await measure(browser, world, slowdown)), ...(await scriptTime(browser, world, slowdown)) });
    }
    console.log(`Main thread, CPU slowed down ${slowdown} times, median of ${NUM_ROUNDS} pages:`);
    for (const [name, text] of [
      ['script', 'script until the empty box is drawn'],
      ['layout', 'style and layout of that'],
      ['start', 'one more box, drawn'],
      ['search', 'a search with 10 hits, drawn'],
    ]) {
      console.log(`  ${text.padEnd(38)} ${format(median(rounds.map((round) => round[name])))}`);
    }
    console.log(`  ${'layout shift (CLS)'.padEnd(38)} ${median(rounds.map(({ shift }) => shift)).toFixed(3)}`);
  }
} finally {
  await browser.close();
  await world.stop();
}
