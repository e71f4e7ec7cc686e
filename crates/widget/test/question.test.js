import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  encode, firstDay, isAsking, queryString, readUrl, searchUrl, sortOf, withoutFilters, writeUrl,
} from '../js/question.js';

/** @typedef {import('../js/question.js').Question} Question */

/** @type {Question} */
const EMPTY = { q: '', rubric: [], source: [], period: '', from: '', to: '', sort: 'relevance', repair: true };
const SETTINGS = { endpoint: 'https://search.example', key: 'vk_a', lang: /** @type {const} */ ('ru'), perPage: 10 };

/** @param {Partial<Question>} patch */
const ask = (patch) => ({ ...EMPTY, ...patch });

test('a text or a filter asks, an order does not', () => {
  assert.equal(isAsking(EMPTY), false);
  assert.equal(isAsking(ask({ q: ' \n' })), false);
  assert.equal(isAsking(ask({ sort: 'oldest' })), false);
  /** @type {Partial<Question>[]} */
  const patches = [
    { q: 'а' }, { rubric: ['Мир'] }, { source: ['А'] }, { period: 'day' }, { from: '2016-01-01' }, { to: '2016-01-01' },
  ];
  for (const patch of patches) {
    assert.equal(isAsking(ask(patch)), true, JSON.stringify(patch));
  }
});

test('taking filters back leaves the text, the order and what is locked', () => {
  const question = ask({ q: 'а', rubric: ['Мир'], source: ['А'], from: '2016-01-01', sort: 'newest' });
  assert.deepEqual(withoutFilters(question, []), ask({ q: 'а', sort: 'newest' }));
  assert.deepEqual(withoutFilters(question, ['rubric', 'period']), { ...question, source: [] });
});

test('without a text the newest come first instead of the most relevant', () => {
  assert.equal(sortOf(ask({ q: ' ' })), 'newest');
  assert.equal(sortOf(ask({ q: 'а' })), 'relevance');
  assert.equal(sortOf(ask({ sort: 'oldest' })), 'oldest');
});

test('a period ends on the reader\'s own day', () => {
  const noon = new Date(2020, 1, 29, 12);
  assert.equal(firstDay('day', noon), '2020-02-28');
  assert.equal(firstDay('week', noon), '2020-02-22');
  assert.equal(firstDay('month', noon), '2020-01-30');
  assert.equal(firstDay('year', noon), '2019-03-01');
  assert.equal(firstDay('day', new Date(2020, 1, 29, 0, 1)), '2020-02-28');
  assert.equal(firstDay('day', new Date(2020, 1, 29, 23, 59)), '2020-02-28');
});

test('only what is asked for is in the query string', () => {
  assert.equal(queryString(ask({ q: ' а&б ' }), SETTINGS), 'q=%D0%B0%26%D0%B1&sort=relevance&lang=ru&key=vk_a');
  assert.equal(
    queryString(ask({ q: 'a', rubric: ['x', 'y z'], to: '2016-01-02', repair: false }), { ...SETTINGS, key: '' }),
    'q=a&rubric=x&rubric=y+z&to=2016-01-02&sort=relevance&repair=off&lang=ru',
  );
  assert.match(queryString(ask({ period: 'day', from: '2000-01-01' }), SETTINGS), /^from=20(?!00)/);
});

test('facets and timeline are asked for once', () => {
  const settings = { .../** @type {any} */ (SETTINGS) };
  const first = new URL(searchUrl(ask({ q: 'a' }), settings, 1));
  assert.equal(first.origin + first.pathname, 'https://search.example/api/v1/search');
  assert.deepEqual([first.searchParams.get('facets'), first.searchParams.get('histogram')], ['rubric', 'auto']);
  assert.equal(first.searchParams.get('page'), null);
  assert.equal(first.searchParams.get('per_page'), '10');
  const third = new URL(searchUrl(ask({ q: 'a' }), settings, 3));
  assert.equal(third.searchParams.get('page'), '3');
  assert.equal(third.searchParams.get('facets'), null);
});

test('empty values are left out unless they are wanted', () => {
  assert.equal(encode({ a: '', b: undefined, c: 0, d: ['x', ''] }), 'c=0&d=x');
  assert.equal(encode({ a: '' }, true), 'a=');
});

test('a question goes through the page\'s address', () => {
  const question = ask({ q: 'Ёлка & «ель»=+', rubric: ['Мир', 'Дом и сад'], from: '2016-01-01', sort: 'newest' });
  for (const prefix of ['', 's-', 'é.']) {
    const address = writeUrl('', prefix, question, EMPTY, []);
    assert.deepEqual(readUrl(address, prefix, EMPTY, []), question, address);
  }
});

test('an address differs from presets only by what differs', () => {
  const presets = ask({ q: 'а', rubric: ['Мир'] });
  assert.equal(writeUrl('', 's-', presets, presets, []), '');
  const address = writeUrl('', 's-', ask({ q: 'а' }), presets, []);
  assert.equal(address, '?s-rubric=');
  assert.deepEqual(readUrl(address, 's-', presets, []), ask({ q: 'а' }));
});

test('parameters of others stay as they are', () => {
  const before = '?id=5&x=%d0%b9+1&flag&s-q=old&q=theirs&x=2';
  assert.equal(writeUrl(before, 's-', ask({ q: 'new' }), EMPTY, []), '?id=5&x=%d0%b9+1&flag&q=theirs&x=2&s-q=new');
  assert.equal(writeUrl(before, 's-', EMPTY, EMPTY, []), '?id=5&x=%d0%b9+1&flag&q=theirs&x=2');
  assert.equal(writeUrl('?q=old', '', EMPTY, EMPTY, []), '');
});

test('an address cannot change what is locked', () => {
  const presets = ask({ rubric: ['Мир'], from: '2016-01-01', sort: 'newest' });
  const locks = ['rubric', 'period', 'sort'];
  const read = readUrl('?q=a&rubric=x&period=day&to=2020-01-01&sort=oldest&source=y', '', presets, locks);
  assert.deepEqual(read, { ...presets, q: 'a', source: ['y'] });
  assert.equal(writeUrl('', '', ask({ q: 'a', rubric: ['x'], to: '2020-01-01' }), presets, locks), '?q=a');
});
