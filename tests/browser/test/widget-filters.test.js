import assert from 'node:assert/strict';

import { containing, dayOf, inPeriod, inRubrics } from '../lib/corpus.js';
import { eventually } from '../lib/eventually.js';
import { widgetSuite } from '../lib/foreign-site.js';
import { Widget } from '../lib/widget.js';

const check = widgetSuite();

/** Waits until the address has these parameters and no others. */
function addressHas(page, expected) {
  return eventually(() => Object.fromEntries(new URL(page.url()).searchParams), expected);
}

check('rubrics narrow the answer, with true counts', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  await widget.search('год');
  const stated = Number((await widget.rubric('Спорт').innerText()).replace(/\D/g, ''));
  const { total, filters } = await widget.after(() => widget.rubric('Спорт').click());
  assert.deepEqual(filters.rubric, ['Спорт']);
  assert.equal(total, stated);
  assert.equal(await widget.rubric('Спорт').getAttribute('aria-pressed'), 'true');
  const more = await widget.after(() => widget.rubric('Наука').click());
  assert.deepEqual(more.filters.rubric, ['Спорт', 'Наука']);
  assert.ok(more.total > total, 'either of both');
  const one = await widget.after(() => widget.rubric('Спорт').click());
  assert.deepEqual(one.filters.rubric, ['Наука']);
});

check('the focus stays on the chip that was pressed', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  await widget.search('год');
  await widget.rubric('Спорт').focus();
  await widget.after(() => page.keyboard.press('Enter'));
  assert.match((await widget.focused()).text, /^Спорт/);
});

for (const [name, period, expected] of [
  ['День', 'day', ['an-hour']],
  ['Неделя', 'week', ['an-hour', 'three-days']],
  ['Месяц', 'month', ['an-hour', 'three-days', 'two-weeks']],
  ['Год', 'year', ['an-hour', 'three-days', 'two-weeks', 'half-a-year']],
]) {
  check(`the period of the last ${period}`, {}, async (page, world) => {
    const widget = new Widget(page);
    await widget.open(world.widget('rubric="Сводки"'));
    await eventually(() => widget.total(), 4);
    const { filters, total } = await widget.after(() => widget.period(name).click());
    assert.equal(filters.period, period);
    assert.equal(total, expected.length);
    assert.equal(await widget.period(name).getAttribute('aria-pressed'), 'true');
    assert.equal((await widget.after(() => widget.period('Всё время').click())).total, 4);
  });
}

check('a period of one\'s own', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget('sort="newest" q="год"'));
  await widget.period('Свой период').click();
  const [from, to] = widget.days;
  await widget.after(() => from.fill('2016-07-01'));
  const { filters } = await widget.after(() => to.fill('2016-12-31'));
  assert.deepEqual([filters.from, filters.to], ['2016-07-01', '2016-12-31']);
  const moments = await widget.moments();
  assert.ok(moments.length > 0);
  assert.ok(moments.every((moment) => moment >= Date.parse('2016-07-01T00:00+03:00') && moment < Date.parse('2017-01-01T00:00+03:00')));
});

check('the timeline counts what it shows, and narrows', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  const { total } = await widget.search('год');
  const labels = await widget.bars.evaluateAll((bars) => bars.map((bar) => bar.getAttribute('aria-label')));
  const counts = labels.map((label) => Number(/(\d+)\s+стат/.exec(label)[1]));
  assert.equal(counts.reduce((sum, count) => sum + count), total, labels.join());
  const highest = counts.indexOf(Math.max(...counts));
  const narrowed = await widget.after(() => widget.bars.nth(highest).click());
  assert.equal(narrowed.total, counts[highest]);
  assert.ok(narrowed.filters.from && narrowed.filters.to);
});

check('arrows walk the bars of the timeline; Tab passes them', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  await widget.search('год');
  assert.equal(await widget.bars.and(widget.host.locator('[tabindex="0"]')).count(), 1);
  await widget.bars.first().focus();
  const labelOf = () => widget.host.evaluate((host) => host.shadowRoot.activeElement.getAttribute('aria-label'));
  const labels = await widget.bars.evaluateAll((bars) => bars.map((bar) => bar.getAttribute('aria-label')));
  await page.keyboard.press('ArrowRight');
  assert.equal(await labelOf(), labels[1]);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await labelOf(), labels[0], 'the walk ends at the ends');
  await page.keyboard.press('Tab');
  assert.notEqual((await widget.focused()).part, 'bar');
});

check('attributes preset the question', {}, async (page, world) => {
  const widget = new Widget(page);
  const [one, other] = ['Политика', 'Мир'];
  const source = 'Вестник';
  await widget.open(world.widget(
    `q="год" rubric="${one}|${other}" source="${source}" from="2016-01-01" to="2016-12-31" sort="oldest" per-page="3"`,
  ));
  await widget.hits.first().waitFor();
  const { length } = inRubrics(one, other).filter((article) => article.source === source && dayOf(article).startsWith('2016'));
  assert.ok(await widget.total() <= length);
  assert.equal(await widget.hits.count(), 3);
  assert.equal(await widget.box.inputValue(), 'год');
  assert.equal(await widget.rubric(one).getAttribute('aria-pressed'), 'true');
  const moments = await widget.moments();
  assert.deepEqual(moments, [...moments].sort());
  assert.ok(moments.every((moment) => new Date(moment).getUTCFullYear() === 2016));
});

