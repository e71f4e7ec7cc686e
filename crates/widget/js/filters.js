// The controls that narrow and order an answer: rubrics, periods, order, timeline.

import { button, h, list, text } from './dom.js';
import { sortOf } from './question.js';
import { PERIODS, SORTS } from './settings.js';
import { TEXTS, articles, formatNumber, formatPeriod } from './texts.js';

/** @typedef {import('./question.js').Question} Question */
/** @typedef {import('./settings.js').Settings} Settings */

/**
 * What the controls show and where they lead.
 * @typedef {object} Controls
 * @property {any} answer of the API
 * @property {Question} question as it is now, which may be newer than the answer
 * @property {Settings} settings
 * @property {boolean} isOwn whether days of an own period are to be chosen
 * @property {number} width of the widget in pixels
 * @property {(patch: Partial<Question>, isOwn?: boolean) => void} change
 */

/** Rubrics on offer: the rest is rare, and chosen ones are always shown. */
const MAX_CHIPS = 14;
/** A bar is a target for fingers. */
const BAR_PX = 26;
const MIN_BARS = 6;
const MAX_BARS = 36;

/**
 * All controls that are not locked.
 * @param {Controls} controls
 */
export function buildFilters(controls) {
  /** @param {string} name */
  const isFree = (name) => !controls.settings.locks.includes(name);
  return [
    isFree('rubric') && buildChips(controls),
    h('div', { class: 'row' }, isFree('period') && buildPeriods(controls), isFree('sort') && buildSort(controls)),
    isFree('period') && buildDays(controls),
    isFree('period') && buildTimeline(controls),
  ];
}

/**
 * A button that is pressed or not. Its key finds it again when the controls are built anew.
 * @param {string} key
 * @param {boolean} isPressed
 * @param {() => void} click
 * @param {...import('./dom.js').Child} children
 */
function buildChip(key, isPressed, click, ...children) {
  return button({ part: 'chip', 'data-key': key, 'aria-pressed': String(isPressed), click }, ...children);
}

/** @param {Controls} controls */
function buildChips({ answer, question, settings: { lang }, change }) {
  const chosen = question.rubric;
  const counts = new Map(list(answer.facets?.rubric).map((facet) => [text(facet?.value), facet?.count]));
  const values = new Set([...[...counts.keys()].slice(0, MAX_CHIPS), ...chosen]);
  const chips = [...values].map((value) => {
    const isChosen = chosen.includes(value);
    const rubric = isChosen ? chosen.filter((other) => other !== value) : [...chosen, value];
    const count = h('span', { class: 'count' }, formatNumber(lang, counts.get(value) ?? 0));
    return buildChip(`=${value}`, isChosen, () => change({ rubric }), h('bdi', {}, value), count);
  });
  return values.size > 0 && h('div', { part: 'chips', role: 'group', 'aria-label': TEXTS[lang].rubrics }, ...chips);
}

/** @param {Controls} controls */
function buildPeriods({ question: { period, from, to }, settings: { lang }, isOwn, change }) {
  const texts = TEXTS[lang];
  /** @type {Record<string, string>} */
  const names = texts.periods;
  const current = isOwn || from || to ? 'own' : period;
  const chips = [...PERIODS, 'own'].map((name) => {
    const press = () =>
      name === 'own' ? change({ period: '' }, true) : change({ period: name, from: '', to: '' }, false);
    return buildChip(name, name === current, press, names[name]);
  });
  return h('div', { part: 'periods', role: 'group', 'aria-label': texts.period }, ...chips);
}

/** @param {Controls} controls */
function buildDays({ question, settings: { lang }, isOwn, change }) {
  const { from, to } = question;
  const fields = /** @type {const} */ (['from', 'to']).map((name) =>
    h('label', {}, TEXTS[lang][name], h('input', {
      type: 'date',
      'data-key': name,
      value: question[name],
      change: ({ target }) => change({ [name]: target.value }, true),
    })));
  return (isOwn || from || to) && h('div', { class: 'days' }, ...fields);
}

/** @param {Controls} controls */
function buildSort({ question, settings: { lang }, change }) {
  const texts = TEXTS[lang];
  /** @type {Record<string, string>} */
  const names = texts.sorts;
  // Without a text there is no relevance to sort by.
  const options = SORTS.slice(question.q.trim() ? 0 : 1).map((value) =>
    h('option', { value, selected: value === sortOf(question) }, names[value]));
  return h(
    'select',
    { part: 'sort', 'data-key': 'sort', 'aria-label': texts.sort, change: ({ target }) => change({ sort: target.value }) },
    ...options,
  );
}

/** @param {Controls} controls */
function buildTimeline({ answer, question, settings: { lang }, width, change }) {
  const buckets = joinBuckets(list(answer.histogram), Math.min(Math.max(Math.floor(width / BAR_PX), MIN_BARS), MAX_BARS));
  const last = buckets.length - 1;
  if (last < 1) {
    return null;
  }
  const highest = Math.max(...buckets.map(({ count }) => count));
  const bars = buckets.map(({ from, to, count }, index) => {
    const isChosen = from === question.from && to === question.to;
    const label = `${formatPeriod(lang, from, to)}: ${articles(lang, count)}`;
    const column = h('span', {});
    column.style.height = `${(count / highest) * 100}%`;
    return button(
      {
        part: 'bar',
        'data-key': from,
        'aria-label': label,
        'aria-pressed': String(isChosen),
        title: label,
        tabindex: index ? -1 : 0,
        click: () => change({ period: '', from: isChosen ? '' : from, to: isChosen ? '' : to }, false),
      },
      column,
    );
  });
  const ends = [buckets[0], buckets[last]].map(({ from, to }) => h('span', {}, formatPeriod(lang, from, to)));
  return h(
    'div',
    { part: 'timeline', role: 'toolbar', 'aria-label': TEXTS[lang].timeline },
    h('div', { class: 'bars', keydown: rove }, ...bars),
    h('div', { class: 'ends' }, ...ends),
  );
}

/**
 * Joins neighbours until at most so many are left.
 * @param {any[]} buckets of the API
 * @param {number} most
 */
export function joinBuckets(buckets, most) {
  const size = Math.ceil(buckets.length / most);
  const joined = [];
  for (let start = 0; start < buckets.length; start += size) {
    const some = buckets.slice(start, start + size);
    const count = some.reduce((sum, bucket) => sum + (bucket?.count || 0), 0);
    joined.push({ from: text(some[0]?.from), to: text(some.at(-1)?.to), count });
  }
  return joined;
}

/**
 * One bar is in the Tab order; arrows lead to the others.
 * @param {KeyboardEvent} event
 */
function rove({ key, target }) {
  /** @type {any} */
  const bar = target;
  const next = key === 'ArrowLeft' ? bar.previousSibling : key === 'ArrowRight' && bar.nextSibling;
  if (next) {
    bar.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}
