// The clients of Algolia's dialect from npm without widgets: what a program gets, and how errors reach it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { algoliasearch as current } from 'algoliasearch';
import { liteClient } from 'algoliasearch/lite';
import previous from 'algoliasearch-4';

import { articles, containing, countsOf, having, newestFirst } from '../lib/corpus.js';
import { startServer } from '../lib/server.js';

const ALL = articles.length;
const [RUBRIC, SECOND_RUBRIC] = countsOf('rubrics').keys();
const [SOURCE] = countsOf('source').keys();

let server;
let clients;
before(async () => {
  server = await startServer();
  const { host } = new URL(server.address);
  const at = (accept) => ({ hosts: [{ url: host, protocol: 'http', accept }] });
  clients = {
    current: current('vestnik', 'any-key', at('readWrite')),
    lite: liteClient('vestnik', 'any-key', at('readWrite')),
    previous: previous('vestnik', 'any-key', at()),
  };
});
after(() => server?.stop());

const idsOf = (list) => list.map(({ id }) => id).sort();
const hitsOf = ({ hits }) => hits.map(({ objectID }) => objectID).sort();

test('a batch of queries is answered in its order, whatever the client', async () => {
  const holding = containing('Керри');
  const [first, second] = [
    { indexName: 'news', query: 'Керри', hitsPerPage: 50 },
    { indexName: 'news_date_desc', hitsPerPage: 3, page: 1 },
  ];
  const asBefore = ({ indexName, query, ...params }) => ({ indexName, query, params });
  const answers = await Promise.all([
    clients.current.search({ requests: [first, second] }),
    clients.lite.search({ requests: [first, second] }),
    clients.lite.searchForHits({ requests: [first, second] }),
    clients.current.search([asBefore(first), asBefore(second)]),
    clients.previous.search([asBefore(first), asBefore(second)]),
    clients.previous.multipleQueries([asBefore(first), asBefore(second)]),
  ]);
  for (const { results } of answers) {
    assert.equal(results.length, 2);
    assert.equal(results[0].nbHits, holding.length);
    assert.equal(results[0].query, 'Керри');
    assert.equal(results[0].index, 'news');
    assert.deepEqual(hitsOf(results[0]), idsOf(holding));
    assert.deepEqual(results[1].hits.map(({ objectID }) => objectID), newestFirst().slice(3, 6).map(({ id }) => id));
    const { nbHits, page, hitsPerPage, nbPages } = results[1];
    assert.deepEqual({ nbHits, page, hitsPerPage, nbPages },
      { nbHits: ALL, page: 1, hitsPerPage: 3, nbPages: Math.ceil(ALL / 3) });
  }
});

test('one index: a record has the fields of its article, and highlights with the tags asked for', async () => {
  const params = { highlightPreTag: '<b>', highlightPostTag: '</b>', attributesToSnippet: ['body:10'] };
  const answers = await Promise.all([
    clients.current.searchSingleIndex({ indexName: 'news', searchParams: { query: 'Керри', ...params } }),
    clients.previous.initIndex('news').search('Керри', params),
  ]);
  for (const { hits } of answers) {
    const hit = hits.find(({ title }) => title.includes('Керри'));
    const article = articles.find(({ id }) => id === hit.objectID);
    for (const field of ['title', 'lead', 'body', 'url', 'source', 'rubrics', 'tags', 'authors']) {
      assert.deepEqual(hit[field], article[field], field);
    }
    assert.equal(hit.published_at, Date.parse(article.published_at) / 1000);
    const { title, lead, body } = hit._highlightResult;
    assert.equal(title.value, article.title.replaceAll(/Керри/g, '<b>$&</b>'));
    assert.equal(title.matchLevel, 'full');
    assert.equal(title.matchedWords.length, 1);
    assert.equal(lead.value.replaceAll(/<\/?b>/g, ''), article.lead);
    assert.equal(body.value.replaceAll(/<\/?b>/g, ''), article.body);
    const snippet = hit._snippetResult.body.value;
    assert.ok(snippet.split(/\s+/).length <= 12, snippet);
  }
});

const seconds = ({ published_at: moment }) => Math.floor(Date.parse(moment) / 1000);
const BORDER = Date.parse('2020-01-01T00:00:00+03:00') / 1000;
const inRubric = (article, ...rubrics) => rubrics.some((rubric) => article.rubrics.includes(rubric));

