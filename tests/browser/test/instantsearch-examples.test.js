// The pages of examples/instantsearch, as a reader of that site uses them.

import assert from 'node:assert/strict';

import { axeViolations } from '../lib/axe.js';
import { DESKTOP, NARROW } from '../lib/browser.js';
import { articles, containing, countsOf, dayOf, having, inPeriod, newestFirst } from '../lib/corpus.js';
import { eventually } from '../lib/eventually.js';
import { siteSuite } from '../lib/kit-suite.js';
import { horizontalOverflow, smallTargets } from '../lib/layout.js';

const check = siteSuite();

const ALL = articles.length;
const PAGES = ['/instantsearch/', '/instantsearch/feed.html', '/instantsearch/react.html'];
const titlesOf = (list) => list.map(({ title }) => title);

/** The total of «Найдено: 12 материалов». */
async function total(page) {
  const text = await page.getByRole('status').first().innerText();
  return Number(/^Найдено: ([\d\s]+) материал/.exec(text)?.[1].replace(/\s/g, ''));
}

const totalBecomes = (page, expected) => eventually(() => total(page), expected, 'total');
const titles = (page) => page.locator('main article h2').allInnerTexts();

for (const path of PAGES) {
  for (const [device, viewport] of [['a desktop', DESKTOP], ['the narrowest screen', NARROW]]) {
    check(`${path} shows the archive on ${device}`, { viewport }, async (page) => {
      await page.goto(path);
      await totalBecomes(page, ALL);
      await eventually(async () => (await titles(page)).length > 0, true);
      assert.deepEqual(await horizontalOverflow(page), []);
      assert.deepEqual(await smallTargets(page), []);
      assert.deepEqual(await axeViolations(page), []);
    });
  }
}

check('archive: a query and filters narrow, stand in the address and survive a reload', {}, async (page) => {
  await page.goto('/instantsearch/');
  await totalBecomes(page, ALL);
  const holding = containing('Керри');
  await page.getByPlaceholder('Что найти в архиве').fill('Керри');
  await totalBecomes(page, holding.length);
  await eventually(async () => (await titles(page)).sort(), titlesOf(holding).sort());
  assert.deepEqual([...new Set(await page.locator('main article mark').allInnerTexts())], ['Керри']);

  const rubric = countsOf('rubrics', holding).keys().next().value;
  await page.locator('#rubrics').getByRole('checkbox', { name: new RegExp(`^${rubric}`) }).check();
  const narrowed = holding.filter(({ rubrics }) => rubrics.includes(rubric));
  await totalBecomes(page, narrowed.length);
  await page.waitForURL((url) => decodeURIComponent(url.search).includes(rubric));
  await page.reload();
  await totalBecomes(page, narrowed.length);
  assert.equal(await page.getByPlaceholder('Что найти в архиве').inputValue(), 'Керри');
});

check('archive: own dates, both included, and a chip that says them', {}, async (page) => {
  await page.goto('/instantsearch/');
  await totalBecomes(page, ALL);
  const days = articles.map(dayOf).sort();
  const [from, to] = [days[20], days[60]];
  await page.getByLabel('С', { exact: true }).fill(from);
  await totalBecomes(page, inPeriod(from, '9999').length);
  await page.getByLabel('По', { exact: true }).fill(to);
  await totalBecomes(page, inPeriod(from, to).length);
  const chips = page.locator('#current .ais-CurrentRefinements-categoryLabel');
  const read = (day) => new Intl.DateTimeFormat('ru', { dateStyle: 'long' }).format(new Date(`${day}T12:00:00`));
  assert.deepEqual((await chips.allInnerTexts()).sort(), [`по ${read(to)}`, `с ${read(from)}`]);
  await page.getByRole('button', { name: 'Сбросить всё' }).click();
  await totalBecomes(page, ALL);
  assert.equal(await page.getByLabel('С', { exact: true }).inputValue(), '');
});

check('archive: years unfold to months and days with names', {}, async (page) => {
  await page.goto('/instantsearch/');
  await totalBecomes(page, ALL);
  const day = dayOf(newestFirst().at(-1));
  const month = new Intl.DateTimeFormat('ru', { month: 'long' }).format(new Date(`${day}T12:00:00`));
  const dates = page.locator('#dates');
  for (const [label, prefix] of [
    [day.slice(0, 4), day.slice(0, 4)],
    [month, day.slice(0, 7)],
    [String(Number(day.slice(8))), day],
  ]) {
    const count = articles.filter((article) => dayOf(article).startsWith(prefix)).length;
    await dates.getByRole('link', { name: new RegExp(`^${label}\\s*${count}$`) }).click();
    await totalBecomes(page, count);
  }
  assert.deepEqual(await page.locator('#current .ais-CurrentRefinements-categoryLabel').allInnerTexts(), [
    `${Number(day.slice(8))} ${month} ${day.slice(0, 4)}`,
  ]);
});

check('archive: order, length and pages', {}, async (page) => {
  await page.goto('/instantsearch/');
  await totalBecomes(page, ALL);
  const newest = titlesOf(newestFirst());
  await page.locator('#sort select').selectOption('Сначала новые');
  await eventually(() => titles(page), newest.slice(0, 10));
  await page.getByRole('link', { name: 'Вперёд' }).or(page.locator('#pages').getByText('Вперёд')).first().click();
  await eventually(() => titles(page), newest.slice(10, 20));
  await page.locator('#page-size select').selectOption('По 50 на странице');
  await eventually(() => titles(page), newest.slice(0, 50));
});

