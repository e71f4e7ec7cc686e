import assert from 'node:assert/strict';

import { axeViolations } from '../lib/axe.js';
import { DESKTOP, NARROW } from '../lib/browser.js';
import { eventually } from '../lib/eventually.js';
import { widgetSuite } from '../lib/foreign-site.js';
import { horizontalOverflow, smallTargets } from '../lib/layout.js';
import { Widget } from '../lib/widget.js';

const check = widgetSuite();

/** The page for site owners. */
class EmbedPage {
  constructor(page, { endpoint }) {
    this.page = page;
    this.address = `${endpoint}/embed`;
    this.form = page.getByRole('form', { name: 'Настройки' });
    this.preview = page.frameLocator('#preview');
    this.box = this.preview.locator('[part=input]');
  }

  async open(parameters = '') {
    await this.page.goto(this.address + parameters);
    await this.box.waitFor();
  }

  /** The text of a snippet. */
  snippet(name = 'tag') {
    return this.page.locator(`[data-snippet=${name}]`).textContent();
  }

  field(label) {
    return this.form.getByLabel(label, { exact: true });
  }

  /** Waits until a snippet says something. */
  snippetHas(text, name) {
    return eventually(async () => (await this.snippet(name)).includes(text), true, text);
  }
}

/** A foreign page with what was copied, and nothing else. */
const pasted = (world, snippet, body = '') =>
  world.site.put(`<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Чужой сайт</title>
    <link rel="icon" href="data:,"></head><body><main><h1>Чужой сайт</h1>${snippet}${body}</main></body></html>`);

check('a changed field changes snippet, preview and address', {}, async (page, world) => {
  const embed = new EmbedPage(page, world);
  await embed.open();
  await embed.field('Подсказка в строке').fill('Найдётся «всё»');
  await embed.snippetHas('placeholder="Найдётся «всё»"');
  await embed.preview.locator('[part=input][placeholder="Найдётся «всё»"]').waitFor();
  await embed.form.getByRole('radio', { name: 'Кнопка и окно' }).check();
  await embed.snippetHas('mode="dialog"');
  await embed.preview.locator('[part=open-button]').waitFor();
  await embed.form.getByRole('radio', { name: 'Строка, результаты под ней' }).check();
  await eventually(async () => (await embed.snippet()).includes('mode='), false, 'defaults are not written');
  await embed.form.getByRole('group', { name: 'Рубрики', exact: true }).getByLabel('Спорт').check();
  await embed.snippetHas('rubric="Спорт"');
  await embed.preview.locator('[part=hit]').first().waitFor();
  await embed.form.getByRole('combobox', { name: 'Тема' }).selectOption('Тёмная');
  await embed.snippetHas('theme="dark"');
  await embed.field('Основной цвет, #rrggbb').fill('#005a3c');
  await embed.snippetHas('#005a3c');
  await embed.preview.locator('[part=button]').waitFor();
  await eventually(() => embed.preview.locator('[part=button]').evaluate((one) => getComputedStyle(one).backgroundColor), 'rgb(0, 90, 60)');
  await page.reload();
  assert.equal(await embed.field('Подсказка в строке').inputValue(), 'Найдётся «всё»', 'the address keeps what was set');
  await embed.snippetHas('theme="dark"');
});

check('the way back leads out of the page, whatever was tried', {}, async (page, world) => {
  const embed = new EmbedPage(page, world);
  await page.goto(world.page('Отсюда'));
  await embed.open();
  for (const label of ['Архив', 'Поиск']) {
    await embed.field('Название поиска').fill(label);
    await embed.snippetHas(label);
    await embed.preview.getByRole('search', { name: label }).waitFor();
  }
  await page.evaluate(() => history.back());
  await page.getByText('Отсюда').waitFor();
});

check('the copied tag works on another site', {}, async (page, world) => {
  const embed = new EmbedPage(page, world);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await embed.open();
  await embed.form.getByRole('group', { name: 'Рубрики', exact: true }).getByLabel('Политика').check();
  await embed.snippetHas('Политика');
  await page.getByRole('button', { name: /^Скопировать: Один тег/ }).click();
  await page.getByText('Скопировано', { exact: true }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied.trim(), (await embed.snippet()).trim());
  const widget = new Widget(page);
  await widget.open(pasted(world, copied));
  const { filters, total } = await widget.search('керри');
  assert.deepEqual([filters.rubric, total], [['Политика'], 3]);
});

