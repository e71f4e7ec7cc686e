// Every stock widget of InstantSearch, driven as a reader would, in both majors of both libraries.

import assert from 'node:assert/strict';

import { articles, containing, countsOf, dayOf, having, inPeriod, newestFirst } from '../lib/corpus.js';
import { eventually } from '../lib/eventually.js';
import { benchSuite } from '../lib/kit-suite.js';
import { KITS } from '../lib/kits.js';

const check = benchSuite();

const ALL = articles.length;
/** The previous widgets look for a method that the current client has no more. */
const SEARCHABLE = KITS.filter(({ widgets, client }) => widgets === 4 || client === 4);
const [RUBRIC, SECOND_RUBRIC] = [...countsOf('rubrics').keys()];
const [SOURCE] = [...countsOf('source').keys()];

/** What the library tells its developers of its own hits. */
const OWN = [/^console warning: \[InstantSearch\.js\]: The `__hitIndex` property is deprecated/];

const seconds = ({ published_at: moment }) => Math.floor(Date.parse(moment) / 1000);
const idsOf = (list) => list.map(({ id }) => id);

/** Checks that a list shows the most frequent values of a field with their counts, the largest first. */
function assertCounts(values, counts, what) {
  const shown = values.map(([, count]) => count);
  assert.deepEqual(shown, [...counts.values()].slice(0, shown.length), what);
  for (const [label, count] of values) {
    assert.equal(count, counts.get(label), `${what}: ${label}`);
  }
}

check('searchBox, hits, stats: typing narrows, matches are marked, the cross restores', {}, async (bench, { page }) => {
  await bench.start(({ widgets, place, item }) => [
    widgets.searchBox({ container: place('box') }),
    widgets.hits({ container: place('hits'), templates: { item } }),
  ]);
  await bench.totalBecomes(ALL);
  assert.equal(await bench.titles.count(), 10);
  assert.equal(await bench.marks.count(), 0, 'nothing is marked where nothing was asked');

  const holding = containing('Керри');
  await page.locator('#box input').pressSequentially('Керри');
  await bench.totalBecomes(holding.length);
  await eventually(async () => (await bench.ids()).sort(), idsOf(holding).sort());
  await eventually(async () => [...new Set(await bench.marks.allInnerTexts())], ['Керри']);
  await eventually(async () => [...new Set(await bench.snippetMarks.allInnerTexts())], ['Керри']);

  await page.locator('#box [type=reset]').click();
  await bench.totalBecomes(ALL);
});

check('hits: nothing found is told as nothing', {}, async (bench, { page }) => {
  await bench.start(({ widgets, place, item }) => [
    widgets.searchBox({ container: place('box') }),
    widgets.hits({ container: place('hits'), templates: { item, empty: () => 'ничего' } }),
  ]);
  await page.locator('#box input').fill('абырвалгеющий');
  await bench.totalBecomes(0);
  assert.equal(await page.locator('#hits').innerText(), 'ничего');
});

check('refinementList: either of the chosen values, with counts of its own', {}, async (bench, { page }) => {
  await bench.start(({ widgets, place }) => [
    widgets.refinementList({ container: place('list'), attribute: 'rubrics', showMore: true }),
  ]);
  await bench.totalBecomes(ALL);
  const counts = countsOf('rubrics');
  const before = await bench.values('list');
  assert.equal(before.length, 10);
  assertCounts(before, counts, 'at first');

  await bench.value('list', RUBRIC).click();
  await bench.totalBecomes(having('rubrics', RUBRIC).length);
  await bench.value('list', SECOND_RUBRIC).locator('input').focus();
  await page.keyboard.press('Space');
  await bench.totalBecomes(having('rubrics', RUBRIC, SECOND_RUBRIC).length);
  assertCounts(await bench.values('list'), counts, 'when two are chosen');

  await page.locator('#list button').click();
  await eventually(async () => (await bench.values('list')).length, counts.size);
  await bench.value('list', RUBRIC).click();
  await bench.totalBecomes(having('rubrics', SECOND_RUBRIC).length);
  await bench.value('list', SECOND_RUBRIC).click();
  await bench.totalBecomes(ALL);
});

