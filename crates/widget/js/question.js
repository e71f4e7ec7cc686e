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
 * The filters of a question, but for those that cannot be changed.
 * @param {Question} question
 * @param {string[]} [locks]
 * @returns {Partial<Question>} what is not empty of them
 */
export function filtersOf(question, locks = []) {
  const names = freeNames(locks).filter((name) => name !== 'q' && name !== 'sort' && question[name].length);
  return Object.fromEntries(names.map((name) => [name, question[name]]));
}

/**
 * The question without its filters, but for those that cannot be changed.
 * @param {Question} question
 * @param {string[]} locks
 * @returns {Question}
 */
export function withoutFilters(question, locks) {
  const none = Object.keys(filtersOf(question, locks)).map((name) => [name, name in LISTS ? [] : '']);
  return { ...question, ...Object.fromEntries(none) };
}

/**
 * Whether there is anything to answer: a text or a filter.
 * @param {Question} question
 */
export function isAsking(question) {
  return Boolean(question.q.trim()) || Object.keys(filtersOf(question)).length > 0;
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
  const more = page > 1 ? { page } : { facets: 'rubric', histogram: 'auto' };
  return `${settings.endpoint}/api/v1/search?${queryString(question, settings, { per_page: settings.perPage, ...more })}`;
}

/**
 * A query string of what is not empty.
 * @param {Record<string, string | number | string[] | undefined>} values
 */
export function encode(values) {
  const pairs = Object.entries(values).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one ?? '')]));
  return String(new URLSearchParams(pairs.filter(([, value]) => value)));
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
  const told = freeNames(locks).filter((name) => query.has(prefix + name));
  const values = told.map((name) => [name, name in LISTS ? query.getAll(prefix + name) : query.get(prefix + name)]);
  return readQuestion({ ...presets, ...Object.fromEntries(values) });
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
  const names = freeNames(locks);
  const isOurs = (/** @type {string} */ pair) =>
    names.some((name) => new URLSearchParams(pair).has(prefix + name));
  const pairs = search.slice(1).split('&').filter((pair) => pair && !isOurs(pair));
  for (const name of names) {
    const value = question[name];
    if (String(value) !== String(presets[name])) {
      const values = [value.length ? value : ''].flat();
      pairs.push(...values.map((one) => String(new URLSearchParams([[prefix + name, one]]))));
    }
  }
  return pairs.length ? `?${pairs.join('&')}` : '';
}

const LISTS = { rubric: 1, source: 1 };

/**
 * @param {string[]} locks
 * @returns {Name[]}
 */
function freeNames(locks) {
  /** @type {Record<string, string>} */
  const lockOf = { from: 'period', to: 'period' };
  return /** @type {Name[]} */ (PRESETS.filter((name) => !locks.includes(lockOf[name] ?? name)));
}