check('what is locked stays and has no control', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget('rubric="Спорт" from="2016-01-01" to="2017-12-31" sort="newest" lock="rubric period sort"'));
  const { filters } = await widget.search('год');
  assert.deepEqual([filters.rubric, filters.from, filters.sort], [['Спорт'], '2016-01-01', 'newest']);
  for (const part of ['chip', 'chips', 'periods', 'sort', 'timeline']) {
    assert.equal(await widget.part(part).count(), 0, part);
  }
  await widget.host.evaluate((element) => element.clear());
  const again = await widget.search('матч');
  assert.deepEqual([again.filters.rubric, again.filters.from], [['Спорт'], '2016-01-01'], 'also after clear()');
});

check('attributes that change ask anew, and the text that was typed stays', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  await widget.search('год');
  const set = (name, value) => widget.host.evaluate((element, [key, to]) => element.setAttribute(key, to), [name, value]);
  assert.deepEqual((await widget.after(() => set('rubric', 'Спорт'))).filters.rubric, ['Спорт']);
  assert.equal(await widget.box.inputValue(), 'год');
  await widget.after(() => set('per-page', '2'));
  assert.equal(await widget.hits.count(), 2);
  await widget.after(() => set('lang', 'en'));
  assert.match(await widget.status.innerText(), /^Found/);
  assert.equal((await widget.after(() => set('q', 'матч'))).query, 'матч');
  await set('mode', 'dialog');
  await widget.opener.waitFor();
  await set('mode', 'inline');
  await widget.hits.first().waitFor();
});

check('unknown attributes and values fall back', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget(
    'mode="window" lang="tlh" period="aeon" from="2016-13-45" to="завтра" sort="random" per-page="-3" theme="pink" ' +
      'images="perhaps" suggestions="2" lock="everything" hotkey="нет" foo="bar" target=""',
  ));
  const { filters } = await widget.search('год');
  assert.deepEqual([filters.period, filters.from, filters.to, filters.sort], ['', '', '', 'relevance']);
  assert.equal(await widget.hits.count(), 10);
  assert.match(await widget.status.innerText(), /^Найден/);
});

check('the page\'s address keeps the question, and the way back works', {}, async (page, world) => {
  const widget = new Widget(page);
  const path = world.widget('url-state per-page="5"');
  await widget.open(`${path}?ref=mail`);
  await widget.search('год');
  await addressHas(page, { ref: 'mail', q: 'год' });
  await widget.after(() => widget.rubric('Спорт').click());
  await addressHas(page, { ref: 'mail', q: 'год', rubric: 'Спорт' });
  await widget.after(() => page.goBack());
  await addressHas(page, { ref: 'mail', q: 'год' });
  assert.equal(await widget.rubric('Спорт').getAttribute('aria-pressed'), 'false');
  await widget.after(() => page.goForward());
  assert.equal(await widget.rubric('Спорт').getAttribute('aria-pressed'), 'true');
  const titles = await widget.titlesShown();
  await page.reload();
  await widget.ready();
  await eventually(() => widget.titlesShown(), titles);
  assert.equal(await widget.box.inputValue(), 'год');
});

check('two widgets keep their questions apart by prefix', {}, async (page, world) => {
  const [one, other] = ['#one', '#other'].map((selector) => new Widget(page, selector));
  const { endpoint } = world;
  await one.open(world.page(`
    <vestnik-search id="one" endpoint="${endpoint}" url-state="a-"></vestnik-search>
    <vestnik-search id="other" endpoint="${endpoint}" url-state="b-"></vestnik-search>`));
  await one.search('керри');
  await other.search('матч');
  await addressHas(page, { 'a-q': 'керри', 'b-q': 'матч' });
  await page.reload();
  await one.ready();
  await eventually(() => one.box.inputValue(), 'керри');
  await eventually(() => other.box.inputValue(), 'матч');
});

check('without url-state the address is left alone', {}, async (page, world) => {
  const widget = new Widget(page);
  const path = world.widget();
  await widget.open(`${path}?q=матч`);
  await widget.search('керри');
  await widget.after(() => widget.rubric('Политика').click());
  assert.equal(new URL(page.url()).searchParams.get('q'), 'матч');
  assert.equal(await page.evaluate(() => history.length), 2);
});

check('presets that no article has find nothing, honestly', {}, async (page, world) => {
  const widget = new Widget(page);
  assert.equal(inPeriod('1990-01-01', '1990-12-31').length + containing('Нет такой рубрики').length, 0);
  await widget.open(world.widget('rubric="Нет такой рубрики" from="1990-01-01" to="1990-12-31"'));
  await widget.status.filter({ hasText: 'Ничего не найдено' }).waitFor();
});
