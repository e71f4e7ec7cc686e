// Everything the widget says, in its languages, and how numbers, dates and plurals are written.

/** @typedef {'ru' | 'en'} Lang */
/** @typedef {typeof TEXTS.ru} Texts */

/** The texts of a language. Lists of three are plural forms: one, few (2–4) and many. */
export const TEXTS = {
  ru: {
    label: 'Поиск по архиву',
    placeholder: 'Имя, событие, тема',
    submit: 'Найти',
    clear: 'Очистить',
    close: 'Закрыть',
    rubric: 'рубрика',
    article: ['статья', 'статьи', 'статей'],
    found: ['Найдена', 'Найдено', 'Найдено'],
    nothing: 'Ничего не найдено',
    tip: 'Проверьте, нет ли опечаток, или уберите лишние слова.',
    reset: 'Сбросить фильтры',
    rubrics: 'Рубрики',
    period: 'Период',
    periods: { '': 'Всё время', day: 'День', week: 'Неделя', month: 'Месяц', year: 'Год', own: 'Свой период' },
    from: 'с',
    to: 'по',
    sort: 'Порядок',
    sorts: { relevance: 'По релевантности', newest: 'Сначала новые', oldest: 'Сначала старые' },
    timeline: 'Статьи по времени',
    further: 'Статьи не со всеми словами',
    missing: 'Нет слов: ',
    more: 'Ещё',
    all: 'Все результаты',
    shown: 'Показано по запросу ',
    instead: 'Искать ',
    meant: 'Возможно, вы имели в виду ',
    untitled: 'Без заголовка',
    slow: 'Поиск отвечает дольше обычного…',
    retry: 'Повторить',
    offline: 'Нет связи с поиском.',
    refused: 'Поиск на этой странице не настроен.',
    busy: 'Поиск перегружен, подождите немного.',
    failed: 'Поиск сейчас не отвечает.',
  },
  en: {
    label: 'Search the archive',
    placeholder: 'Name, event, topic',
    submit: 'Search',
    clear: 'Clear',
    close: 'Close',
    rubric: 'rubric',
    article: ['article', 'articles', 'articles'],
    found: ['Found', 'Found', 'Found'],
    nothing: 'Nothing found',
    tip: 'Check the spelling, or leave out some words.',
    reset: 'Clear filters',
    rubrics: 'Rubrics',
    period: 'Period',
    periods: { '': 'Any time', day: 'Day', week: 'Week', month: 'Month', year: 'Year', own: 'Dates' },
    from: 'from',
    to: 'to',
    sort: 'Order',
    sorts: { relevance: 'By relevance', newest: 'Newest first', oldest: 'Oldest first' },
    timeline: 'Articles over time',
    further: 'Articles with some of the words',
    missing: 'Missing: ',
    more: 'More',
    all: 'All results',
    shown: 'Showing results for ',
    instead: 'Search for ',
    meant: 'Perhaps you meant ',
    untitled: 'Untitled',
    slow: 'The search takes longer than usual…',
    retry: 'Try again',
    offline: 'The search cannot be reached.',
    refused: 'Search is not set up for this page.',
    busy: 'The search is overloaded, please wait a little.',
    failed: 'The search is not answering.',
  },
};

/**
 * Picks the form of a word that goes with a count.
 * @param {Lang} lang
 * @param {number} count
 * @param {string[]} forms one, few (2–4) and many; English uses the first and the last
 */
export function plural(lang, count, forms) {
  const rule = new Intl.PluralRules(lang).select(count);
  return forms[rule === 'one' ? 0 : rule === 'few' ? 1 : 2];
}

/**
 * `1 234` or `1,234`.
 * @param {Lang} lang
 * @param {number} count
 */
export function formatNumber(lang, count) {
  return new Intl.NumberFormat(lang).format(count);
}

/**
 * `1 234 статьи` or `1,234 articles`.
 * @param {Lang} lang
 * @param {number} count
 */
export function articles(lang, count) {
  return `${formatNumber(lang, count)}\u00a0${plural(lang, count, TEXTS[lang].article)}`;
}

/**
 * `Найдена 1 статья`, `Найдено 1 234 статьи` or `Ничего не найдено`.
 * @param {Lang} lang
 * @param {number} count
 */
export function found(lang, count) {
  const texts = TEXTS[lang];
  return count ? `${plural(lang, count, texts.found)} ${articles(lang, count)}` : texts.nothing;
}

/**
 * Writes a moment as its own offset has it, wherever the reader is: `15 июля 2016, 09:12`.
 * @param {Lang} lang
 * @param {string} moment RFC 3339, or only its beginning: `2016-07-15`, `2016-07` or `2016`
 * @returns {string} empty for what is no date
 */
export function formatMoment(lang, moment) {
  const date = Date.parse(moment.slice(0, 10));
  /** @type {any} */
  const options = { timeZone: 'UTC', year: 'numeric', month: moment[6] && 'long', day: moment[9] && 'numeric' };
  const time = moment.slice(11, 16);
  // Russian adds an abbreviation of «года».
  const day = Number.isNaN(date) ? '' : new Intl.DateTimeFormat(lang, options).format(date).replace(' г.', '');
  return day && time ? `${day}, ${time}` : day;
}

/**
 * Names the days of a bar of the timeline: `2016`, `2016 – 2018`, `июль 2016` or `15 июля 2016`.
 * @param {Lang} lang
 * @param {string} interval what the archive counted by: `year`, `month` or `day`
 * @param {string} from
 * @param {string} to
 */
export function formatPeriod(lang, interval, from, to) {
  const length = interval === 'year' ? 4 : interval === 'month' ? 7 : 10;
  const [first, last] = [from, to].map((day) => formatMoment(lang, day.slice(0, length)));
  return first === last ? first : `${first} – ${last}`;
}