check('a pinned tag runs only what its hash says', {}, async (page, world) => {
  const embed = new EmbedPage(page, world);
  await embed.open('?pin=on');
  const tag = await embed.snippet();
  assert.match(tag, /vestnik\.[0-9a-f]{16}\.js/);
  assert.match(tag, /integrity="sha384-/);
  const widget = new Widget(page);
  await widget.open(pasted(world, tag));
  assert.equal((await widget.search('керри')).total, 3);
});

check('a tag with another hash is not run, and its form works still',
  { expected: [/integrity/, /request failed/] }, async (page, world) => {
    const embed = new EmbedPage(page, world);
    await embed.open('?pin=on');
    const tag = (await embed.snippet()).replace(/sha384-..../, 'sha384-AAAA');
    await page.goto(pasted(world, tag));
    await page.getByRole('searchbox').fill('керри');
    await page.getByRole('button', { name: 'Найти' }).click();
    await page.waitForURL(`${world.endpoint}/?**`);
  });

check('the copied iframe works on another site', {}, async (page, world) => {
  const embed = new EmbedPage(page, world);
  await embed.open('?per-page=5');
  const code = await embed.snippet('frame');
  await page.goto(pasted(world, code));
  const box = page.frameLocator('iframe').locator('[part=input]');
  await box.fill('год');
  await box.press('Enter');
  await eventually(() => page.frameLocator('iframe').locator('[part=hit]').count(), 5);
  await eventually(() => page.locator('iframe').evaluate((element) => element.offsetHeight > 600), true);
});

check('the policies that the page tells are enough', {}, async (page, world) => {
  const embed = new EmbedPage(page, world);
  await embed.open();
  const [tag, policy] = [await embed.snippet(), await embed.snippet('policy')];
  const told = policy.replace(/^Content-Security-Policy:\s*/, '').replace(/\s+/g, ' ').trim();
  const path = world.site.put(`<!doctype html><html lang="ru"><meta charset="utf-8"><title>Чужой сайт</title>${tag}</html>`, {
    'Content-Security-Policy': `default-src 'none'; ${told}`,
  });
  const widget = new Widget(page);
  await widget.open(path);
  assert.equal((await widget.search('керри')).total, 3);
});

check('what is typed stays text in page, snippet and preview', {}, async (page, world) => {
  const embed = new EmbedPage(page, world);
  const evil = '"><img src=x onerror="document.title=1"><script>document.title=1</script>';
  await embed.open();
  for (const label of ['Название поиска', 'Подсказка в строке', 'Запрос', 'Источник']) {
    await embed.form.getByRole('textbox', { name: label, exact: true }).fill(evil);
  }
  await embed.snippetHas('&lt;img');
  const tag = await embed.snippet();
  assert.notEqual(await page.title(), '1');
  const widget = new Widget(page);
  await widget.open(pasted(world, tag));
  assert.equal(await page.title(), 'Чужой сайт');
  assert.equal(await page.locator('body img, body script:not([src])').count(), 0);
  assert.equal(await widget.box.getAttribute('placeholder'), evil);
});

check('without scripts the form itself brings snippets and preview', { javaScriptEnabled: false }, async (page, world) => {
  await page.goto(`${world.endpoint}/embed`);
  await page.getByLabel('Подсказка в строке').fill('Имя');
  await page.getByRole('radio', { name: 'Выпадающий список' }).check();
  await page.getByRole('button', { name: 'Обновить' }).click();
  await page.waitForURL(/placeholder=/);
  const tag = await page.locator('[data-snippet=tag]').textContent();
  assert.match(tag, /placeholder="Имя"/);
  assert.match(tag, /mode="dropdown"/);
  assert.equal(await page.getByRole('button', { name: /^Скопировать/ }).count(), 0, 'no button that does nothing');
  assert.equal(await page.frameLocator('#preview').getByRole('searchbox').getAttribute('placeholder'), 'Имя');
});

check('a server that does not answer is told, and what was shown stays', { expected: [/request failed/, /ERR_/] }, async (page, world) => {
  const embed = new EmbedPage(page, world);
  await embed.open();
  const before = await embed.snippet();
  await page.route('**/embed/snippet?*', (route) => route.abort());
  await embed.field('Название поиска').fill('Архив');
  await page.getByRole('status').filter({ hasText: 'Не удалось обновить код' }).waitFor();
  assert.equal(await embed.snippet(), before);
});

for (const [lang, colorScheme, viewport] of [['ru', 'light', DESKTOP], ['en', 'dark', NARROW]]) {
  check(`axe finds no barrier: ${lang}, ${colorScheme}, ${viewport.width} px`, { colorScheme, viewport }, async (page, world) => {
    await page.goto(`${world.endpoint}/embed?lang=${lang}`);
    await page.frameLocator('#preview').locator('[part=input]').waitFor();
    for (const fold of await page.locator('main details:not([open])').elementHandles()) {
      await (await fold.$('summary')).click();
    }
    assert.deepEqual(await axeViolations(page), []);
    assert.deepEqual(await horizontalOverflow(page), []);
    assert.deepEqual(await smallTargets(page), []);
  });
}

check('the page is used by keyboard alone', {}, async (page, world) => {
  const embed = new EmbedPage(page, world);
  await embed.open();
  await embed.field('Название поиска').focus();
  await page.keyboard.type('Архив');
  await page.keyboard.press('Enter');
  await embed.snippetHas('label="Архив"');
  assert.equal(new URL(page.url()).pathname, '/embed', 'Enter updates without leaving');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: /^Скопировать: Один тег/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Скопировано', { exact: true }).waitFor();
});
