// InstantSearch names its controls in English, or not at all: this gives them the names that Russian readers hear.

const NAMES = [
  ['#search-box form', 'Поиск по архиву'],
  ['#search-box input', 'Что найти в архиве'],
  ['#rubrics form', 'Поиск рубрики'],
  ['#rubrics input[type=search]', 'Найти рубрику'],
  ['#tags form', 'Поиск темы'],
  ['#tags input[type=search]', 'Найти тему'],
  ['.ais-SearchBox-submit', 'Найти'],
  ['.ais-SearchBox-reset', 'Стереть'],
  ['.ais-SortBy-select', 'Порядок'],
  ['.ais-HitsPerPage-select', 'Сколько на странице'],
  ['.ais-Pagination-item--firstPage > *', 'Первая страница'],
  ['.ais-Pagination-item--previousPage > *', 'Назад'],
  ['.ais-Pagination-item--nextPage > *', 'Вперёд'],
  ['.ais-Pagination-item--lastPage > *', 'Последняя страница'],
];

/** Names what is on the page now. */
export function nameControls() {
  for (const [selector, name] of NAMES) {
    for (const element of document.querySelectorAll(selector)) {
      element.setAttribute('aria-label', name);
      if (element.title) element.title = name;
    }
  }
  for (const page of document.querySelectorAll('.ais-Pagination-item--page > *')) {
    page.setAttribute('aria-label', `Страница ${page.textContent}`);
  }
}
