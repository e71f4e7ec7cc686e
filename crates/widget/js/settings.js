// What the attributes say.

/** @typedef {import('./texts.js').Lang} Lang */
/** @typedef {import('./question.js').Question} Question */
/** @typedef {(name: string) => string | null} GetAttribute */

/**
 * @typedef {object} Settings
 * @property {string} endpoint base of the server's addresses, without a slash at its end
 * @property {string} key
 * @property {string} mode `inline`, `dropdown` or `dialog`
 * @property {Lang} lang
 * @property {number} perPage
 * @property {string[]} locks what cannot be changed: `rubric`, `source`, `period`, `sort`
 * @property {string} target of links
 * @property {boolean} images
 * @property {boolean} suggestions
 * @property {string | null} urlState prefix of the parameters in the page's address; `null`: none are kept there
 * @property {string} hotkey
 * @property {string | null} placeholder
 * @property {string | null} label
 */

/** The attributes that preset the question. */
export const PRESETS = ['q', 'rubric', 'source', 'period', 'from', 'to', 'sort'];
/** The attributes that make another question of it, or get it another answer. */
export const ASKING = [...PRESETS, 'endpoint', 'key', 'lang', 'per-page'];
/** The attributes that matter to scripts; `theme` is left to the style sheet. */
export const ATTRIBUTES = [
  ...ASKING, 'mode', 'lock', 'target', 'images', 'suggestions', 'url-state', 'hotkey', 'placeholder', 'label',
];
/** The periods that end today, after that without an end. */
export const PERIODS = ['', 'day', 'week', 'month', 'year'];
/** The orders of hits. */
export const SORTS = ['relevance', 'newest', 'oldest'];

/**
 * Reads the attributes that say how the widget is.
 * @param {GetAttribute} get
 * @param {string} endpoint
 * @param {Lang} lang
 * @returns {Settings}
 */
export function readSettings(get, endpoint, lang) {
  return {
    endpoint,
    lang,
    key: get('key') ?? '',
    mode: oneOf(get('mode'), ['inline', 'dropdown', 'dialog']),
    perPage: /^([1-9]|[1-4]\d|50)$/.test(get('per-page') ?? '') ? Number(get('per-page')) : 10,
    locks: (get('lock') ?? '').split(/\s+/),
    target: get('target') || '_self',
    images: get('images') !== 'off',
    suggestions: get('suggestions') !== 'off',
    urlState: get('url-state'),
    hotkey: (get('hotkey') || 'ctrl+k').toLowerCase(),
    placeholder: get('placeholder'),
    label: get('label'),
  };
}

/**
 * Reads the attributes that preset the question.
 * @param {GetAttribute} get
 * @returns {Question}
 */
export function readPresets(get) {
  const several = ['rubric', 'source'].map((name) => (get(name) ?? '').split('|'));
  return readQuestion({
    q: get('q') ?? '',
    rubric: several[0],
    source: several[1],
    period: get('period') ?? '',
    from: get('from') ?? '',
    to: get('to') ?? '',
    sort: get('sort') ?? '',
    repair: true,
  });
}

/**
 * The question with defaults for what is not allowed. Days outdo a period.
 * @param {Question} question
 * @returns {Question}
 */
export function readQuestion(question) {
  const [from, to] = [readDay(question.from), readDay(question.to)];
  return {
    ...question,
    rubric: clean(question.rubric),
    source: clean(question.source),
    period: from || to ? '' : oneOf(question.period, PERIODS),
    from,
    to,
    sort: oneOf(question.sort, SORTS),
  };
}

/**
 * A day `2016-07-15` that is in the calendar, else an empty string.
 * @param {string} value
 */
function readDay(value) {
  const date = new Date(value);
  return Number.isNaN(Number(date)) || date.toISOString().slice(0, 10) !== value ? '' : value;
}

/**
 * The value if it is one of those allowed, else the first of these.
 * @param {string | null} value
 * @param {string[]} allowed
 */
function oneOf(value, allowed) {
  return value !== null && allowed.includes(value) ? value : allowed[0];
}

/**
 * Values without blanks and repetitions.
 * @param {string[]} values
 */
function clean(values) {
  return [...new Set(values.map((value) => value.trim()).filter(Boolean))];
}
