import assert from 'node:assert/strict';

import { PHONE } from '../lib/browser.js';
import { articles, containing, newestFirst, rubricsBySize } from '../lib/corpus.js';
import { ResultsPage } from '../lib/results-page.js';
import { BAD_REQUEST, NOT_FOUND } from '../lib/states.js';
import { browserSuite } from '../lib/suite.js';

const check = browserSuite();

check('the start page shows all rubrics and the latest articles', {}, async (page) => {
  const results = new ResultsPage(page);
  await page.goto('/');
  for (const rubric of rubricsBySize()) {
    assert.equal(await results.rubric(rubric).count(), 1, rubric);
  }
  const titles = await results.titlesShown();
  assert.ok(titles.length >= 5, 'latest articles');
  assert.deepEqual(titles, newestFirst().slice(0, titles.length).map(({ title }) => title));
  assert.ok((await results.main.innerText()).includes(String(articles.length)), 'the size of the archive');
});

for (const [place, viewport] of [['a desktop', undefined], ['a phone', PHONE]]) {
  check(`a query and Enter give highlighted results on ${place}`, viewport ? { viewport } : {}, async (page) => {
    const results = new ResultsPage(page);
    await page.goto('/');
    await results.search('Керри');
    await results.waitFor((parameters) => parameters.get('q') === 'Керри');
    assert.equal(await results.queryBox.inputValue(), 'Керри');
    assert.match(await page.title(), /^Керри — /);
    const holding = containing('Керри');
    assert.ok(holding.length > 0, 'the sample corpus speaks of him');
    assert.equal(await results.total(), holding.length);
    assert.deepEqual((await results.titlesShown()).sort(), holding.map(({ title }) => title).sort());
    // Tags are searched and not shown.
    const shown = holding.filter(({ title, lead, body }) => `${title} ${lead} ${body}`.includes('Керри'));
    for (const { title } of shown) {
      const hit = results.hits.filter({ has: page.getByRole('heading', { name: title, exact: true }) });
      assert.ok((await hit.locator('mark').count()) > 0, `a highlight in: ${await hit.innerText()}`);
    }
    assert.deepEqual([...new Set(await results.marks.allInnerTexts())], ['Керри']);
  });
}

check('the button searches too', {}, async (page) => {
  const results = new ResultsPage(page);
  await page.goto('/');
  await results.queryBox.fill('Керри');
  await results.searchButton.click();
  await results.waitFor((parameters) => parameters.get('q') === 'Керри');
  assert.ok((await results.hits.count()) > 0);
});

check('the time of the search is told', {}, async (page) => {
  const results = new ResultsPage(page);
  await results.open({ q: 'Керри' });
  assert.match(await results.main.innerText(), /за\s\d+\sмс|за\s\d+,\d\sс/);
});

check('a result shows its title as a link, rubrics, moment, source and authors', {}, async (page) => {
  const results = new ResultsPage(page);
  const wanted = containing('Керри')[0];
  await results.open({ q: 'Керри' });
  const hit = results.hits.filter({ has: page.getByRole('heading', { name: wanted.title, exact: true }) });
  assert.equal(await hit.getByRole('link', { name: wanted.title, exact: true }).getAttribute('href'), wanted.url);
  const text = (await hit.innerText()).replaceAll('\u00a0', ' ');
  for (const part of [wanted.source, ...wanted.rubrics, ...wanted.authors]) {
    assert.ok(text.includes(part), `${part} in: ${text}`);
  }
  const moment = await hit.locator('time').getAttribute('datetime');
  assert.equal(Date.parse(moment), Date.parse(wanted.published_at));
  // The sample corpus states times of Moscow, and so does the page.
  const [, year, , day, hours, minutes] = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+).*\+03:00$/.exec(wanted.published_at);
  assert.match(text, new RegExp(`${Number(day)} [а-я]+ ${year}, ${hours}:${minutes}`));
});

