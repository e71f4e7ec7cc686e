// What only the current major of InstantSearch has: filters chosen by the server, several indexes, suggestions, events.

import assert from 'node:assert/strict';

import { articles, containing, countsOf, having, newestFirst } from '../lib/corpus.js';
import { eventually } from '../lib/eventually.js';
import { benchSuite } from '../lib/kit-suite.js';
import { KITS } from '../lib/kits.js';

const declare = benchSuite();
/** What the library tells its developers of its own hits. */
const OWN = [
  /^console warning: \[InstantSearch\.js\]: The `__hitIndex` property is deprecated/,
  /^console warning: \[InstantSearch\.js\]: The rating attribute can have 5 different values/,
];
const check = (name, body) =>
  declare(name, { kits: KITS.filter(({ widgets }) => widgets === 4), expected: OWN }, body);

const ALL = articles.length;
const [RUBRIC] = countsOf('rubrics').keys();
const idsOf = (list) => list.map(({ id }) => id);

check('dynamicWidgets: the server orders the filters, and each works', async (bench, { page }) => {
  await bench.start(({ widgets, place }) => [
    widgets.dynamicWidgets({
      container: place('facets'),
      widgets: ['source', 'rubrics'].map((attribute) => (container) => widgets.refinementList({ container, attribute })),
      fallbackWidget: ({ container, attribute }) => widgets.menu({ container, attribute }),
    }),
  ]);
  await bench.totalBecomes(ALL);
  const lists = page.locator('#facets > div > div');
  const first = async (i) => (await lists.nth(i).locator('li').first().innerText()).trim().split('\n');
  await eventually(async () => (await first(0))[0].replace(/\d+$/, '').trim(), RUBRIC);
  const label = page.locator('#facets label').filter({ hasText: RUBRIC });
  await label.click();
  await bench.totalBecomes(having('rubrics', RUBRIC).length);
  assert.ok((await page.locator('#facets .ais-Menu').count()) > 0, 'filters that the page does not know');
});

check('index: two indexes on one page share a query and keep filters of their own', async (bench, { page }) => {
  await bench.start(({ widgets, place, item }) => [
    widgets.searchBox({ container: place('box') }),
    widgets.hits({ container: place('hits'), templates: { item } }),
    widgets.index({ indexName: 'news_date_desc', indexId: 'sport' }).addWidgets([
      widgets.configure({ filters: 'rubrics:Спорт', hitsPerPage: 4 }),
      widgets.hits({ container: place('sport'), templates: { item } }),
    ]),
  ]);
  const sportIds = () => page.locator('#sport .id').allInnerTexts();
  const sport = newestFirst().filter(({ rubrics }) => rubrics.includes('Спорт'));
  await bench.totalBecomes(ALL);
  await eventually(sportIds, idsOf(sport).slice(0, 4));
  await page.locator('#box input').fill('Керри');
  await bench.totalBecomes(containing('Керри').length);
  await eventually(sportIds, idsOf(sport.filter((article) => containing('Керри').includes(article))).slice(0, 4));
});

check('connectAutocomplete: suggestions and articles for what is being typed', async (bench, { page }) => {
  await bench.start(({ widgets, connectors, place }) => {
    const input = Object.assign(document.createElement('input'), { id: 'typed' });
    const list = place('suggested');
    place('box').append(input);
    const render = ({ indices, refine }, isFirst) => {
      if (isFirst) input.addEventListener('input', () => refine(input.value));
      const lines = indices.flatMap(({ indexName, hits }) => hits.map((hit) => `${indexName} ${hit.query ?? hit.objectID}`));
      list.innerText = lines.join('\n');
    };
    return [
      widgets.index({ indexName: 'news_query_suggestions' }).addWidgets([widgets.configure({ hitsPerPage: 3 })]),
      connectors.connectAutocomplete(render)({}),
    ];
  });
  await bench.totalBecomes(ALL);
  await page.locator('#typed').pressSequentially('ладог', { delay: 100 });
  const lines = async () => (await page.locator('#suggested').innerText()).split('\n');
  await eventually(async () => (await lines()).some((line) => /^news_query_suggestions ладог/i.test(line)), true);
  await eventually(async () => (await lines()).some((line) => line.startsWith('news ')), true, 'articles beside the suggestions');
});

check('autocomplete: the stock box with suggestions drives the search', async (bench, { page }) => {
  await bench.start(({ widgets, place, item }) => [
    widgets.autocomplete({
      container: place('box'),
      showQuerySuggestions: { indexName: 'news_query_suggestions' },
      indices: [{
        indexName: 'news',
        getQuery: ({ title }) => title,
        templates: { item: ({ item: hit, onSelect }, { html }) => html`<p onclick=${onSelect}>${hit.title}</p>` },
      }],
    }),
    widgets.hits({ container: place('hits'), templates: { item } }),
  ]);
  await bench.totalBecomes(ALL);
  await page.locator('#box input').click();
  // The stock box renders between keys, and loses those that come faster than a person types.
  await page.locator('#box input').pressSequentially('ладог', { delay: 100 });
  const suggestion = page.locator('#box .ais-AutocompleteSuggestionsItem').first();
  await eventually(async () => /^ладог/i.test((await suggestion.innerText()).trim()), true);
  const text = (await suggestion.innerText()).trim();
  await suggestion.click();
  await eventually(() => page.locator('#box input').inputValue(), text);
  await eventually(async () => (await bench.total()) > 0 && (await bench.total()) < ALL, true);
});