check('refinementList, searchable: finds values by their beginning and marks it', { kits: SEARCHABLE }, async (bench, { page }) => {
  await bench.start(({ widgets, place }) => [
    widgets.refinementList({ container: place('list'), attribute: 'tags', searchable: true }),
  ]);
  await bench.totalBecomes(ALL);
  const tag = 'Ладогорск';
  // The library shows whichever answer comes last: as fast as a machine types, that may be an earlier one.
  await page.locator('#list input[type=search]').pressSequentially('ладог', { delay: 100 });
  await eventually(async () => (await bench.values('list')).map(([, count]) => count)[0], countsOf('tags').get(tag));
  const label = page.locator('#list li label').first();
  await eventually(() => label.locator('mark').allInnerTexts(), ['Ладог']);
  assert.match(await label.innerText(), /^\s*Ладогорск/);
  await label.click();
  await bench.totalBecomes(having('tags', tag).length);
});

check('refinementList, operator and: all of the chosen values, counted under them', {}, async (bench) => {
  await bench.start(({ widgets, place }) => [
    widgets.refinementList({ container: place('list'), attribute: 'rubrics', operator: 'and', limit: 50 }),
  ]);
  await bench.totalBecomes(ALL);
  await bench.value('list', RUBRIC).click();
  const chosen = having('rubrics', RUBRIC);
  await bench.totalBecomes(chosen.length);
  const counts = countsOf('rubrics', chosen);
  assertCounts(await bench.values('list'), counts, 'under the first');
  const other = [...counts.keys()][1];
  await bench.value('list', other).click();
  await bench.totalBecomes(having('rubrics', other).filter((article) => chosen.includes(article)).length);
});

check('menu: one value at a time', {}, async (bench) => {
  await bench.start(({ widgets, place }) => [widgets.menu({ container: place('menu'), attribute: 'source' })]);
  await bench.totalBecomes(ALL);
  const counts = countsOf('source');
  assert.deepEqual(new Map(await bench.values('menu')), new Map([...counts]));
  for (const source of [...counts.keys()].slice(0, 2)) {
    await bench.value('menu', source).click();
    await bench.totalBecomes(counts.get(source));
    assert.deepEqual(new Map(await bench.values('menu')), new Map([...counts]), 'the others are still offered');
  }
  await bench.value('menu', [...counts.keys()][1]).click();
  await bench.totalBecomes(ALL);
});

check('menuSelect: the same as a drop-down', {}, async (bench, { page }) => {
  await bench.start(({ widgets, place }) => [widgets.menuSelect({ container: place('menu'), attribute: 'source' })]);
  await bench.totalBecomes(ALL);
  await page.locator('#menu select').selectOption(SOURCE);
  await bench.totalBecomes(having('source', SOURCE).length);
});

check('hierarchicalMenu and breadcrumb: year, month, day and back', {}, async (bench, { page }) => {
  await bench.start(({ widgets, place }) => {
    const attributes = ['date.lvl0', 'date.lvl1', 'date.lvl2'];
    return [
      widgets.breadcrumb({ container: place('trail'), attributes }),
      widgets.hierarchicalMenu({ container: place('dates'), attributes, limit: 50 }),
    ];
  });
  await bench.totalBecomes(ALL);
  const within = (day) => articles.filter((article) => dayOf(article).startsWith(day));
  const links = (level) => page.locator(`#dates${' > div > ul > li'.repeat(level + 1)} > div > a`);

  const years = [...new Set(articles.map((article) => dayOf(article).slice(0, 4)))].sort();
  await eventually(() => links(0).count(), years.length);
  const day = dayOf(newestFirst().at(-1));
  for (const [level, label, expected] of [
    [0, day.slice(0, 4), within(day.slice(0, 4))],
    [1, day.slice(0, 7), within(day.slice(0, 7))],
    [2, day, within(day)],
  ]) {
    const link = links(level).filter({ hasText: label });
    assert.equal(await link.locator('.ais-HierarchicalMenu-count').innerText(), String(expected.length), label);
    await link.click();
    await bench.totalBecomes(expected.length);
  }
  assert.equal(await links(0).count(), years.length, 'the other years are still offered');
  await page.locator('#trail a').filter({ hasText: day.slice(0, 4) }).first().click();
  await bench.totalBecomes(within(day.slice(0, 4)).length);
  await page.locator('#trail a').first().click();
  await bench.totalBecomes(ALL);
});

check('rangeInput: seconds from and to, both included', {}, async (bench, { page }) => {
  await bench.start(({ widgets, place }) => [
    widgets.rangeInput({ container: place('range'), attribute: 'published_at' }),
  ]);
  await bench.totalBecomes(ALL);
  const moments = articles.map(seconds).sort((one, other) => one - other);
  const [from, to] = [page.locator('#range input').first(), page.locator('#range input').last()];
  assert.equal(await from.getAttribute('placeholder'), String(moments[0]), 'the least moment');
  assert.equal(await to.getAttribute('placeholder'), String(moments.at(-1)), 'the greatest moment');
  await from.fill(String(moments[40]));
  await to.fill(String(moments[90]));
  await page.locator('#range button').click();
  await bench.totalBecomes(moments.filter((moment) => moment >= moments[40] && moment <= moments[90]).length);
});