check('an article without an address of its own is read here', {}, async (page) => {
  const results = new ResultsPage(page);
  const article = articles.find(({ url }) => !url);
  await results.open({ q: `"${article.title}"` });
  await page.getByRole('link', { name: article.title, exact: true }).click();
  await page.waitForURL((url) => url.pathname !== '/');
  assert.equal(await results.heading.innerText(), article.title);
  assert.ok((await page.title()).startsWith(article.title));
  const text = await results.main.innerText();
  for (const part of [article.body, article.source, ...article.rubrics]) {
    assert.ok(text.includes(part), `${part} in: ${text}`);
  }
  await results.search('Керри');
  await results.waitFor((parameters) => parameters.get('q') === 'Керри');
  assert.ok((await results.hits.count()) > 0);
});

check('word forms are found and highlighted', {}, async (page) => {
  const results = new ResultsPage(page);
  await results.open({ q: 'переговоров' });
  const marked = (await results.marks.allInnerTexts()).map((text) => text.toLowerCase());
  assert.ok(marked.every((text) => text.startsWith('переговор')), `${marked}`);
  assert.ok(new Set(marked).size > 1, `several forms in: ${marked}`);
});

check('a phrase as written offers any form, and any form leads back', {}, async (page) => {
  const results = new ResultsPage(page);
  await results.open({ q: '«ключевой ставки»' });
  assert.equal(await results.hits.count(), 0);
  const offer = results.main.getByRole('link', { name: /^В любой форме — \d+\sматериал/ });
  const offered = Number(/\d+/.exec(await offer.innerText())[0]);
  await offer.click();
  await results.waitFor((parameters) => parameters.get('forms') === 'any');
  assert.equal(await results.total(), offered);
  for (const mark of await results.marks.allInnerTexts()) {
    assert.match(mark, /^ключев\S+ ставк\S+$/i);
  }
  await results.order('newest').click();
  await results.waitFor((parameters) => parameters.get('sort') === 'newest');
  assert.equal(results.parameters().get('forms'), 'any', 'another order changes nothing else');
  await results.main.getByRole('link', { name: 'Только точные формы' }).click();
  await results.waitFor((parameters) => !parameters.has('forms'));
  assert.equal(await results.hits.count(), 0);
  assert.equal(await offer.count(), 1);
});

check('other names are searched too, and what was typed alone is one link away', {}, async (page) => {
  const results = new ResultsPage(page);
  await results.open({ q: 'Центробанк' });
  const all = await results.total();
  assert.ok((await results.main.innerText()).includes('Ищем также: ЦБ'));
  assert.ok((await results.marks.allInnerTexts()).includes('ЦБ'), 'synonyms are highlighted');
  const only = results.main.getByRole('link', { name: 'только «Центробанк»', exact: true });
  await only.click();
  await results.waitFor((parameters) => parameters.get('synonyms') === 'off');
  assert.ok((await results.total()) < all);
  for (const mark of await results.marks.allInnerTexts()) {
    assert.match(mark, /^центробанк/i);
  }
  await results.order('newest').click();
  await results.waitFor((parameters) => parameters.get('sort') === 'newest');
  assert.equal(results.parameters().get('synonyms'), 'off', 'another order changes nothing else');
  await results.main.getByRole('link', { name: 'Искать и их' }).click();
  await results.waitFor((parameters) => !parameters.has('synonyms'));
  assert.equal(await results.total(), all);
  assert.equal(await only.count(), 1);
});

check('nothing found is said, with advice that fits the query', {}, async (page) => {
  const results = new ResultsPage(page);
  const table = [
    ['абырвалг', 1],
    ['«абырвалг кузявый»', 3],
  ];
  for (const [query, tips] of table) {
    await results.open({ q: query });
    assert.equal(await results.hits.count(), 0);
    assert.match(await results.heading.innerText(), /ничего не найдено/i);
    assert.equal(await results.queryBox.inputValue(), query, 'the query can be mended');
    const items = await results.main.getByRole('listitem').count();
    assert.equal(items - (await results.notes.getByRole('listitem').count()), tips, query);
  }
});