/** Filters in each of their three grammars, and the articles that they mean. */
const FILTERS = [
  [{ filters: `rubrics:${RUBRIC}` }, (article) => inRubric(article, RUBRIC)],
  [{ filters: `rubrics:"${RUBRIC}" OR rubrics:'${SECOND_RUBRIC}'` }, (it) => inRubric(it, RUBRIC, SECOND_RUBRIC)],
  [{ filters: `source:"${SOURCE}" AND NOT rubrics:${RUBRIC}` }, (it) => it.source === SOURCE && !inRubric(it, RUBRIC)],
  [
    { filters: `(rubrics:${RUBRIC} OR rubrics:${SECOND_RUBRIC}) AND published_at >= ${BORDER}` },
    (it) => inRubric(it, RUBRIC, SECOND_RUBRIC) && seconds(it) >= BORDER,
  ],
  [{ filters: `published_at:${BORDER - 366 * 86_400} TO ${BORDER}` },
    (it) => seconds(it) >= BORDER - 366 * 86_400 && seconds(it) <= BORDER],
  [{ facetFilters: [`rubrics:${RUBRIC}`] }, (it) => inRubric(it, RUBRIC)],
  [{ facetFilters: [[`rubrics:${RUBRIC}`, `rubrics:${SECOND_RUBRIC}`], `source:${SOURCE}`] },
    (it) => inRubric(it, RUBRIC, SECOND_RUBRIC) && it.source === SOURCE],
  [{ facetFilters: [`rubrics:-${RUBRIC}`] }, (it) => !inRubric(it, RUBRIC)],
  [{ facetFilters: `source:${SOURCE}` }, (it) => it.source === SOURCE],
  [{ numericFilters: [`published_at>=${BORDER}`] }, (it) => seconds(it) >= BORDER],
  [{ numericFilters: [[`published_at<${BORDER}`, `published_at > ${BORDER + 366 * 86_400}`]] },
    (it) => seconds(it) < BORDER || seconds(it) > BORDER + 366 * 86_400],
  [{ filters: `rubrics:${RUBRIC}`, facetFilters: [`source:${SOURCE}`], numericFilters: [`published_at>=${BORDER}`] },
    (it) => inRubric(it, RUBRIC) && it.source === SOURCE && seconds(it) >= BORDER],
  [{ filters: 'date.lvl0:2018' }, (it) => new Date(it.published_at).getFullYear() === 2018],
  [{ filters: 'rubrics:"нет такой"' }, () => false],
];

for (const [params, means] of FILTERS) {
  test(`${JSON.stringify(params)} finds what it says`, async () => {
    const expected = articles.filter(means);
    const answers = await Promise.all([
      clients.current.searchSingleIndex({ indexName: 'news', searchParams: { hitsPerPage: 300, ...params } }),
      clients.previous.initIndex('news').search('', { hitsPerPage: 300, ...params }),
    ]);
    for (const answer of answers) {
      assert.equal(answer.nbHits, expected.length);
      assert.deepEqual(hitsOf(answer), idsOf(expected));
    }
  });
}

test('facets: a list, one, all, and statistics of the moments', async () => {
  const ask = async (facets) => {
    const { results } = await clients.lite.search({ requests: [{ indexName: 'news', facets, hitsPerPage: 0, maxValuesPerFacet: 1000 }] });
    return results[0];
  };
  const rubrics = Object.fromEntries(countsOf('rubrics'));
  assert.deepEqual((await ask(['rubrics'])).facets, { rubrics });
  assert.deepEqual((await ask('rubrics')).facets, { rubrics });
  const { facets, facets_stats: statistics, hits } = await ask(['*']);
  assert.deepEqual(hits, []);
  for (const field of ['rubrics', 'source', 'tags', 'authors']) {
    assert.deepEqual(facets[field], Object.fromEntries(countsOf(field)), field);
  }
  const moments = articles.map(seconds);
  assert.equal(statistics.published_at.min, Math.min(...moments));
  assert.equal(statistics.published_at.max, Math.max(...moments));
});

test('values of a facet are found by the beginning of a word, under the filters of the search', async () => {
  const under = having('source', SOURCE);
  const expected = [...countsOf('tags', under)].filter(([tag]) => /(^|[^\p{L}])ла/iu.test(tag));
  assert.ok(expected.length > 0);
  const params = { filters: `source:"${SOURCE}"`, maxFacetHits: 100 };
  const answers = await Promise.all([
    clients.current.searchForFacetValues({
      indexName: 'news', facetName: 'tags', searchForFacetValuesRequest: { facetQuery: 'ла', params: new URLSearchParams(params).toString(), maxFacetHits: 100 },
    }),
    clients.previous.initIndex('news').searchForFacetValues('tags', 'ла', params),
    clients.lite.searchForFacets({
      requests: [{ indexName: 'news', type: 'facet', facet: 'tags', facetQuery: 'ла', ...params }],
    }).then(({ results: [answer] }) => answer),
    clients.lite.search({
      requests: [{ indexName: 'news', type: 'facet', facet: 'tags', facetQuery: 'ла', ...params }],
    }).then(({ results }) => results[0]),
  ]);
  for (const { facetHits } of answers) {
    const found = facetHits.map(({ value, count }) => [value, count]);
    assert.deepEqual(found.toSorted(), expected.toSorted());
    assert.match(facetHits[0].highlighted, /^<em>ла<\/em>/i);
  }
});

