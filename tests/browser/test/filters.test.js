import assert from 'node:assert/strict';

import { articles, dayOf, inPeriod, inRubrics, rubricsBySize } from '../lib/corpus.js';
import { ResultsPage } from '../lib/results-page.js';
import { browserSuite } from '../lib/suite.js';

const check = browserSuite();

/** All articles, as a search whose totals can be counted in the corpus. */
const ALL = { sort: 'newest' };

check('a rubric narrows, shows a chip, and its removal restores', {}, async (page) => {
  const results = new ResultsPage(page);
  const rubric = rubricsBySize()[3];
  await results.open(ALL);
  assert.equal(await results.total(), articles.length);
  assert.equal(await results.chips.count(), 0);

  await results.rubric(rubric).click();
  await results.waitFor((parameters) => parameters.get('rubric') === rubric);
  assert.equal(await results.total(), inRubrics(rubric).length);
  for (const hit of await results.hits.all()) {
    assert.ok((await hit.innerText()).includes(rubric));
  }

  await results.chip(rubric).click();
  await results.waitFor((parameters) => !parameters.has('rubric'));
  assert.equal(await results.total(), articles.length);
  assert.equal(await results.chips.count(), 0);
});

check('two rubrics mean either, and each can be removed', {}, async (page) => {
  const results = new ResultsPage(page);
  const [first, second] = rubricsBySize();
  await results.open({ ...ALL, rubric: first });
  await results.rubric(second).click();
  await results.waitFor((parameters) => parameters.getAll('rubric').length === 2);
  assert.equal(await results.total(), inRubrics(first, second).length);
  await results.chip(first).click();
  await results.waitFor((parameters) => parameters.getAll('rubric').length === 1);
  assert.equal(await results.total(), inRubrics(second).length);
});

check('every rubric states how many articles it gives, also when another is chosen', {}, async (page) => {
  const results = new ResultsPage(page);
  const rubrics = rubricsBySize().slice(0, 5);
  for (const chosen of [[], [['rubric', rubrics[1]]]]) {
    await results.open([...Object.entries(ALL), ...chosen]);
    for (const rubric of rubrics) {
      const text = await results.rubric(rubric).innerText();
      assert.match(text, new RegExp(`\\s${inRubrics(rubric).length}$`), rubric);
    }
  }
});

check('one link removes all filters and keeps query and order', {}, async (page) => {
  const results = new ResultsPage(page);
  await results.open({ q: 'год', sort: 'oldest', rubric: 'Экономика', source: 'Вестник', from: '2016-01-01' });
  await results.chips.getByRole('link', { name: 'Сбросить всё' }).click();
  await results.waitFor((parameters) => !parameters.has('rubric'));
  assert.deepEqual(Object.fromEntries(results.parameters()), { q: 'год', sort: 'oldest' });
});

check('a new query keeps the filters and the order', {}, async (page) => {
  const results = new ResultsPage(page);
  await results.open({ q: 'год', sort: 'oldest', rubric: 'Экономика', from: '2017-01-01' });
  await results.search('цены');
  await results.waitFor((parameters) => parameters.get('q') === 'цены');
  const expected = { q: 'цены', sort: 'oldest', rubric: 'Экономика', from: '2017-01-01' };
  assert.deepEqual(Object.fromEntries(results.parameters()), expected);
});

check('own dates narrow to the days between, both included', {}, async (page) => {
  const results = new ResultsPage(page);
  const days = articles.map(dayOf).sort();
  const [from, to] = [days[20], days[60]];
  await results.open({ sort: 'oldest' });
  await results.setPeriod(from, to);
  await results.waitFor((parameters) => parameters.get('from') === from && parameters.get('to') === to);
  assert.equal(await results.total(), inPeriod(from, to).length);
  assert.equal(results.parameters().get('sort'), 'oldest', 'the order is kept');
  const shown = await Promise.all(results.periodFields.map((field) => field.inputValue()));
  assert.deepEqual(shown, [from, to], 'the fields show the period');
  assert.equal(await results.chips.getByRole('link', { name: /^Убрать/ }).count(), 1, 'a chip for the period');
});

check('one end of a period is enough', {}, async (page) => {
  const results = new ResultsPage(page);
  const day = articles.map(dayOf).sort().at(-30);
  await results.open(ALL);
  await results.setPeriod(day, '');
  await results.waitFor((parameters) => parameters.get('from') === day);
  assert.equal(await results.total(), inPeriod(day, '9999-12-31').length);
  await results.open(ALL);
  await results.setPeriod('', day);
  await results.waitFor((parameters) => parameters.get('to') === day);
  assert.equal(await results.total(), inPeriod('0000-01-01', day).length);
});