check('insights: the middleware sends views and clicks where its host option says', async (bench, { page, server }) => {
  const events = [];
  const hear = (request) => {
    const { origin, pathname } = new URL(request.url());
    if (pathname === '/1/events') events.push(...request.postDataJSON().events.map((event) => ({ origin, ...event })));
  };
  page.on('request', hear);
  await page.addScriptTag({
    type: 'module',
    content: "import aa from '/node_modules/search-insights/dist/search-insights-browser.mjs'; window.events = aa;",
  });
  await page.waitForFunction('window.events');
  await bench.start(({ widgets, place }) => [
    widgets.hits({
      container: place('hits'),
      templates: {
        item: (hit, { html, sendEvent }) =>
          html`<button onClick=${() => sendEvent('click', hit, 'Открыт')}>${hit.objectID}</button>`,
      },
    }),
    widgets.refinementList({ container: place('list'), attribute: 'rubrics' }),
  ], undefined, ({ host }) => ({ insights: { insightsClient: window.events, insightsInitParams: { host } } }));
  await bench.totalBecomes(ALL);
  await eventually(() => events.some(({ eventType }) => eventType === 'view'), true);
  const third = page.locator('#hits button').nth(2);
  const id = await third.innerText();
  await third.click();
  await bench.value('list', RUBRIC).click();
  await bench.totalBecomes(having('rubrics', RUBRIC).length);
  await eventually(() => events.filter(({ eventType }) => eventType === 'click').length, 2);
  const [ofHit, ofFilter] = events.filter(({ eventType }) => eventType === 'click');
  assert.deepEqual([ofHit.eventName, ofHit.objectIDs, ofHit.positions], ['Открыт', [id], [3]]);
  assert.match(ofHit.queryID, /^[0-9a-f]{32}$/);
  assert.match(ofFilter.filters[0], /^rubrics/);
  assert.ok(events.every(({ origin }) => origin === server.address));
  page.off('request', hear);
});

check('a magazine: endless hits from the third page on, earlier ones on demand, a menu and periods', async (bench, { page }) => {
  await bench.start(({ widgets, place, item }) => [
    widgets.configure({ hitsPerPage: 7, attributesToSnippet: ['body:15'], snippetEllipsisText: '…', maxValuesPerFacet: 30 }),
    widgets.sortBy({ container: place('sort'), items: [{ value: 'news_date_desc', label: 'Новые' }, { value: 'news', label: 'Все' }] }),
    widgets.infiniteHits({ container: place('hits'), templates: { item }, showPrevious: true }),
    widgets.menu({ container: place('menu'), attribute: 'authors', limit: 5, sortBy: ['count:desc'] }),
    widgets.queryRuleCustomData({ container: place('data'), templates: { default: ({ items }) => String(items.length) } }),
    widgets.relevantSort({ container: place('relevant') }),
  ], undefined, () => ({ indexName: 'news_date_desc', initialUiState: { news_date_desc: { page: 3 } } }));
  const newest = idsOf(newestFirst());
  await eventually(() => bench.ids(), newest.slice(14, 21));
  await page.locator('#hits .ais-InfiniteHits-loadPrevious').click();
  await eventually(() => bench.ids(), newest.slice(7, 21));
  await page.locator('#hits .ais-InfiniteHits-loadMore').click();
  await eventually(() => bench.ids(), newest.slice(7, 28));
  const [author] = countsOf('authors').keys();
  await bench.value('menu', author).click();
  await bench.totalBecomes(having('authors', author).length);
});

check('a shop window: panels that hide when empty, ratings of nothing, a list beside a tree and a slider', async (bench, { page }) => {
  await bench.start(({ widgets, place, item }) => [
    widgets.configure({ attributesToSnippet: ['body:10'], removeWordsIfNoResults: 'allOptional', analytics: false }),
    widgets.searchBox({ container: place('box'), queryHook: (query, refine) => refine(query.trim()) }),
    widgets.panel({ hidden: ({ items }) => items.length === 0, templates: { header: () => 'Рубрики' } })(
      widgets.refinementList,
    )({ container: place('list'), attribute: 'rubrics', searchable: true, searchableIsAlwaysActive: false }),
    widgets.panel({ templates: { header: () => 'Даты' } })(widgets.hierarchicalMenu)({
      container: place('dates'), attributes: ['date.lvl0', 'date.lvl1'], showParentLevel: true, separator: ' > ',
    }),
    widgets.rangeSlider({ container: place('when'), attribute: 'published_at', pips: false, tooltips: false }),
    widgets.ratingMenu({ container: place('stars'), attribute: 'rating' }),
    widgets.hits({ container: place('hits'), templates: { item }, transformItems: (items) => items.slice(0, 3) }),
  ]);
  await bench.totalBecomes(ALL);
  const year = page.locator('#dates a').filter({ hasText: '2018' });
  await year.click();
  const of2018 = articles.filter(({ published_at: moment }) => moment.startsWith('2018'));
  await bench.totalBecomes(of2018.length);
  assert.equal((await bench.ids()).length, 3);
  await page.locator('#box input').fill('  абырвалгеющий ');
  await bench.totalBecomes(0);
  await eventually(() => page.locator('#list .ais-Panel').isHidden(), true);
});
