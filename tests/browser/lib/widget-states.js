// The states of the widget that every check of looks and accessibility goes through.

import { eventually } from './eventually.js';
import { bare, hang, problem } from './faulty.js';

const QUERY = 'переговоры';

/** Types a text slowly enough for suggestions, and waits for them and for the answer. */
async function suggest(widget, text) {
  await widget.after(() => widget.box.fill(text));
  await widget.options.first().waitFor();
  await widget.box.press('ArrowDown');
  await eventually(() => widget.list.locator('[aria-selected=true]').count(), 1);
}

/** Opens the dialog or the panel and searches in it. */
async function searchOpened(widget, text) {
  await widget.host.evaluate((element) => element.open());
  await widget.search(text);
}

/**
 * `attributes` of the element, `faulty` for what the other server does instead, and `reach(widget)`, which leads
 * there. `expected` problems are those of an error answer.
 */
export const WIDGET_STATES = [
  { name: 'empty', reach: async () => {} },
  { name: 'suggestions', reach: (widget) => suggest(widget, 'пере') },
  { name: 'results', reach: (widget) => widget.search(QUERY) },
  {
    name: 'filtered',
    attributes: 'rubric="Политика" from="2010-01-01" to="2026-12-31" sort="newest"',
    reach: (widget) => widget.search('россия'),
  },
  { name: 'repaired', reach: (widget) => widget.search('gthtujdjhs') },
  { name: 'warnings', reach: (widget) => widget.search('«переговоры в Женеве (сирия OR') },
  { name: 'no results', attributes: 'rubric="Спорт"', reach: (widget) => widget.search('абырвалг') },
  {
    name: 'error',
    faulty: problem(429, 'rate_limited', { 'Retry-After': '600' }),
    expected: [/answer 429/, /status of 429/],
    reach: (widget) => widget.eventAfter('vestnik-error', () => widget.box.fill(QUERY)),
  },
  {
    name: 'refused',
    faulty: bare(403),
    expected: [/answer 403/, /status of 403/],
    reach: (widget) => widget.eventAfter('vestnik-error', () => widget.box.fill(QUERY)),
  },
  {
    name: 'loading',
    faulty: hang,
    reach: async (widget) => {
      await widget.box.fill(QUERY);
      await eventually(() => widget.results.getAttribute('aria-busy'), 'true');
    },
  },
  { name: 'closed dialog', attributes: 'mode="dialog"', reach: async () => {} },
  { name: 'dialog', attributes: 'mode="dialog"', reach: (widget) => searchOpened(widget, QUERY) },
  {
    name: 'dialog with suggestions',
    attributes: 'mode="dialog"',
    reach: async (widget) => {
      await widget.host.evaluate((element) => element.open());
      await suggest(widget, 'пере');
    },
  },
  { name: 'drop-down', attributes: 'mode="dropdown"', reach: (widget) => searchOpened(widget, QUERY) },
  { name: 'drop-down with suggestions', attributes: 'mode="dropdown"', reach: (widget) => suggest(widget, 'пере') },
];

/** Puts up a page with the widget and leads it into a state. */
export async function reachState(widget, world, { attributes = '', faulty, reach }, { more = '', ...options } = {}) {
  if (faulty) {
    world.faulty.search(faulty);
  }
  const put = faulty ? world.faultyWidget : world.widget;
  await widget.open(put(`${attributes} ${more}`, options));
  await reach(widget);
}