for (const preset of ['За день', 'За неделю', 'За месяц', 'За год']) {
  check(`the offered period «${preset}» narrows and keeps the query`, {}, async (page) => {
    const results = new ResultsPage(page);
    await results.open({ q: 'сводка', sort: 'newest' });
    const stated = Number(/\d+$/.exec(await results.preset(preset).innerText())[0]);
    await results.preset(preset).click();
    await results.waitFor((parameters) => parameters.has('from'));
    assert.equal(results.parameters().get('q'), 'сводка');
    assert.equal(await results.total(), stated, 'as many as the link stated');
    const [from] = [results.parameters().get('from')];
    const days = (await results.moments()).map((moment) => dayOf({ published_at: moment }));
    assert.ok(days.length > 0 && days.every((day) => day >= from), `${days} from ${from}`);
    assert.equal(await results.preset(preset).getAttribute('aria-current'), 'true');
    await results.preset('За всё время').click();
    await results.waitFor((parameters) => !parameters.has('from'));
  });
}

for (const [sort, direction] of [['newest', -1], ['oldest', 1]]) {
  check(`sorting: ${sort} first`, {}, async (page) => {
    const results = new ResultsPage(page);
    await results.open({ q: 'год' });
    const before = await results.total();
    await results.order(sort).click();
    await results.waitFor((parameters) => parameters.get('sort') === sort);
    assert.equal(results.parameters().get('q'), 'год');
    assert.equal(await results.total(), before);
    const moments = await results.moments();
    assert.ok(moments.length > 1);
    assert.deepEqual(moments, [...moments].sort((one, other) => direction * (one - other)));
    await results.order('relevance').click();
    await results.waitFor((parameters) => !parameters.has('sort'));
  });
}

check('paging goes to page 2 and back', {}, async (page) => {
  const results = new ResultsPage(page);
  await results.open(ALL);
  const first = await results.titlesShown();
  await results.nextPage.click();
  await results.waitFor((parameters) => parameters.get('page') === '2');
  const second = await results.titlesShown();
  assert.equal(second.length, first.length);
  assert.deepEqual(second.filter((title) => first.includes(title)), []);
  await results.previousPage.click();
  await results.waitFor((parameters) => !parameters.has('page'));
  assert.deepEqual(await results.titlesShown(), first);
  await page.goBack();
  await results.waitFor((parameters) => parameters.get('page') === '2');
  assert.deepEqual(await results.titlesShown(), second, 'the back button of the browser works');
});

for (const [sort, newest] of [['newest', -1], ['oldest', 1]]) {
  check(`paging, ${sort} first, shows every article once`, {}, async (page) => {
    const results = new ResultsPage(page);
    await results.open({ sort });
    const titles = await results.titlesShown();
    const moments = await results.moments();
    while ((await results.nextPage.count()) > 0) {
      await page.goto(await results.nextPage.getAttribute('href'));
      titles.push(...(await results.titlesShown()));
      moments.push(...(await results.moments()));
    }
    assert.deepEqual(titles.sort(), articles.map(({ title }) => title).sort());
    assert.deepEqual(moments, [...moments].sort((one, other) => newest * (one - other)));
  });
}

check('a filter, an order and a new query begin at page 1 again', {}, async (page) => {
  const results = new ResultsPage(page);
  const steps = [
    [() => results.rubric(rubricsBySize()[0]).click(), 'rubric'],
    [() => results.order('oldest').click(), 'sort'],
    [() => results.search('год'), 'q'],
  ];
  for (const [step, parameter] of steps) {
    await results.open({ from: '2016-01-01', page: 3 });
    await step();
    await results.waitFor((parameters) => parameters.has(parameter));
    assert.equal(results.parameters().get('page'), null, parameter);
  }
});

check('a page past the last one says so and leads back', {}, async (page) => {
  const results = new ResultsPage(page);
  await results.open({ q: 'переговоры', page: 500 });
  assert.equal(await results.hits.count(), 0);
  assert.ok((await results.total()) > 0);
  await results.main.getByRole('link', { name: 'К первой странице' }).click();
  await results.waitFor((parameters) => !parameters.has('page'));
  assert.ok((await results.hits.count()) > 0);
});

check('the bars of the chart are links that narrow the period', {}, async (page) => {
  const results = new ResultsPage(page);
  const years = [...new Set(articles.map((article) => dayOf(article).slice(0, 4)))].sort();
  await results.open(ALL);
  const names = await results.bars.allInnerTexts();
  assert.deepEqual(names.map((name) => name.slice(0, 4)), years, 'one bar for each year');
  for (const [index, year] of years.entries()) {
    const count = articles.filter((article) => dayOf(article).startsWith(year)).length;
    assert.match(names[index], new RegExp(`: ${count}\\s`), names[index]);
  }
  const second = years[1];
  await results.bars.nth(1).click();
  await results.waitFor((parameters) => parameters.has('from'));
  assert.equal(results.parameters().get('from'), `${second}-01-01`);
  assert.equal(results.parameters().get('to'), `${second}-12-31`);
  assert.equal(await results.total(), inPeriod(`${second}-01-01`, `${second}-12-31`).length);
  assert.ok((await results.bars.count()) > 1, 'the chart now shows parts of the year');
});
