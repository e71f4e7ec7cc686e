// The archive in React, bundled as a site does; examples/serve.js bundles it as it serves.

import { liteClient } from 'algoliasearch/lite';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import {
  ClearRefinements,
  Configure,
  CurrentRefinements,
  Highlight,
  Hits,
  InstantSearch,
  Menu,
  Pagination,
  RefinementList,
  SearchBox,
  Snippet,
  SortBy,
  Stats,
  useInstantSearch,
} from 'react-instantsearch';

import { nameControls } from './names.js';
import { articles, day } from './words.js';

const { protocol, host, key } = window.vestnik;
const searchClient = liteClient('vestnik', key, { hosts: [{ url: host, protocol, accept: 'readWrite' }] });

const SORTS = [
  { value: 'news', label: 'По релевантности' },
  { value: 'news_date_desc', label: 'Сначала новые' },
  { value: 'news_date_asc', label: 'Сначала старые' },
];

function Hit({ hit }) {
  return (
    <article>
      <h2>
        <a href={hit.url}>
          <Highlight hit={hit} attribute="title" />
        </a>
      </h2>
      <p className="hit-meta">{[day(hit.published_at), hit.source].filter(Boolean).join(' · ')}</p>
      <p>
        <Snippet hit={hit} attribute="body" />
      </p>
    </article>
  );
}

/** What there is to say about an answer besides its hits. Nothing is unmounted: widgets that go take filters along. */
function Remarks() {
  const { results, status, error } = useInstantSearch({ catchError: true });
  useEffect(nameControls);
  if (status === 'error') {
    return (
      <p className="trouble" role="alert">
        Поиск сейчас не отвечает ({error.message}). Попробуйте ещё раз через минуту.
      </p>
    );
  }
  return results.nbHits === 0 && <p>По запросу «{results.query}» ничего не найдено.</p>;
}

function Filters() {
  return (
    <aside aria-label="Фильтры">
      <ClearRefinements translations={{ resetButtonText: 'Сбросить всё' }} />
      <h2>Рубрики</h2>
      <div id="rubrics">
        <RefinementList
          attribute="rubrics"
          searchable
          searchablePlaceholder="Найти рубрику"
          limit={8}
          translations={{ noResultsText: 'Такой рубрики нет' }}
        />
      </div>
      <h2>Издания</h2>
      <Menu attribute="source" />
    </aside>
  );
}

function App() {
  return (
    <InstantSearch indexName="news" searchClient={searchClient} routing future={{ preserveSharedStateOnUnmount: true }}>
      <Configure attributesToSnippet={['body:30']} snippetEllipsisText="…" hitsPerPage={10} />
      <h1>Поиск по архиву</h1>
      <div id="search-box">
        <SearchBox placeholder="Что найти в архиве" />
      </div>
      <div className="columns">
        <Filters />
        <div className="found">
          <div className="toolbar">
            <div role="status">
              <Stats translations={{ rootElementText: ({ nbHits }) => `Найдено: ${articles(nbHits)}` }} />
            </div>
            <SortBy items={SORTS} />
          </div>
          <CurrentRefinements />
          <Remarks />
          <Hits hitComponent={Hit} />
          <Pagination padding={2} />
        </div>
      </div>
    </InstantSearch>
  );
}

createRoot(document.querySelector('#root')).render(<App />);