test('parameters that stock pages send and an archive has no use for change nothing', async () => {
  const { results } = await clients.lite.search({
    requests: [{
      indexName: 'news',
      query: 'Керри',
      analytics: false,
      analyticsTags: ['demo'],
      clickAnalytics: true,
      enablePersonalization: true,
      enableRules: true,
      userToken: 'anonymous-1',
      ruleContexts: ['ais-rubrics-Sport'],
      distinct: true,
      getRankingInfo: true,
      typoTolerance: 'min',
      ignorePlurals: true,
      removeStopWords: ['ru'],
      queryLanguages: ['ru'],
      advancedSyntax: true,
      optionalFilters: ['rubrics:Спорт'],
      optionalWords: 'Керри',
      responseFields: ['*'],
      aroundLatLngViaIP: true,
      tagFilters: '',
      replaceSynonymsInHighlight: false,
      minProximity: 1,
      nothingKnown: { at: ['all'] },
    }],
  });
  assert.equal(results[0].nbHits, containing('Керри').length);
  assert.match(results[0].queryID, /^[0-9a-f]{32}$/);
});

test('suggestions are an index of their own', async () => {
  const { results } = await clients.lite.search({
    requests: [{ indexName: 'news_query_suggestions', query: 'ладог', hitsPerPage: 5 }],
  });
  const [{ hits }] = results;
  assert.ok(hits.length > 0 && hits.length <= 5);
  assert.match(hits[0].query, /^ладог/i);
  assert.match(hits[0]._highlightResult.query.value, /<em>/);
  assert.equal(new Set(hits.map(({ objectID }) => objectID)).size, hits.length);
});

const WRONG = [
  ['no such index', { indexName: 'nosuch' }, 404, /nosuch/],
  ['a filter that breaks off', { indexName: 'news', filters: 'rubrics:Спорт AND' }, 400, /filters/],
  ['a filter over an unknown property', { indexName: 'news', numericFilters: ['price>1'] }, 400, /price/],
  ['a page that is no number', { indexName: 'news', page: 'second' }, 400, /page/],
];

for (const [what, request, status, message] of WRONG) {
  test(`${what} reaches the program as an error with our words`, async () => {
    const { indexName, ...params } = request;
    for (const search of [
      () => clients.current.search({ requests: [request] }),
      () => clients.lite.search({ requests: [request] }),
      () => clients.current.searchSingleIndex({ indexName, searchParams: params }),
      () => clients.previous.search([{ indexName, params }]),
      () => clients.previous.initIndex(indexName).search('', params),
    ]) {
      await assert.rejects(search, (error) => {
        assert.equal(error.name, 'ApiError');
        assert.equal(error.status, status);
        assert.match(error.message, message);
        return true;
      });
    }
  });
}

test('what the archive cannot do is refused, never answered wrongly', async () => {
  for (const call of [
    () => clients.current.browse({ indexName: 'news' }),
    () => clients.current.saveObject({ indexName: 'news', body: { objectID: '1' } }),
    () => clients.current.getSettings({ indexName: 'news' }),
    () => clients.previous.initIndex('news').browseObjects({ batch() {} }),
  ]) {
    await assert.rejects(call, ({ name, status }) => name === 'ApiError' && status >= 400 && status < 500);
  }
});

test('events are taken as a beacon sends them, and wrong ones refused with a reason', async () => {
  const address = `${server.address}/1/events?X-Algolia-Application-Id=vestnik&X-Algolia-API-Key=any-key`;
  const send = (events) => fetch(address, { method: 'POST', body: JSON.stringify({ events }) });
  const event = {
    eventType: 'click', eventName: 'Открыт материал', index: 'news', userToken: 'anonymous-1',
    objectIDs: [articles[0].id], positions: [1], queryID: '0123456789abcdef0123456789abcdef',
  };
  const taken = await send([event]);
  assert.equal(taken.status, 200);
  const refused = await send([{ ...event, eventType: 'glance' }]);
  assert.equal(refused.status, 422);
  assert.match((await refused.json()).message, /eventType/);
});
