// The states of the results page that every check of looks and accessibility goes through.

const address = (parameters) => `/?${new URLSearchParams(parameters)}`;

/** What an error answer leaves in the watch over the page. */
function errorAnswer(status) {
  return [new RegExp(`^answer ${status}: `), new RegExp(`^console error: Failed to load resource: .* ${status} `)];
}
export const BAD_REQUEST = errorAnswer(400);
export const NOT_FOUND = errorAnswer(404);

export const STATES = [
  { name: 'start', path: '/' },
  { name: 'results', path: address({ q: 'переговоры' }) },
  {
    name: 'filtered',
    path: address([
      ['q', 'переговоры'],
      ['rubric', 'Политика'],
      ['rubric', 'Мир'],
      ['from', '2016-01-01'],
      ['to', '2026-12-31'],
      ['sort', 'newest'],
    ]),
  },
  { name: 'stories', path: address({ q: 'керри', group: 'story' }) },
  { name: 'page 2', path: address({ sort: 'newest', page: 2 }) },
  { name: 'warnings', path: address({ q: '«переговоры в Женеве (сирия OR' }) },
  { name: 'empty', path: address({ q: 'абырвалг' }) },
  { name: 'any form offered', path: address({ q: '!переговорам' }) },
  { name: 'empty by filters', path: address({ q: 'переговоры', rubric: 'Спорт', from: '1999-01-01', to: '1999-12-31' }) },
  { name: 'past the last page', path: address({ q: 'переговоры', page: 500 }) },
  { name: 'article', path: '/article/an-hour' },
  { name: 'English', path: address({ q: 'переговоры', lang: 'en' }), lang: 'en' },
  { name: 'error', path: address({ q: 'Керри', sort: 'abc' }), expected: BAD_REQUEST },
  { name: 'no such page', path: '/news/1', expected: NOT_FOUND },
];