check('feed: suggestions are a combobox that the keyboard serves', {}, async (page) => {
  await page.goto('/instantsearch/feed.html');
  await totalBecomes(page, ALL);
  const box = page.getByRole('combobox', { name: 'Что найти в ленте' });
  const options = page.getByRole('listbox', { name: 'Подсказки' }).getByRole('option');
  assert.equal(await box.getAttribute('aria-expanded'), 'false');
  await box.pressSequentially('ладог');
  await eventually(async () => (await options.count()) > 0 && (await options.first().innerText()).toLowerCase().startsWith('ладог'), true);
  assert.equal(await box.getAttribute('aria-expanded'), 'true');
  // The open list lies over the filters, whose targets it makes smaller.
  assert.deepEqual(await axeViolations(page, '#search-box'), []);

  await box.press('ArrowDown');
  assert.equal(await options.first().getAttribute('aria-selected'), 'true');
  assert.equal(await box.getAttribute('aria-activedescendant'), await options.first().getAttribute('id'));
  const chosen = await options.first().innerText();
  await box.press('Enter');
  assert.equal(await box.inputValue(), chosen);
  assert.equal(await box.getAttribute('aria-expanded'), 'false');
  await eventually(async () => (await total(page)) > 0 && (await total(page)) < ALL, true);

  await box.fill('футб');
  await eventually(() => box.getAttribute('aria-expanded'), 'true');
  await box.press('Escape');
  assert.equal(await box.getAttribute('aria-expanded'), 'false');
  assert.equal(await box.inputValue(), 'футб');
});

check('feed: the server says which filters are offered, and more articles follow on demand', {}, async (page) => {
  await page.goto('/instantsearch/feed.html');
  await totalBecomes(page, ALL);
  await eventually(async () => (await page.locator('#facets h2').allInnerTexts()).slice(0, 2), ['Рубрики', 'Издания']);
  const newest = titlesOf(newestFirst());
  await eventually(() => titles(page), newest.slice(0, 8));
  await page.getByRole('button', { name: 'Показать ещё' }).last().click();
  await eventually(() => titles(page), newest.slice(0, 16));

  const [source] = countsOf('source').keys();
  await page.getByRole('checkbox', { name: new RegExp(`^${source}`) }).check();
  await totalBecomes(page, having('source', source).length);
});

check('feed: views and clicks are told to the archive with the id of their query', {}, async (page, { server }) => {
  const events = [];
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/1/events') events.push(...request.postDataJSON().events);
  });
  await page.goto('/instantsearch/feed.html');
  await totalBecomes(page, ALL);
  await eventually(() => events.some(({ eventType }) => eventType === 'view'), true);

  await page.evaluate(() => addEventListener('click', (event) => event.preventDefault()));
  const heard = page.waitForRequest((request) => request.url().startsWith(`${server.address}/1/events`));
  await page.locator('main article h2 a').nth(2).click();
  await heard;
  const click = events.find(({ eventType }) => eventType === 'click');
  assert.equal(click.eventName, 'Открыт материал');
  assert.equal(click.index, 'news_date_desc');
  assert.deepEqual(click.objectIDs, [newestFirst()[2].id]);
  assert.deepEqual(click.positions, [3]);
  assert.match(click.queryID, /^[0-9a-f]{32}$/);
});

check('React: query, filter, order and page', {}, async (page) => {
  await page.goto('/instantsearch/react.html');
  await totalBecomes(page, ALL);
  const [rubric] = countsOf('rubrics').keys();
  await page.getByRole('checkbox', { name: new RegExp(`^${rubric}`) }).check();
  const chosen = having('rubrics', rubric);
  await totalBecomes(page, chosen.length);
  await page.locator('.ais-SortBy select').selectOption('Сначала новые');
  const newest = titlesOf(newestFirst().filter((article) => chosen.includes(article)));
  await eventually(() => titles(page), newest.slice(0, 10));
  await page.locator('.ais-Pagination').getByText('2', { exact: true }).click();
  await eventually(() => titles(page), newest.slice(10, 20));

  await page.getByRole('button', { name: 'Сбросить всё' }).click();
  await page.getByPlaceholder('Что найти в архиве').fill('Керри');
  await totalBecomes(page, containing('Керри').length);
  await eventually(async () => [...new Set(await page.locator('main article mark').allInnerTexts())], ['Керри']);
  await page.getByPlaceholder('Что найти в архиве').fill('абырвалгеющий');
  await page.getByText('По запросу «абырвалгеющий» ничего не найдено.').waitFor();
});

const OUTAGE = [/^request failed: .*\/1\/indexes\//, /^console error: Failed to load resource: net::ERR_FAILED/];

for (const path of PAGES) {
  check(`${path}: an archive that does not answer is told calmly, and forgotten when it answers`, { expected: OUTAGE }, async (page) => {
    await page.goto(path);
    await totalBecomes(page, ALL);
    await page.route('**/1/indexes/**', (route) => route.abort());
    const box = page.getByPlaceholder(/^Что найти/);
    await box.fill('Керр');
    await page.getByRole('alert').waitFor();
    assert.match(await page.getByRole('alert').innerText(), /^Поиск сейчас не отвечает/);
    await page.unroute('**/1/indexes/**');
    await box.fill('Керри');
    await totalBecomes(page, containing('Керри').length);
    await page.getByRole('alert').waitFor({ state: 'hidden' });
  });
}