check('rangeSlider: a handle is drawn to a third of the time', {}, async (bench, { page }) => {
  await bench.start(({ widgets, place }) => [
    widgets.rangeSlider({ container: place('range'), attribute: 'published_at', pips: false }),
  ]);
  await bench.totalBecomes(ALL);
  const least = page.locator('#range [role=slider]').first();
  const { x, y, width, height } = await least.boundingBox();
  const { width: whole } = await page.locator('#range').boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + whole / 3, y + height / 2, { steps: 4 });
  await page.mouse.up();
  await eventually(async () => {
    const from = Number(await least.getAttribute('aria-valuenow'));
    const left = articles.filter((article) => seconds(article) >= from).length;
    return left < ALL && left > 0 && left === (await bench.total());
  }, true);
});

check('numericMenu: periods that end today', {}, async (bench, { page }) => {
  const days = (count) => Math.floor(Date.now() / 1000) - count * 86_400;
  const [month, year] = [days(30), days(365)];
  await bench.start(({ widgets, place }, [from, than]) => [
    widgets.numericMenu({
      container: place('when'),
      attribute: 'published_at',
      items: [
        { label: 'За всё время' },
        { label: 'За месяц', start: from },
        { label: 'За год', start: than },
        { label: 'Раньше', end: than },
      ],
    }),
  ], [month, year]);
  await bench.totalBecomes(ALL);
  for (const [label, expected] of [
    ['За месяц', articles.filter((article) => seconds(article) >= month)],
    ['За год', articles.filter((article) => seconds(article) >= year)],
    ['Раньше', articles.filter((article) => seconds(article) <= year)],
    ['За всё время', articles],
  ]) {
    await page.getByLabel(label, { exact: true }).check();
    await bench.totalBecomes(expected.length);
  }
});

check('toggleRefinement: one value on and off', {}, async (bench, { page }) => {
  await bench.start(({ widgets, place }, on) => [
    widgets.toggleRefinement({ container: place('only'), attribute: 'rubrics', on }),
  ], RUBRIC);
  await bench.totalBecomes(ALL);
  await page.locator('#only input').check();
  await bench.totalBecomes(having('rubrics', RUBRIC).length);
  await page.locator('#only input').uncheck();
  await bench.totalBecomes(ALL);
});

check('sortBy, pagination, hitsPerPage: every order, page and length', {}, async (bench, { page }) => {
  await bench.start(({ widgets, place, item }) => [
    widgets.hits({ container: place('hits'), templates: { item } }),
    widgets.sortBy({
      container: place('sort'),
      items: ['news', 'news_date_desc', 'news_date_asc'].map((value) => ({ value, label: value })),
    }),
    widgets.hitsPerPage({
      container: place('length'),
      items: [{ value: 10, label: '10', default: true }, { value: 50, label: '50' }],
    }),
    widgets.pagination({ container: place('pages') }),
  ]);
  await bench.totalBecomes(ALL);
  const newest = idsOf(newestFirst());

  await page.locator('#sort select').selectOption('news_date_desc');
  await eventually(() => bench.ids(), newest.slice(0, 10));
  await page.locator('#pages a').getByText('3', { exact: true }).click();
  await eventually(() => bench.ids(), newest.slice(20, 30));
  await page.locator('#pages .ais-Pagination-item--nextPage a').click();
  await eventually(() => bench.ids(), newest.slice(30, 40));
  await page.locator('#pages .ais-Pagination-item--lastPage a').click();
  await eventually(() => bench.ids(), newest.slice(Math.floor((ALL - 1) / 10) * 10));

  await page.locator('#length select').selectOption({ label: '50' });
  await eventually(() => bench.ids(), newest.slice(0, 50));
  await page.locator('#sort select').selectOption('news_date_asc');
  await eventually(() => bench.ids(), newest.toReversed().slice(0, 50));
});

