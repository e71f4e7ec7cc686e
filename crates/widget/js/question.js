// What is asked, and how it is written into addresses.

import { PRESETS, readQuestion } from './settings.js';

/** @typedef {import('./settings.js').Settings} Settings */

/**
 * A question to the archive.
 * @typedef {object} Question
 * @property {string} q the query text
 * @property {string[]} rubric any of these
 * @property {string[]} source any of these
 * @property {string} period that ends today: `day`, `week`, `month`, `year` or empty
 * @property {string} from first day, `YYYY-MM-DD` or empty
 * @property {string} to last day, likewise
 * @property {string} sort `relevance`, `newest` or `oldest`
 * @property {boolean} repair whether slips in the query are repaired
 */

/** @typedef {keyof Omit<Question, 'repair'>} Name */

const DAY_MS = 86_400_000;
/** @type {Record<string, number>} */
const DAYS = { day: 1, week: 7, month: 30, year: 365 };

/**
 * Whether there is anything to answer: a text or a filter.
 * @param {Question} question
 */
export function isAsking({ q, rubric, source, period, from, to }) {
  return Boolean(q.trim() || rubric.length || source.length || period || from || to);
}

/**
 * The question without its filters, but for those that cannot be changed.
 * @param {Question} question
 * @param {string[]} locks
 * @returns {Question}
 */
export function withoutFilters(question, locks) {
  const none = freeNames(locks).map((name) => [name, Array.isArray(question[name]) ? [] : '']);
  return { ...question, ...Object.fromEntries(none), q: question.q, sort: question.sort };
}

/**
 * The order that is asked for: without a text nothing is relevant.
 * @param {Question} question
 */
export function sortOf({ q, sort }) {
  return sort === 'relevance' && !q.trim() ? 'newest' : sort;
}

/**
 * The first day of a period that ends today, as the reader's clock has it.
 * @param {string} period
 * @param {Date} [now]
 */
export function firstDay(period, now = new Date()) {
  const local = now.getTime() - now.getTimezoneOffset() * 60_000;
  return new Date(local - DAYS[period] * DAY_MS).toISOString().slice(0, 10);
}

/**
 * The question as a query string of the API and of the results page.
 * @param {Question} question
 * @param {Pick<Settings, 'key' | 'lang'>} settings
 * @param {Record<string, string | number | undefined>} [more] parameters
 */
export function queryString(question, { key, lang }, more) {
  const { q, rubric, source, period, from, to, repair } = question;
  return encode({
    q: q.trim(),
    rubric,
    source,
    from: period ? firstDay(period) : from,
    to,
    sort: sortOf(question),
    repair: repair ? '' : 'off',
    lang,
    ...more,
    key,
  });
}

/**
 * The address of one page of the answer.
 * @param {Question} question
 * @param {Settings} settings
 * @param {number} page
 */
export function searchUrl(question, settings, page) {
  const { endpoint, perPage } = settings;
  const more = page > 1 ? { page } : { facets: 'rubric', histogram: 'auto' };
  return `${endpoint}/api/v1/search?${queryString(question, settings, { per_page: perPage, ...more })}`;
}

/**
 * A query string.
 * @param {Record<string, string | number | string[] | undefined>} values
 * @param {boolean} [isWhole] whether what is empty is in it
 */
export function encode(values, isWhole) {
  const pairs = Object.entries(values).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, String(one ?? '')]));
  return String(new URLSearchParams(pairs.filter(([, value]) => isWhole || value)));
}

/**
 * The question that a page's address holds; what it does not tell is as preset.
 * @param {string} search query string of the page
 * @param {string} prefix
 * @param {Question} presets
 * @param {string[]} locks
 * @returns {Question}
 */
export function readUrl(search, prefix, presets, locks) {
  const query = new URLSearchParams(search);
  const told = freeNames(locks).map((name) => [name, query.get(prefix + name)]).filter(([, value]) => value !== null);
  return readQuestion({ ...write(presets), ...Object.fromEntries(told) });
}

/**
 * The query string of a page with the question in it. Other parameters stay as they are.
 * @param {string} search query string of the page
 * @param {string} prefix
 * @param {Question} question
 * @param {Question} presets what is as preset is not written
 * @param {string[]} locks
 */
export function writeUrl(search, prefix, question, presets, locks) {
  const [now, preset] = [write(question), write(presets)];
  const names = freeNames(locks);
  /** @param {string} pair */
  const isOther = (pair) => pair && !names.some((name) => new URLSearchParams(pair).has(prefix + name));
  const pairs = [
    ...search.slice(1).split('&').filter(isOther),
    ...names.filter((name) => now[name] !== preset[name]).map((name) => encode({ [prefix + name]: now[name] }, true)),
  ];
  return pairs.length ? `?${pairs.join('&')}` : '';
}

/**
 * @param {Question} question
 * @returns {Record<string, string>}
 */
function write(question) {
  return Object.fromEntries(PRESETS.map((name) => [name, [question[name]].flat().join('|')]));
}

/** @param {string[]} locks */
function freeNames(locks) {
  return PRESETS.filter((name) => !locks.includes(/from|to/.test(name) ? 'period' : name));
}
