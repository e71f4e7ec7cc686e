// Official clients of Elasticsearch and OpenSearch for JavaScript feed the archive unchanged.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client as Elasticsearch } from '@elastic/elasticsearch';
import { Client as OpenSearch } from '@opensearch-project/opensearch';

import { createKey, startServer } from '../lib/server.js';

let server;
let key;

before(async () => {
  server = await startServer([], async (data) => {
    key = await createKey(data, '--scope', 'search', '--scope', 'write', '--per-client-minute', '0');
  });
});

after(() => server?.stop());

/** @param {string} name @param {number} count */
const articles = (name, count) =>
  Array.from({ length: count }, (_, number) => ({ id: `${name}-${number}`, title: `Паром ${number}`, text: 'Текст.' }));

test('the client of Elasticsearch writes, changes, deletes and streams', async () => {
  const client = new Elasticsearch({ node: server.address, auth: { apiKey: { id: 'vestnik', api_key: key } } });
  assert.equal(await client.ping(), true);
  assert.equal((await client.info()).tagline, 'You Know, for Search');
  const document = { title: 'Мост через Волгу' };
  const created = await client.index({ index: 'news', id: 'js-1', document, refresh: 'wait_for' });
  assert.equal(created.result, 'created');
  const found = await client.get({ index: 'news', id: 'js-1' });
  assert.equal(found._source.title, document.title);
  assert.equal((await client.update({ index: 'news', id: 'js-1', doc: { lead: 'Лид' } })).result, 'updated');
  await assert.rejects(client.create({ index: 'news', id: 'js-1', document }), { statusCode: 409 });
  assert.equal((await client.delete({ index: 'news', id: 'js-1' })).result, 'deleted');
  await assert.rejects(client.delete({ index: 'news', id: 'js-1' }), { statusCode: 404 });
  const dropped = [];
  const statistics = await client.helpers.bulk({
    datasource: [...articles('js', 900), { id: 'js-bad' }],
    onDocument: ({ id }) => ({ index: { _index: 'news', _id: id } }),
    onDrop: ({ document: bad }) => dropped.push(bad.id),
    refreshOnCompletion: true,
  });
  assert.deepEqual([statistics.successful, statistics.failed, dropped], [900, 1, ['js-bad']]);
  await client.close();
});

test('the client of OpenSearch does the same', async () => {
  const client = new OpenSearch({ node: server.address, auth: { username: 'vestnik', password: key } });
  assert.equal((await client.info()).body.tagline, 'You Know, for Search');
  const body = { title: 'Мост через Волгу' };
  const created = await client.index({ index: 'news', id: 'os-1', body, refresh: true });
  assert.equal(created.body.result, 'created');
  assert.equal((await client.get({ index: 'news', id: 'os-1' })).body._source.title, body.title);
  assert.equal((await client.update({ index: 'news', id: 'os-1', body: { doc: { lead: 'Лид' } } })).body.result, 'updated');
  assert.equal((await client.delete({ index: 'news', id: 'os-1' })).body.result, 'deleted');
  const statistics = await client.helpers.bulk({
    datasource: articles('os', 900),
    onDocument: ({ id }) => ({ index: { _index: 'news', _id: id } }),
    onDrop: ({ error }) => assert.fail(JSON.stringify(error)),
  });
  assert.equal(statistics.successful, 900);
  await client.close();
});
