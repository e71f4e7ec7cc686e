import assert from 'node:assert/strict';

import { eventually } from '../lib/eventually.js';
import { NEWSPAPER, widgetSuite } from '../lib/foreign-site.js';
import { horizontalOverflow, shadowOverflow } from '../lib/layout.js';
import { Widget } from '../lib/widget.js';

const check = widgetSuite();

const QUERY = 'керри';
const NUM_FOUND = 3;

check('plain: three modes on one page', {}, async (page) => {
  const [inline, dropdown, dialog] = ['#inline', '#dropdown', '#dialog'].map((selector) => new Widget(page, selector));
  await inline.open('/plain/');
  assert.equal((await inline.search(QUERY)).total, NUM_FOUND);
  assert.equal((await dropdown.search(QUERY)).total, NUM_FOUND);
  assert.equal(await dropdown.hits.first().isVisible(), true);
  await page.getByRole('heading', { level: 1 }).click();
  await eventually(() => dropdown.hits.first().isVisible(), false);
  await page.keyboard.press('Control+k');
  await dialog.dialog.waitFor();
  assert.equal((await dialog.search(QUERY)).total, NUM_FOUND);
  await page.keyboard.press('Escape');
  await eventually(() => dialog.dialog.isVisible(), false);
  assert.deepEqual(await horizontalOverflow(page), []);
});

check('hostile-css: the search works, and looks like itself', {}, async (page) => {
  const widget = new Widget(page);
  await widget.open('/hostile-css/');
  assert.equal((await widget.search(QUERY)).total, NUM_FOUND);
  assert.equal(await widget.hits.count(), NUM_FOUND);
  for (const part of [widget.box, widget.submit, widget.status, widget.links.first(), widget.sort]) {
    assert.equal(await part.isVisible(), true);
  }
  assert.deepEqual(await shadowOverflow(page), []);
});

for (const path of ['/strict-csp/', '/strict-csp/meta.html']) {
  check(`${path}: works under its policy`, {}, async (page) => {
    const widget = new Widget(page);
    await widget.open(path);
    assert.equal((await widget.search(QUERY)).total, NUM_FOUND);
    await widget.links.first().click();
    await page.waitForURL(`${NEWSPAPER}/**`);
  });
}

for (const javaScriptEnabled of [true, false]) {
  check(`no-javascript: the form leads to the results (scripts ${javaScriptEnabled ? 'on' : 'off'})`, { javaScriptEnabled },
    async (page, world) => {
      await page.goto('/no-javascript/');
      await page.getByRole('searchbox').fill(QUERY);
      await page.getByRole('button', { name: 'Найти' }).click();
      await page.waitForURL(`${world.endpoint}/?**`);
      await page.getByText(`Найдено ${NUM_FOUND} материала`).first().waitFor();
    });
}

check('iframe: the frame is as high as what it shows', {}, async (page) => {
  await page.goto('/iframe/');
  const frame = page.frameLocator('iframe');
  await frame.getByRole('combobox').fill(QUERY);
  await frame.getByRole('combobox').press('Enter');
  await frame.getByText(`Найдено ${NUM_FOUND} статьи`).first().waitFor();
  await eventually(() => page.locator('iframe').evaluate(async (element) => element.offsetHeight > 500), true);
});

for (const framework of ['react', 'vue']) {
  check(`${framework}: properties go in, events come out, a method searches`, {}, async (page) => {
    const widget = new Widget(page);
    await widget.open(`/${framework}/`);
    assert.equal(await widget.host.evaluate((host) => host.getAttribute('api-key')), 'vk_put_your_key_here');
    const { total } = await widget.after(() => page.getByRole('button', { name: 'Найти переговоры' }).click());
    await page.getByText(`Найдено: ${total}`, { exact: true }).waitFor();
    assert.equal(await widget.box.inputValue(), 'переговоры');

    const narrowed = await widget.after(() => page.getByLabel('Рубрика').selectOption('Спорт'));
    assert.deepEqual(narrowed.filters.rubric, ['Спорт']);
    await page.getByText(`Найдено: ${narrowed.total}`, { exact: true }).waitFor();
    await widget.after(() => page.getByLabel('Рубрика').selectOption(''));

    const title = await widget.links.first().innerText();
    await widget.links.first().click();
    await widget.links.first().click();
    await page.getByRole('heading', { name: 'Отложено: 1' }).waitFor();
    assert.equal(await page.locator('#kept').innerText(), title);
    assert.equal(new URL(page.url()).pathname, `/${framework}/`, 'the page is kept');
  });
}

check('the list of examples leads to all of them', {}, async (page) => {
  await page.goto('/');
  const paths = await page.getByRole('main').getByRole('link').evaluateAll((links) => links.map(({ href }) => new URL(href).pathname));
  for (const path of ['/plain/', '/hostile-css/', '/strict-csp/', '/no-javascript/', '/iframe/', '/react/', '/vue/']) {
    assert.ok(paths.includes(path), path);
    assert.equal((await page.request.get(path)).status(), 200, path);
  }
});
