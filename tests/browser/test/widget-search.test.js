import assert from 'node:assert/strict';
import { once, EventEmitter } from 'node:events';

import { articles, inRubrics } from '../lib/corpus.js';
import { eventually } from '../lib/eventually.js';
import { answerWith, hit, json } from '../lib/faulty.js';
import { widgetSuite } from '../lib/foreign-site.js';
import { freeze, Widget } from '../lib/widget.js';

const check = widgetSuite();

check('a word finds articles in every form, with total and highlights', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  const { total, query, page: number, repaired } = await widget.search('переговоры');
  assert.deepEqual({ query, number, repaired }, { query: 'переговоры', number: 1, repaired: null });
  assert.ok(total >= 5);
  assert.equal(await widget.total(), total);
  assert.equal(await widget.hits.count(), total);
  const marks = await widget.hits.locator('mark').allInnerTexts();
  assert.ok(new Set(marks.map((mark) => mark.toLowerCase())).size > 1, 'several forms');
  assert.ok(marks.every((mark) => /^переговор/i.test(mark)), marks.join());
});

check('results come while typing, without Enter', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  const { query } = await widget.after(() => widget.box.fill('керри'));
  assert.equal(query, 'керри');
  await eventually(() => widget.total(), 3);
  assert.match((await widget.titlesShown())[0], /Керри/);
});

check('several keystrokes ask once', {}, async (page, world) => {
  const widget = new Widget(page);
  await freeze(page);
  await widget.open(world.faultyWidget());
  await widget.box.pressSequentially('перегов');
  assert.equal(world.faulty.numSearches(), 0, 'nothing is asked while keys are pressed');
  await widget.after(() => page.clock.runFor(1000));
  assert.deepEqual(world.faulty.searches(), ['перегов']);
});

check('an answer that comes too late is never shown', {}, async (page, world) => {
  const widget = new Widget(page);
  const held = new EventEmitter();
  await page.route(/api\/v1\/search\?q=%D0%BC%D0%BE%D1%81%D0%BA%D0%B2%D0%B0&/, async (route) => {
    const response = await route.fetch();
    held.emit('asked');
    await once(held, 'release');
    // The widget has given this one up; then there is nobody to take it.
    await route.fulfill({ response }).catch(() => {});
    held.emit('released');
  });
  await widget.open(world.widget());
  const asked = once(held, 'asked');
  await widget.box.fill('москва');
  await asked;
  await widget.search('керри');
  const titles = await widget.titlesShown();
  const released = once(held, 'released');
  held.emit('release');
  await released;
  await widget.search('керри');
  assert.equal(await widget.total(), 3);
  assert.deepEqual(await widget.titlesShown(), titles);
});

check('an answer in any order of arrival: only the last question is told', {}, async (page, world) => {
  const widget = new Widget(page);
  await page.addInitScript(() => {
    // A browser whose requests cannot be given up: what is stale must be known by itself.
    const { fetch } = globalThis;
    globalThis.fetch = (url, { signal, ...options } = {}) => fetch(url, options);
  });
  let release;
  const released = new Promise((resolve) => (release = resolve));
  const asked = page.waitForRequest(/q=%D0%BC%D0%BE%D1%81%D0%BA%D0%B2%D0%B0&/);
  await page.route(/api\/v1\/search\?q=%D0%BC%D0%BE%D1%81%D0%BA%D0%B2%D0%B0&/, async (route) => {
    await released;
    await route.continue();
  });
  await widget.open(world.widget());
  await widget.box.fill('москва');
  await asked;
  await widget.search('керри');
  const late = page.waitForResponse(/q=%D0%BC%D0%BE%D1%81%D0%BA%D0%B2%D0%B0&/);
  release();
  await (await late).finished();
  await widget.search('керри');
  assert.equal(await widget.total(), 3);
});

check('"more" adds the next hits and moves the focus to the first of them', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget('per-page="4"'));
  await widget.search('год');
  const before = await widget.titlesShown();
  assert.equal(before.length, 4);
  const { page: number } = await widget.after(() => widget.more.click());
  assert.equal(number, 2);
  const after = await widget.titlesShown();
  assert.deepEqual(after.slice(0, 4), before);
  assert.equal(new Set(after).size, 8);
  assert.equal((await widget.focused()).text, after[4]);
});

