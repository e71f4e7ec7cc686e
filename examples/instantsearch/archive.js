// A page of the archive out of stock InstantSearch widgets.

import { searchClient } from './client.js';
import { dates } from './dates.js';
import { nameControls } from './names.js';
import { articles, dateLabel, day } from './words.js';

const { widgets } = window.instantsearch;

const search = window.instantsearch({ indexName: 'news', searchClient, routing: true });

const DAY_S = 24 * 60 * 60;
const startOfToday = Math.floor(Date.now() / 1000 / DAY_S) * DAY_S;
const since = (days) => startOfToday - days * DAY_S;

/** Date, source and rubrics of an article; each of them may be absent. */
function meta({ published_at: published, source, rubrics = [] }) {
  return [day(published), source, rubrics.join(', ')].filter(Boolean).join(' · ');
}

/** The values of the tree of dates as people read them: «2016 > 2016-07» is shown as «июль». */
function readableDates(items) {
  return items.map((item) => ({
    ...item,
    label: dateLabel(item.label),
    data: item.data && readableDates(item.data),
  }));
}

const NAMES = { rubrics: 'Рубрика', tags: 'Тема', source: 'Издание', 'date.lvl0': 'Дата', published_at: 'Период' };

function readableRefinement({ attribute, operator, value, label, ...rest }) {
  const readable = {
    'date.lvl0': () => value.split(' > ').map(dateLabel).reverse().join(' '),
    published_at: () => `${operator === '>=' ? 'с' : 'по'} ${day(value)}`,
  }[attribute];
  return { attribute, operator, value, label: readable?.() ?? label, ...rest };
}

search.addWidgets([
  widgets.configure({
    attributesToSnippet: ['body:30'],
    snippetEllipsisText: '…',
  }),

  widgets.searchBox({
    container: '#search-box',
    placeholder: 'Что найти в архиве',
    showLoadingIndicator: true,
    templates: {
      submit: () => 'Найти',
      reset: ({ cssClasses }, { html }) => html`<span class=${cssClasses.resetIcon} aria-hidden="true">×</span>`,
    },
  }),

  widgets.stats({
    container: '#stats',
    templates: {
      text: ({ nbHits, processingTimeMS }, { html }) =>
        html`<span>Найдено: ${articles(nbHits)}</span> <small>за ${processingTimeMS} мс</small>`,
    },
  }),

  widgets.hits({
    container: '#hits',
    templates: {
      empty: ({ query }, { html }) =>
        html`<p>По запросу «${query}» ничего не найдено. Измените слова или снимите фильтры.</p>`,
      item: (hit, { html, components }) => html`
        <article>
          <h2><a href=${hit.url}>${components.Highlight({ hit, attribute: 'title' })}</a></h2>
          <p class="hit-meta">${meta(hit)}</p>
          <p>${components.Snippet({ hit, attribute: 'body' })}</p>
        </article>
      `,
    },
  }),

  widgets.pagination({
    container: '#pages',
    padding: 2,
    templates: {
      first: () => '«',
      previous: () => 'Назад',
      next: () => 'Вперёд',
      last: () => '»',
    },
  }),

  widgets.sortBy({
    container: '#sort',
    items: [
      { value: 'news', label: 'По релевантности' },
      { value: 'news_date_desc', label: 'Сначала новые' },
      { value: 'news_date_asc', label: 'Сначала старые' },
    ],
  }),

  widgets.hitsPerPage({
    container: '#page-size',
    items: [
      { value: 10, label: 'По 10 на странице', default: true },
      { value: 20, label: 'По 20 на странице' },
      { value: 50, label: 'По 50 на странице' },
    ],
  }),

  widgets.currentRefinements({
    container: '#current',
    transformItems: (items) =>
      items.map((item) => ({
        ...item,
        label: NAMES[item.attribute],
        refinements: item.refinements.map(readableRefinement),
      })),
  }),

  widgets.clearRefinements({
    container: '#clear',
    templates: { resetLabel: () => 'Сбросить всё' },
  }),

  widgets.numericMenu({
    container: '#recent',
    attribute: 'published_at',
    items: [
      { label: 'За всё время' },
      { label: 'За неделю', start: since(7) },
      { label: 'За месяц', start: since(30) },
      { label: 'За год', start: since(365) },
    ],
  }),

  dates({ container: '#period', attribute: 'published_at' }),

  widgets.hierarchicalMenu({
    container: '#dates',
    attributes: ['date.lvl0', 'date.lvl1', 'date.lvl2'],
    limit: 31,
    sortBy: ['name:desc'],
    transformItems: readableDates,
  }),

  widgets.toggleRefinement({
    container: '#local',
    attribute: 'rubrics',
    on: 'Регионы',
    templates: { labelText: () => 'Новости регионов' },
  }),

  widgets.refinementList({
    container: '#rubrics',
    attribute: 'rubrics',
    searchable: true,
    searchablePlaceholder: 'Найти рубрику',
    searchableShowReset: false,
    showMore: true,
    limit: 8,
    showMoreLimit: 50,
    templates: {
      searchableNoResults: () => 'Такой рубрики нет',
      showMoreText: ({ isShowingMore }) => (isShowingMore ? 'Свернуть' : 'Все рубрики'),
    },
  }),

  widgets.menu({
    container: '#sources',
    attribute: 'source',
  }),

  widgets.refinementList({
    container: '#tags',
    attribute: 'tags',
    searchable: true,
    searchablePlaceholder: 'Найти тему',
    searchableShowReset: false,
    limit: 8,
    templates: { searchableNoResults: () => 'Такой темы нет' },
  }),
]);

const trouble = document.querySelector('#trouble');

search.on('error', ({ message }) => {
  trouble.textContent = `Поиск сейчас не отвечает (${message}). Попробуйте ещё раз через минуту.`;
  trouble.hidden = false;
});
search.on('render', () => {
  trouble.hidden = search.status !== 'error';
  nameControls();
});

search.start();

// On a phone the filters wait until they are asked for.
document.querySelector('#filters').open = window.matchMedia('(min-width: 48rem)').matches;
