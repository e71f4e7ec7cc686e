import assert from 'node:assert/strict';

import { articles } from '../lib/corpus.js';
import { eventually } from '../lib/eventually.js';
import { bare } from '../lib/faulty.js';
import { NEWSPAPER, widgetSuite } from '../lib/foreign-site.js';
import { recorded, recordEvents, Widget } from '../lib/widget.js';

const check = widgetSuite();

/** So many times is an element taken out and put back where leaks are looked for. */
const NUM_CYCLES = 50;
/** What a browser may keep for itself over that many cycles; one leaked widget with its hits is about 100 kB. */
const HEAP_BOUND_BYTES = 1_000_000;

const ours = (endpoint, attributes) => `<vestnik-search endpoint="${endpoint}" ${attributes}></vestnik-search>`;

check('a search is told to the page, through shadow roots, with what was asked', {}, async (page, world) => {
  const widget = new Widget(page);
  await page.addInitScript(() => {
    addEventListener('vestnik-search', (event) => {
      globalThis.how = [event.bubbles, event.composed, event.cancelable, event.target.localName];
    });
  });
  await widget.open(world.widget('rubric="Политика" sort="newest"'));
  const detail = await widget.search('керри');
  assert.equal(typeof detail.tookMs, 'number');
  delete detail.tookMs;
  assert.deepEqual(detail, {
    query: 'керри',
    total: 3,
    page: 1,
    filters: { rubric: ['Политика'], source: [], period: '', from: '', to: '', sort: 'newest' },
    repaired: null,
  });
  assert.deepEqual(await page.evaluate(() => globalThis.how), [true, true, false, 'vestnik-search']);
});

check('a chosen hit is told, and its page opens', {}, async (page, world) => {
  const widget = new Widget(page);
  const told = new Promise((resolve) => page.exposeFunction('tell', resolve));
  await page.addInitScript(() => addEventListener('vestnik-select', ({ detail }) => globalThis.tell(detail)));
  await widget.open(world.widget());
  await widget.search('керри прибыл');
  const title = (await widget.titlesShown())[0];
  const { id, url } = articles.find((article) => article.title === title);
  await widget.links.first().click();
  assert.deepEqual(await told, { id, url, title, position: 1, query: 'керри прибыл' });
  await page.waitForURL(`${NEWSPAPER}/**`);
});

check('a page can keep its readers: preventDefault', {}, async (page, world) => {
  const widget = new Widget(page);
  await page.addInitScript(() => addEventListener('vestnik-select', (event) => event.preventDefault()));
  const path = world.widget();
  await widget.open(path);
  await widget.search('керри');
  await widget.links.first().focus();
  await widget.eventAfter('vestnik-select', () => page.keyboard.press('Enter'));
  await widget.search('матч');
  assert.equal(new URL(page.url()).pathname, path);
});

check('a page cannot keep a reader from opening a hit in another tab', {}, async (page, world) => {
  const widget = new Widget(page);
  await page.addInitScript(() => addEventListener('vestnik-select', (event) => event.preventDefault()));
  const path = world.widget();
  await widget.open(path);
  await widget.search('керри');
  const opened = page.context().waitForEvent('page');
  await widget.links.first().click({ modifiers: ['Control'] });
  await (await opened).close();
  assert.equal(new URL(page.url()).pathname, path);
});

check('links open where the site wants', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget('target="_blank"'));
  await widget.search('керри');
  const [link] = await widget.links.all();
  assert.equal(await link.getAttribute('target'), '_blank');
  assert.match(await link.getAttribute('rel'), /noopener/);
  const popup = page.waitForEvent('popup');
  await link.click();
  assert.match((await popup).url(), new RegExp(`^${NEWSPAPER}/`));
});

check('an article without an address of its own leads to its page in the archive', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  await widget.search('«Дежурная сводка: час назад»');
  assert.equal(await widget.links.first().getAttribute('href'), `${world.endpoint}/article/an-hour`);
});

check('an error is told with its code', { expected: [/answer 500/, /status of 500/] }, async (page, world) => {
  const widget = new Widget(page);
  world.faulty.search(bare(500));
  await widget.open(world.faultyWidget());
  const detail = await widget.eventAfter('vestnik-error', () => widget.box.fill('слово'));
  assert.equal(detail.code, 'http_500');
  assert.equal(detail.status, 500);
  assert.ok(detail.message.length > 10 && detail.retryAfterMs > 0);
});

check('scripts of the page can search, open, clear and focus', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  const run = (work) => widget.host.evaluate(work);
  assert.equal(await run((element) => element.results), null);
  assert.equal(await run((element) => element.query), '');
  const total = await run(async (element) => (await element.search('керри')).total);
  assert.equal(total, 3);
  assert.equal(await run((element) => element.results.hits.length), 3);
  assert.equal(await run((element) => element.query), 'керри');
  assert.equal(await widget.box.inputValue(), 'керри');
  await widget.after(() => run((element) => { element.query = 'матч'; }));
  assert.equal(await widget.box.inputValue(), 'матч');
  await run((element) => element.focus());
  assert.equal((await widget.focused()).part, 'input');
  await run((element) => element.clear());
  assert.equal(await widget.box.inputValue(), '');
  await eventually(() => widget.hits.count(), 0);
  assert.equal(await run((element) => element.results), null);
  assert.equal(await run((element) => element.search('')), null, 'nothing asked, nothing answered');
});

check('a search that another one overtook resolves with nothing', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  const totals = await widget.host.evaluate(async (element) => {
    const answers = await Promise.all([element.search('год'), element.search('керри')]);
    return answers.map((answer) => answer?.total ?? null);
  });
  assert.deepEqual(totals, [null, 3]);
});

