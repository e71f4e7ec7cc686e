import 'vestnik-search';
import { useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';

const RUBRICS = ['Политика', 'Экономика', 'Спорт'];

/** A page of a reader's notes: the search puts articles on a list instead of opening them. */
function App() {
  const search = useRef(null);
  const [rubric, setRubric] = useState('');
  const [total, setTotal] = useState(null);
  const [kept, setKept] = useState([]);

  const keep = (event) => {
    event.preventDefault();
    const { id, title, url } = event.detail;
    setKept((before) => (before.some((article) => article.id === id) ? before : [...before, { id, title, url }]));
  };

  return (
    <>
      <h1>Подборка</h1>
      <p className="lead">Нажмите на статью, и она попадёт в подборку.</p>
      <p>
        <label>
          Рубрика{' '}
          <select className="site-button" value={rubric} onChange={(event) => setRubric(event.target.value)}>
            <option value="">любая</option>
            {RUBRICS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>{' '}
        <button className="site-button" type="button" onClick={() => search.current.search('переговоры')}>
          Найти переговоры
        </button>
      </p>
      <vestnik-search
        ref={search}
        endpoint="http://127.0.0.1:7700"
        api-key="vk_put_your_key_here"
        rubric={rubric}
        lock="rubric"
        onvestnik-search={(event) => setTotal(event.detail.total)}
        onvestnik-select={keep}
      />
      <p id="total">{total === null ? 'Ещё ничего не искали' : `Найдено: ${total}`}</p>
      <h2>Отложено: {kept.length}</h2>
      <ul id="kept">
        {kept.map(({ id, title, url }) => (
          <li key={id}>
            <a href={url}>{title}</a>
          </li>
        ))}
      </ul>
    </>
  );
}

createRoot(document.getElementById('app')).render(<App />);
