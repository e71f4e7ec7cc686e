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
 * @property {string} hotkey keys joined by `+`, or `off`
 * @property {string | null} placeholder
 * @property {string | null} label
 */

/** @type {import('./question.js').Name[]} the attributes that preset the question */
export const PRESETS = ['q', 'rubric', 'source', 'period', 'from', 'to', 'sort'];
/** The attributes that make another question of it, or get it another answer. */
export const ASKING = [...PRESETS, 'endpoint', 'key', 'api-key', 'lang', 'per-page'];
/** The attributes that matter to scripts; `theme` is left to the style sheet. */
export const ATTRIBUTES = [
  ...ASKING, 'mode', 'lock', 'target', 'images', 'suggestions', 'url-state', 'hotkey', 'placeholder', 'label',
];
/** The periods that end today, after that without an end. */
export const PERIODS = ['', 'day', 'week', 'month', 'year'];
/** The orders of hits. */
export const SORTS = ['relevance', 'newest', 'oldest'];

const MAX_PER_PAGE = 50;

/**
 * Reads the attributes that say how the widget is.
 * @param {GetAttribute} get
 * @param {string} endpoint
 * @param {Lang} lang
 * @returns {Settings}
 */
export function readSettings(get, endpoint, lang) {
  const perPage = Number(get('per-page'));
  const hotkey = get('hotkey') ?? '';
  return {
    endpoint,
    lang,
    // Frameworks that keep `key` for themselves pass the other one on.
    key: get('key') ?? get('api-key') ?? '',
    mode: oneOf(get('mode'), ['inline', 'dropdown', 'dialog']),
    perPage: perPage > 0 && perPage <= MAX_PER_PAGE ? Math.ceil(perPage) : 10,
    locks: (get('lock') ?? '').split(/\s+/),
    target: get('target') || '_self',
    images: get('images') !== 'off',
    suggestions: get('suggestions') !== 'off',
    urlState: get('url-state'),
    hotkey: /^off$|\+/i.test(hotkey) ? hotkey.toLowerCase() : 'ctrl+k',
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
  return readQuestion(Object.fromEntries(PRESETS.map((name) => [name, get(name) ?? ''])));
}

/**
 * A question of what was written; defaults stand for what is not allowed. Days outdo a period.
 * @param {Record<string, string>} written several rubrics or sources are separated by `|`
 * @returns {Question}
 */
export function readQuestion({ q, rubric, source, period, from, to, sort }) {
  const [first, last] = [readDay(from), readDay(to)];
  return {
    q,
    rubric: readList(rubric),
    source: readList(source),
    period: first || last ? '' : oneOf(period, PERIODS),
    from: first,
    to: last,
    sort: oneOf(sort, SORTS),
    repair: true,
  };
}

/**
 * A day `2016-07-15` that is in the calendar, else an empty string.
 * @param {string} value
 */
function readDay(value) {
  const date = Date.parse(value);
  return !Number.isNaN(date) && new Date(date).toISOString().slice(0, 10) === value ? value : '';
}

/** @param {string} value */
function readList(value) {
  return [...new Set(value.split('|').map((one) => one.trim()).filter(Boolean))];
}

/**
 * The value if it is one of those allowed, else the first of these.
 * @param {string | null} value
 * @param {string[]} allowed
 */
function oneOf(value, allowed) {
  return allowed.find((one) => one === value) ?? allowed[0];
}
