// The controls that narrow and order an answer: rubrics, periods, order, timeline.

import { button, h } from './dom.js';
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
 * @property {(patch: Partial<Question>, isOwn?: boolean) => void} change
 */

/** Rubrics on offer: the rest is rare, and chosen ones are always shown. */
const MAX_CHIPS = 14;
/** So many targets for fingers fit side by side into the narrowest screen. */
const MAX_BARS = 11;

/**
 * All controls that are not locked: what narrows and orders, the days of an own period, the timeline.
 * @param {Controls} controls
 * @returns {import('./dom.js').Child[][]}
 */
export function buildFilters(controls) {
  /** @param {string} name */
  const isFree = (name) => !controls.settings.locks.includes(name);
  const isPeriodFree = isFree('period');
  return [
    [
      isFree('rubric') && buildChips(controls),
      h('div', { class: 'row' }, isPeriodFree && buildPeriods(controls), isFree('sort') && buildSort(controls)),
    ],
    [isPeriodFree && buildDays(controls)],
    [isPeriodFree && buildTimeline(controls)],
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

/**
 * Buttons of which one is in the Tab order; arrows lead to the others.
 * @param {string} part
 * @param {string} name
 * @param {HTMLElement[]} buttons
 */
function buildToolbar(part, name, buttons) {
  buttons.forEach((one, index) => {
    one.tabIndex = index ? -1 : 0;
  });
  return h('div', { part, role: 'toolbar', 'aria-label': name, keydown: rove }, ...buttons);
}

/** @param {Controls} controls */
function buildChips({ answer, question, settings: { lang }, change }) {
  const chosen = question.rubric;
  /** @type {{ value: string, count: number }[]} */
  const facets = answer.facets.rubric;
  const counts = new Map(facets.map(({ value, count }) => [value, count]));
  const values = new Set([...[...counts.keys()].slice(0, MAX_CHIPS), ...chosen]);
  const chips = [...values].map((value) => {
    const isChosen = chosen.includes(value);
    const rubric = isChosen ? chosen.filter((other) => other !== value) : [...chosen, value];
    const count = h('span', { class: 'count' }, formatNumber(lang, counts.get(value) ?? 0));
    return buildChip(`=${value}`, isChosen, () => change({ rubric }), h('bdi', {}, value), count);
  });
  return values.size > 0 && buildToolbar('chips', TEXTS[lang].rubrics, chips);
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
  return buildToolbar('periods', texts.period, chips);
}

/** @param {Controls} controls */
function buildDays({ question, settings: { lang }, isOwn, change }) {
  const { from, to } = question;
  /** @type {('from' | 'to')[]} */
  const names = ['from', 'to'];
  const fields = names.map((name) =>
    h('label', {}, TEXTS[lang][name], h('input', {
      type: 'date',
      'data-key': name,
      value: question[name],
      // A year that is being typed begins with zeros.
      change: ({ target: { value } }) => value[0] !== '0' && change({ [name]: value }, true),
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
    {
      part: 'sort',
      'data-key': 'sort',
      'aria-label': texts.sort,
      change: ({ target }) => change({ sort: target.value }),
    },
    ...options,
  );
}

/** @param {Controls} controls */
function buildTimeline({ answer, question, settings: { lang }, change }) {
  const buckets = joinBuckets(answer.histogram);
  const last = buckets.length - 1;
  /** @param {{ from: string, to: string }} bucket */
  const nameOf = ({ from, to }) => formatPeriod(lang, answer.histogram_interval, from, to);
  if (last < 1) {
    return null;
  }
  const highest = Math.max(...buckets.map(({ count }) => count));
  const bars = buckets.map((bucket) => {
    const { from, to, count } = bucket;
    const isChosen = from === question.from && to === question.to;
    const label = `${nameOf(bucket)}: ${articles(lang, count)}`;
    const column = h('span', {});
    column.style.height = `${(count / highest) * 100}%`;
    return button(
      {
        part: 'bar',
        'data-key': from,
        'aria-label': label,
        'aria-pressed': String(isChosen),
        title: label,
        click: () => change({ period: '', from: isChosen ? '' : from, to: isChosen ? '' : to }, false),
      },
      column,
    );
  });
  const ends = [buckets[0], buckets[last]].map((bucket) => h('span', {}, nameOf(bucket)));
  return h('div', {}, buildToolbar('timeline', TEXTS[lang].timeline, bars), h('div', { class: 'ends' }, ...ends));
}

/**
 * Joins neighbours until there are few enough bars.
 * @param {{ from: string, to: string, count: number }[]} buckets of the API
 */
export function joinBuckets(buckets) {
  /** @type {typeof buckets} */
  const bars = [];
  buckets.forEach(({ from, to, count }, index) => {
    const place = Math.floor((index * Math.min(MAX_BARS, buckets.length)) / buckets.length);
    const bar = (bars[place] ??= { from, to, count: 0 });
    bar.to = to;
    bar.count += count;
  });
  return bars;
}

/** @param {KeyboardEvent} event */
function rove({ key, target }) {
  /** @type {any} */
  const from = target;
  const to = key === 'ArrowLeft' ? from.previousSibling : key === 'ArrowRight' && from.nextSibling;
  if (to) {
    from.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  }
}