check('currentRefinements, clearRefinements: what is chosen can be taken back', {}, async (bench, { page }) => {
  await bench.start(({ widgets, place }) => [
    widgets.refinementList({ container: place('list'), attribute: 'rubrics' }),
    widgets.menu({ container: place('menu'), attribute: 'source' }),
    widgets.currentRefinements({ container: place('current') }),
    widgets.clearRefinements({ container: place('clear') }),
  ]);
  await bench.totalBecomes(ALL);
  await bench.value('list', RUBRIC).click();
  await bench.value('list', SECOND_RUBRIC).click();
  await bench.totalBecomes(having('rubrics', RUBRIC, SECOND_RUBRIC).length);
  await bench.value('menu', SOURCE).click();
  const bySource = having('source', SOURCE);
  const both = (...rubrics) => having('rubrics', ...rubrics).filter((article) => bySource.includes(article)).length;
  await bench.totalBecomes(both(RUBRIC, SECOND_RUBRIC));
  const chosen = page.locator('#current .ais-CurrentRefinements-category');
  await eventually(() => chosen.count(), 3);

  await chosen.filter({ hasText: SECOND_RUBRIC }).locator('button').click();
  await bench.totalBecomes(both(RUBRIC));
  await page.locator('#clear button').click();
  await bench.totalBecomes(ALL);
  await eventually(() => chosen.count(), 0);
  assert.equal(await page.locator('#clear button').isDisabled(), true);
});

check('configure: a filter and a period that stand for every search', {}, async (bench, { page }) => {
  const [from, to] = [Date.parse('2018-01-01T00:00:00+03:00') / 1000, Date.parse('2021-01-01T00:00:00+03:00') / 1000];
  await bench.start(({ widgets, place, item }, [source, rubric, first, last]) => [
    widgets.configure({
      filters: `source:"${source}" AND NOT rubrics:"${rubric}" AND published_at >= ${first} AND published_at < ${last}`,
    }),
    widgets.searchBox({ container: place('box') }),
    widgets.refinementList({ container: place('list'), attribute: 'rubrics', limit: 50 }),
    widgets.hits({ container: place('hits'), templates: { item } }),
  ], [SOURCE, RUBRIC, from, to]);
  const expected = inPeriod('2018-01-01', '2020-12-31')
    .filter(({ source, rubrics }) => source === SOURCE && !rubrics.includes(RUBRIC));
  await bench.totalBecomes(expected.length);
  assertCounts(await bench.values('list'), countsOf('rubrics', expected), 'under the filter');
});

check('infiniteHits: to the last article', { expected: OWN }, async (bench, { page }) => {
  await bench.start(({ widgets, place, item }) => [
    widgets.configure({ filters: 'rubrics:Сводки OR rubrics:"Спорт"' }),
    widgets.infiniteHits({ container: place('hits'), templates: { item } }),
    widgets.sortBy({ container: place('sort'), items: [
      { value: 'news', label: 'news' },
      { value: 'news_date_desc', label: 'news_date_desc' },
    ] }),
  ]);
  await page.locator('#sort select').selectOption('news_date_desc');
  const wanted = having('rubrics', 'Сводки', 'Спорт');
  const expected = idsOf(newestFirst().filter((article) => wanted.includes(article)));
  const more = page.locator('#hits .ais-InfiniteHits-loadMore');
  for (let shown = 10; shown < expected.length; shown += 10) {
    await eventually(() => bench.ids(), expected.slice(0, shown));
    await more.click();
  }
  await eventually(() => bench.ids(), expected);
  assert.equal(await more.isDisabled(), true);
});

check('widgets on one property share what is chosen', { kits: KITS.slice(0, 2) }, async (bench, { page }) => {
  const year = Math.floor(Date.now() / 1000) - 365 * 86_400;
  await bench.start(({ widgets, place }, start) => [
    widgets.numericMenu({
      container: place('when'),
      attribute: 'published_at',
      items: [{ label: 'За всё время' }, { label: 'За год', start }],
    }),
    widgets.rangeInput({ container: place('range'), attribute: 'published_at' }),
    widgets.toggleRefinement({ container: place('only'), attribute: 'rubrics', on: 'Спорт' }),
    widgets.refinementList({ container: place('list'), attribute: 'rubrics', limit: 50 }),
  ], year);
  await bench.totalBecomes(ALL);
  await page.getByLabel('За год').check();
  const recent = articles.filter((article) => seconds(article) >= year);
  await bench.totalBecomes(recent.length);
  await eventually(() => page.locator('#range input').first().inputValue(), String(year));
  await page.locator('#only input').check();
  await bench.totalBecomes(having('rubrics', 'Спорт').filter((article) => recent.includes(article)).length);
  await eventually(() => bench.value('list', 'Спорт').locator('input').isChecked(), true);
});
