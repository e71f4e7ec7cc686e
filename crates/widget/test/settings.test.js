import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ATTRIBUTES, readPresets, readQuestion, readSettings } from '../js/settings.js';

/** @param {Record<string, string>} attributes */
const reader = (attributes) => (/** @type {string} */ name) => attributes[name] ?? null;

/** @param {Record<string, string>} attributes */
const settingsOf = (attributes) => readSettings(reader(attributes), 'https://search.example', 'ru');

const NOTHING = { q: '', rubric: '', source: '', period: '', from: '', to: '', sort: '' };

test('defaults stand for attributes that are not there', () => {
  assert.deepEqual(settingsOf({}), {
    endpoint: 'https://search.example',
    lang: 'ru',
    key: '',
    mode: 'inline',
    perPage: 10,
    locks: [''],
    target: '_self',
    images: true,
    suggestions: true,
    urlState: null,
    hotkey: 'ctrl+k',
    placeholder: null,
    label: null,
  });
});

test('what is not allowed falls back to the default', () => {
  for (const mode of ['Dialog', 'popup', '']) {
    assert.equal(settingsOf({ mode }).mode, 'inline', mode);
  }
  for (const [written, perPage] of /** @type {const} */ ([
    ['0', 10], ['-3', 10], ['51', 10], ['x', 10], ['', 10], ['Infinity', 10], ['1', 1], ['50', 50], ['2.5', 3],
  ])) {
    assert.equal(settingsOf({ 'per-page': written }).perPage, perPage, written);
  }
  assert.equal(settingsOf({ hotkey: 'k' }).hotkey, 'ctrl+k');
  assert.equal(settingsOf({ images: 'no' }).images, true);
});

test('attributes say what they say', () => {
  const settings = settingsOf({
    mode: 'dialog', lock: ' rubric  sort ', target: '_blank', images: 'off', suggestions: 'off', 'url-state': 's-',
    hotkey: 'Alt+S', placeholder: '', label: 'Архив',
  });
  assert.equal(settings.mode, 'dialog');
  assert.deepEqual(settings.locks.filter(Boolean), ['rubric', 'sort']);
  assert.equal(settings.target, '_blank');
  assert.equal(settings.images, false);
  assert.equal(settings.suggestions, false);
  assert.equal(settings.urlState, 's-');
  assert.equal(settings.hotkey, 'alt+s');
  assert.equal(settings.placeholder, '');
  assert.equal(settings.label, 'Архив');
  assert.equal(settingsOf({ 'url-state': '' }).urlState, '');
  assert.equal(settingsOf({ hotkey: 'off' }).hotkey, 'off');
});

test('api-key is the key where key is not there', () => {
  assert.equal(settingsOf({ 'api-key': 'vk_b' }).key, 'vk_b');
  assert.equal(settingsOf({ key: 'vk_a', 'api-key': 'vk_b' }).key, 'vk_a');
  assert.ok(ATTRIBUTES.includes('api-key'));
});

test('presets are lists, days and names that exist', () => {
  const question = readPresets(reader({
    q: ' футбол ', rubric: 'Спорт| Мир ||Спорт', source: 'А', period: 'week', sort: 'oldest',
  }));
  assert.deepEqual(question, {
    q: ' футбол ',
    rubric: ['Спорт', 'Мир'],
    source: ['А'],
    period: 'week',
    from: '',
    to: '',
    sort: 'oldest',
    repair: true,
  });
  assert.equal(readQuestion({ ...NOTHING, sort: 'best' }).sort, 'relevance');
  assert.equal(readQuestion({ ...NOTHING, period: 'decade' }).period, '');
});

test('only days of the calendar are days, and they outdo a period', () => {
  for (const day of ['2016-02-30', '2016-7-15', '15.07.2016', '2016-07', 'вчера', '2016-07-15T00:00']) {
    assert.equal(readQuestion({ ...NOTHING, from: day }).from, '', day);
  }
  const question = readQuestion({ ...NOTHING, period: 'day', from: '2016-02-29', to: 'x' });
  assert.deepEqual([question.from, question.to, question.period], ['2016-02-29', '', '']);
  assert.equal(readQuestion({ ...NOTHING, to: '1970-01-01' }).to, '1970-01-01');
});
