// The newest articles without pages: the server says which filters to show, and hears which articles are opened.

import insightsClient from '/node_modules/search-insights/dist/search-insights-browser.mjs';

import { eventsOrigin, searchClient } from './client.js';
import { suggest } from './suggest.js';
import { articles, day } from './words.js';

const { widgets } = window.instantsearch;

const SUGGESTIONS = 'news_query_suggestions';
const TITLES = { rubrics: 'Рубрики', source: 'Издания', tags: 'Темы', authors: 'Авторы' };

const search = window.instantsearch({
  indexName: 'news_date_desc',
  searchClient,
  insights: { insightsClient, insightsInitParams: { host: eventsOrigin } },
});

/** A list of the values of a facet, under the facet's name. */
function facet(attribute) {
  return (container) =>
    widgets.panel({ templates: { header: (_, { html }) => html`<h2>${TITLES[attribute]}</h2>` } })(
      widgets.refinementList,
    )({ container, attribute, limit: 6, showMore: true, templates: { showMoreText } });
}

function showMoreText({ isShowingMore }) {
  return isShowingMore ? 'Свернуть' : 'Показать ещё';
}

search.addWidgets([
  widgets.configure({ hitsPerPage: 8, attributesToSnippet: ['body:30'], snippetEllipsisText: '…' }),

  suggest({
    container: '#search-box',
    suggestions: SUGGESTIONS,
    label: 'Что найти в ленте',
    listLabel: 'Подсказки',
  }),

  widgets.index({ indexName: SUGGESTIONS }).addWidgets([widgets.configure({ hitsPerPage: 6 })]),

  widgets.stats({
    container: '#stats',
    templates: { text: ({ nbHits }) => `Найдено: ${articles(nbHits)}` },
  }),

  widgets.dynamicWidgets({
    container: '#facets',
    widgets: Object.keys(TITLES).map(facet),
  }),

  widgets.infiniteHits({
    container: '#hits',
    cssClasses: { loadMore: 'more' },
    templates: {
      empty: ({ query }, { html }) => html`<p>По запросу «${query}» ничего не найдено.</p>`,
      showMoreText: () => 'Показать ещё',
      item: (hit, { html, components, sendEvent }) => html`
        <article>
          <h2>
            <a href=${hit.url} onClick=${() => sendEvent('click', hit, 'Открыт материал')}>
              ${components.Highlight({ hit, attribute: 'title' })}
            </a>
          </h2>
          <p class="hit-meta">${[day(hit.published_at), hit.source].filter(Boolean).join(' · ')}</p>
          <p>${components.Snippet({ hit, attribute: 'body' })}</p>
        </article>
      `,
    },
  }),
]);

const trouble = document.querySelector('#trouble');

search.on('error', ({ message }) => {
  trouble.textContent = `Поиск сейчас не отвечает (${message}). Попробуйте ещё раз через минуту.`;
  trouble.hidden = false;
});
search.on('render', () => {
  trouble.hidden = search.status !== 'error';
});

search.start();

// On a phone the filters wait until they are asked for.
document.querySelector('#filters').open = window.matchMedia('(min-width: 48rem)').matches;