check('"more" is gone when everything is shown', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget('per-page="4"'));
  const { total } = await widget.search('переговоры');
  assert.ok(total > 4 && total <= 8);
  await widget.after(() => widget.more.click());
  assert.equal(await widget.hits.count(), total);
  assert.equal(await widget.more.count(), 0);
});

check('hits are ordered by time when asked', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  await widget.search('год');
  for (const [sort, sign] of [['newest', -1], ['oldest', 1]]) {
    const { filters } = await widget.after(() => widget.order(sort));
    assert.equal(filters.sort, sort);
    const moments = await widget.moments();
    assert.deepEqual(moments, [...moments].sort((one, other) => sign * (one - other)), sort);
  }
});

check('a mistyped word is repaired, said so, and can be taken back', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  const { total, repaired } = await widget.search('rthhb');
  assert.equal(total, 3);
  assert.equal(repaired, 'керри');
  assert.match(await widget.repair.innerText(), /керри/);
  const back = await widget.after(() => widget.repair.getByRole('button', { name: /rthhb/ }).click());
  assert.deepEqual([back.total, back.repaired, back.query], [0, null, 'rthhb']);
  assert.equal(await widget.box.inputValue(), 'rthhb');
  assert.equal((await widget.search('rthhb')).repaired, 'керри', 'a new search is repaired again');
});

check('nothing found is said calmly, with advice and a way out of the filters', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget('rubric="Спорт"'));
  assert.equal((await widget.search('керри')).total, 0);
  assert.match(await widget.status.innerText(), /Ничего не найдено/);
  await widget.empty.getByText(/опечат/).waitFor();
  await widget.empty.getByRole('button', { name: /Сбросить/ }).click();
  await eventually(() => widget.rubric('Спорт').count(), 0);
});

check('articles that lack a word come apart, and say which', {}, async (page, world) => {
  const further = { hits: [hit('b', 'Почти то', { missing: ['редкий'] })] };
  world.faulty.search(json(answerWith([hit('a', 'То самое')], { further })));
  const widget = new Widget(page);
  await widget.open(world.faultyWidget());
  const { total } = await widget.search('редкий зверь');
  assert.equal(total, 1);
  assert.deepEqual(await widget.titlesShown(), ['То самое', 'Почти то']);
  assert.match(await widget.hits.nth(1).innerText(), /Нет слов: редкий/);
  assert.doesNotMatch(await widget.hits.nth(0).innerText(), /Нет слов/);
});

check('articles have their pictures, if the site wants them', {}, async (page, world) => {
  const widget = new Widget(page);
  const { title } = articles.find(({ id }) => id === 'politika-2016-07-14-kerri-priletel');
  for (const [attributes, expected] of [['', 1], ['images="off"', 0]]) {
    await widget.open(world.widget(attributes));
    await widget.search('керри прибыл');
    assert.equal(await widget.hits.filter({ hasText: title }).locator('img[alt=""]').count(), expected, attributes);
  }
});

check('the latest articles are shown when only a filter is asked', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget('rubric="Сводки" sort="newest"'));
  await eventually(() => widget.titlesShown(), inRubrics('Сводки').map(({ title }) => title));
});

check('all results are one link away, with the same question', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget('rubric="Мир"'));
  const { total } = await widget.search('керри');
  const link = new URL(await widget.all.getAttribute('href'));
  assert.equal(link.origin, world.endpoint);
  assert.equal(link.searchParams.get('q'), 'керри');
  await page.goto(link.href);
  assert.match(await page.getByRole('heading', { level: 1 }).innerText(), new RegExp(`${total}`));
});

check('the widget speaks English', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget('', { lang: 'en-GB' }));
  await widget.search('керри');
  assert.equal(await widget.status.innerText(), 'Found 3\u00a0articles');
  await widget.open(world.widget('lang="en"'));
  await widget.search('абырвалг');
  assert.match(await widget.status.innerText(), /Nothing found/);
  assert.equal(await widget.box.getAttribute('placeholder'), 'Name, event, topic');
});

check('a cleared box shows no answer', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  await widget.search('керри');
  await widget.clearButton.click();
  assert.equal(await widget.box.inputValue(), '');
  await eventually(() => widget.hits.count(), 0);
  assert.equal((await widget.focused()).part, 'input');
});