check('filters that leave nothing are offered for removal with what that would find', {}, async (page) => {
  const results = new ResultsPage(page);
  await results.open({ q: 'Керри', from: '1999-01-01', to: '1999-12-31' });
  assert.equal(await results.hits.count(), 0);
  const count = containing('Керри').length;
  await results.main.getByRole('link', { name: new RegExp(`период.*${count}`, 'i') }).click();
  await results.waitFor((parameters) => !parameters.has('from') && !parameters.has('to'));
  assert.equal(await results.total(), count);
});

check('a malformed parameter gives a page with a way out', { expected: BAD_REQUEST }, async (page) => {
  const results = new ResultsPage(page);
  const answer = await results.open({ q: 'Керри', sort: 'abc' });
  assert.equal(answer.status(), 400);
  assert.match(answer.headers()['content-type'], /^text\/html/);
  assert.match(await results.main.innerText(), /sort/);
  assert.equal(await results.queryBox.inputValue(), 'Керри', 'the query is kept');
  await results.main.getByRole('link', { name: 'Продолжить без этого параметра' }).click();
  await results.waitFor((parameters) => !parameters.has('sort'));
  assert.equal(await results.total(), containing('Керри').length);
});

check('a date that is none gives a page that names it', { expected: BAD_REQUEST }, async (page) => {
  const results = new ResultsPage(page);
  const answer = await results.open({ q: 'Керри', from: '32 мая' });
  assert.equal(answer.status(), 400);
  assert.match(await results.main.innerText(), /32 мая/);
});

check('an address that does not exist gives a page with a way out', { expected: NOT_FOUND }, async (page) => {
  const results = new ResultsPage(page);
  const answer = await page.goto('/news/1');
  assert.equal(answer.status(), 404);
  assert.match(answer.headers()['content-type'], /^text\/html/);
  await results.search('Керри');
  await results.waitFor((parameters) => parameters.get('q') === 'Керри');
  assert.ok((await results.hits.count()) > 0);
});

check('parameters that the page does not know do no harm', {}, async (page) => {
  const results = new ResultsPage(page);
  const answer = await results.open({ q: 'Керри', utm_source: 'mail', yclid: '1', per_page: 'abc' });
  assert.equal(answer.status(), 200);
  assert.equal(await results.total(), containing('Керри').length);
});

check('what was changed in a query is said', {}, async (page) => {
  const results = new ResultsPage(page);
  await results.open({ q: 'Керри абырвалг' });
  assert.ok((await results.hits.count()) > 0, 'fewer words are searched');
  assert.match(await results.notes.innerText(), /абырвалг/);
  await results.open({ q: 'Керри' });
  assert.equal(await results.notes.count(), 0, 'nothing was changed here');
});

check('the page speaks English on request and stays so', {}, async (page) => {
  const results = new ResultsPage(page);
  await results.open({ q: 'Керри' });
  await page.getByRole('link', { name: 'English', exact: true }).click();
  await results.waitFor((parameters) => parameters.get('lang') === 'en');
  assert.equal(results.parameters().get('q'), 'Керри', 'the search is kept');
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.match(await results.heading.innerText(), /^\d+\sarticles? found$/);
  const chrome = await page.evaluate(() => {
    // What articles say stays Russian, and so do their rubrics, sources and authors; the rest must not.
    document.querySelectorAll('article, aside ul, [lang=ru] :not(html), a[lang=ru]').forEach((each) => each.remove());
    return document.body.innerText;
  });
  assert.doesNotMatch(chrome.replace(/Вестник| е | ё\b|е and ё/g, ''), /[а-яё]{2}/i);
  const box = page.getByRole('searchbox', { name: 'What to find in the archive' });
  await box.fill('переговоры');
  await box.press('Enter');
  await results.waitFor((parameters) => parameters.get('q') === 'переговоры');
  assert.equal(results.parameters().get('lang'), 'en', 'the next search is English too');
});
