import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TEXTS, articles, formatMoment, formatNumber, formatPeriod, found, plural } from '../js/texts.js';

/** Spaces of numbers differ between versions of the language data. */
const plain = (/** @type {string} */ text) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

test('every language says the same things', () => {
  /** @param {object} texts */
  const shape = (texts) => JSON.stringify(texts, (_, value) => (typeof value === 'string' ? typeof value : value));
  assert.equal(shape(TEXTS.en), shape(TEXTS.ru));
});

test('words go with their counts', () => {
  const forms = ['статья', 'статьи', 'статей'];
  for (const [count, form] of /** @type {[number, string][]} */ ([
    [0, 'статей'], [1, 'статья'], [2, 'статьи'], [4, 'статьи'], [5, 'статей'], [11, 'статей'], [12, 'статей'],
    [21, 'статья'], [22, 'статьи'], [111, 'статей'], [1001, 'статья'], [1_000_000, 'статей'],
  ])) {
    assert.equal(plural('ru', count, forms), form, String(count));
  }
  assert.equal(plural('en', 1, TEXTS.en.article), 'article');
  assert.equal(plural('en', 0, TEXTS.en.article), 'articles');
});

test('numbers are grouped', () => {
  assert.equal(plain(formatNumber('ru', 12_345)), '12 345');
  assert.equal(formatNumber('en', 12_345), '12,345');
  assert.equal(articles('en', 2), '2\u00a0articles');
});

test('the number of hits is a sentence', () => {
  assert.equal(plain(found('ru', 0)), 'Ничего не найдено');
  assert.equal(plain(found('ru', 1)), 'Найдена 1 статья');
  assert.equal(plain(found('ru', 21)), 'Найдена 21 статья');
  assert.equal(plain(found('ru', 1234)), 'Найдено 1 234 статьи');
  assert.equal(plain(found('en', 1)), 'Found 1 article');
});

test('moments are written as their own offset has them', () => {
  assert.equal(formatMoment('ru', '2016-07-15T23:12:00+03:00'), '15 июля 2016, 23:12');
  assert.equal(formatMoment('ru', '2016-07-15T00:05:00-11:00'), '15 июля 2016, 00:05');
  assert.equal(formatMoment('en', '2016-07-15T09:12:00Z'), 'July 15, 2016, 09:12');
});

test('moments may be known by their beginning only', () => {
  assert.equal(formatMoment('ru', '2016-07-15'), '15 июля 2016');
  assert.equal(formatMoment('ru', '2016-07'), 'июль 2016');
  assert.equal(formatMoment('ru', '2016'), '2016');
  assert.equal(formatMoment('ru', 'вчера'), '');
  assert.equal(formatMoment('ru', ''), '');
});

test('bars of the timeline are named by what they count', () => {
  assert.equal(formatPeriod('ru', 'year', '2016-01-01', '2016-12-31'), '2016');
  assert.equal(formatPeriod('ru', 'year', '2016-01-01', '2018-12-31'), '2016 – 2018');
  assert.equal(formatPeriod('ru', 'month', '2016-07-01', '2016-07-31'), 'июль 2016');
  assert.equal(formatPeriod('ru', 'day', '2016-07-15', '2016-07-16'), '15 июля 2016 – 16 июля 2016');
});