check('properties set before the script came are taken over', {}, async (page, world) => {
  const widget = new Widget(page);
  await page.goto(world.site.put(`<!doctype html><html lang="ru"><title>x</title><link rel="icon" href="data:,">
    ${ours(world.endpoint, '')}`));
  await page.evaluate((endpoint) => {
    document.querySelector('vestnik-search').query = 'керри';
    const script = Object.assign(document.createElement('script'), { type: 'module', src: `${endpoint}/embed/v1/vestnik.js` });
    document.body.append(script);
  }, world.endpoint);
  await widget.status.filter({ hasText: 'Найдено 3' }).waitFor();
  assert.equal(await widget.box.inputValue(), 'керри');
});

check('an element that a framework fills before it is in the page', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.page(`${ours(world.endpoint, 'id="first"')}<div id="place"></div>`));
  await page.evaluate((endpoint) => {
    const element = document.createElement('vestnik-search');
    element.id = 'made';
    element.query = 'керри';
    element.setAttribute('endpoint', endpoint);
    element.setAttribute('rubric', 'Мир');
    document.querySelector('#place').append(element);
  }, world.endpoint);
  const made = new Widget(page, '#made');
  await made.status.filter({ hasText: 'Найдено 2' }).waitFor();
  assert.equal(await made.box.inputValue(), 'керри');
});

check('the script can be loaded twice', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget('', { head: `<script type="module" src="${world.endpoint}/embed/v1/vestnik.js?again"></script>` }));
  assert.equal((await widget.search('керри')).total, 3);
});

check('two widgets on a page do not know each other', {}, async (page, world) => {
  await recordEvents(page);
  const [one, other] = ['#one', '#other'].map((selector) => new Widget(page, selector));
  await one.open(world.page(ours(world.endpoint, 'id="one"') + ours(world.endpoint, 'id="other" lang="en" rubric="Спорт" lock="rubric"')));
  await one.search('керри');
  await other.search('матч');
  assert.equal(await one.total(), 3);
  assert.equal(await one.box.inputValue(), 'керри');
  assert.match(await other.status.innerText(), /^Found/);
  const ids = (await recorded(page)).map(({ id }) => id);
  assert.deepEqual([...new Set(ids)].sort(), ['one', 'other']);
  const controlled = await page.evaluate(() =>
    [...document.querySelectorAll('vestnik-search')].map((element) =>
      element.shadowRoot.querySelector('[role=combobox]').getAttribute('aria-controls')));
  assert.notEqual(controlled[0], controlled[1]);
});

check('a widget that moves in the page keeps its question and its answer', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.page(`${ours(world.endpoint, '')}<aside id="aside"></aside>`));
  await widget.search('керри');
  await widget.host.evaluate((element) => document.querySelector('#aside').append(element));
  await eventually(() => widget.hits.count(), 3);
  assert.equal(await widget.box.inputValue(), 'керри');
  assert.equal((await widget.search('матч')).query, 'матч');
});

check('a widget made by a script works, also when its attributes come later', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.page(`${ours(world.endpoint, 'id="first"')}<div id="place"></div>`));
  await page.evaluate((endpoint) => {
    const element = document.createElement('vestnik-search');
    element.id = 'made';
    document.querySelector('#place').append(element);
    element.setAttribute('endpoint', endpoint);
    element.setAttribute('rubric', 'Спорт');
  }, world.endpoint);
  const made = new Widget(page, '#made');
  const { filters } = await made.search('матч');
  assert.deepEqual(filters.rubric, ['Спорт']);
});

check('a widget that is taken out leaves nothing behind', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget('q="год"'));
  await widget.hits.first().waitFor();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.enable');
  const measure = async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    const { nodes, jsEventListeners } = await devtools.send('Memory.getDOMCounters');
    return { usedSize, nodes, jsEventListeners };
  };
  const cycle = (times) => page.evaluate(async (count) => {
    const element = document.querySelector('vestnik-search');
    const parent = element.parentNode;
    for (let index = 0; index < count; index += 1) {
      const made = element.cloneNode();
      const answered = new Promise((resolve) => made.addEventListener('vestnik-search', resolve, { once: true }));
      parent.append(made);
      // Every other one goes away while it is asking.
      if (index % 2) await answered;
      made.remove();
      element.remove();
      parent.append(element);
    }
  }, times);
  await cycle(10);
  const before = await measure();
  await cycle(NUM_CYCLES);
  const after = await measure();
  assert.ok(after.jsEventListeners <= before.jsEventListeners + 5, `listeners: ${before.jsEventListeners}, then ${after.jsEventListeners}`);
  assert.ok(after.nodes <= before.nodes + 300, `nodes: ${before.nodes}, then ${after.nodes}`);
  assert.ok(after.usedSize <= before.usedSize + HEAP_BOUND_BYTES, `heap: ${before.usedSize}, then ${after.usedSize} bytes`);
  assert.equal(await widget.hits.count(), 10, 'the one that stayed is well');
});

check('a widget that was taken out asks and tells nothing', {}, async (page, world) => {
  const widget = new Widget(page);
  await recordEvents(page);
  await page.clock.install();
  await widget.open(world.faultyWidget());
  await page.clock.pauseAt(Date.now() + 60_000);
  await widget.box.fill('слово');
  const numTold = (await recorded(page)).length;
  await widget.host.evaluate((element) => {
    globalThis.kept = element;
    element.remove();
  });
  await page.clock.runFor(60_000);
  await page.keyboard.press('Control+k');
  assert.equal(world.faulty.numSearches(), 0);
  assert.equal((await recorded(page)).length, numTold);
});
