// The box is an editable combobox with list autocomplete and manual selection, as the ARIA practices describe it.

import assert from 'node:assert/strict';

import { eventually } from '../lib/eventually.js';
import { json } from '../lib/faulty.js';
import { widgetSuite } from '../lib/foreign-site.js';
import { freeze, Widget } from '../lib/widget.js';

const check = widgetSuite();

const SUGGESTIONS = ['первый', 'перед', 'перевозчик'].map((text) => ({
  text,
  segments: [
    { text: 'пер', match: true },
    { text: text.slice(3), match: false },
  ],
  kind: 'word',
  articles: 7,
  rubric: null,
  id: null,
  url: null,
}));

/** A widget whose suggestions are those above, with the list open. */
async function openList(page, world, attributes) {
  const widget = new Widget(page);
  world.faulty.suggest(json({ suggestions: SUGGESTIONS }));
  await widget.open(world.faultyWidget(attributes));
  // As a whole: letters that come slowly are searched one by one, and each search is told.
  await widget.after(() => widget.box.fill('пер'));
  await widget.options.first().waitFor();
  return widget;
}

/** The text of the option that is active, as a screen reader is told. */
async function active(widget) {
  const id = await widget.box.getAttribute('aria-activedescendant');
  const selected = await widget.options.and(widget.host.locator('[aria-selected=true]')).all();
  if (!id) {
    assert.equal(selected.length, 0, 'no option is selected');
    return null;
  }
  assert.equal(selected.length, 1);
  assert.equal(await selected[0].getAttribute('id'), id);
  return (await selected[0].innerText()).split('\n')[0].trim();
}

const inBox = async (widget) => (await widget.focused()).part === 'input';

check('suggestions come from the archive, with what was typed marked', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  await widget.box.pressSequentially('ке');
  await widget.options.filter({ hasText: 'Джон Керри' }).waitFor();
  assert.ok((await widget.options.locator('mark').count()) > 0);
});

check('the box says what it is', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  const attributes = await widget.box.evaluate((box) => ({
    autocomplete: box.getAttribute('aria-autocomplete'),
    expanded: box.getAttribute('aria-expanded'),
    controls: box.getRootNode().getElementById(box.getAttribute('aria-controls'))?.getAttribute('role'),
    browser: box.autocomplete,
    name: box.name,
  }));
  assert.deepEqual(attributes, { autocomplete: 'list', expanded: 'false', controls: 'listbox', browser: 'off', name: 'q' });
  assert.equal(await widget.form.count(), 1);
});

check('the open list selects nothing by itself, and Enter searches what was typed', {}, async (page, world) => {
  const widget = await openList(page, world);
  assert.equal(await widget.box.getAttribute('aria-expanded'), 'true');
  assert.equal(await active(widget), null);
  const { query } = await widget.after(() => widget.box.press('Enter'));
  assert.equal(query, 'пер');
  assert.equal(await widget.box.getAttribute('aria-expanded'), 'false');
});

check('arrows walk the options round and round, with the focus in the box', {}, async (page, world) => {
  const widget = await openList(page, world);
  for (const expected of ['первый', 'перед', 'перевозчик', 'первый']) {
    await widget.box.press('ArrowDown');
    assert.equal(await active(widget), expected);
  }
  for (const expected of ['перевозчик', 'перед']) {
    await widget.box.press('ArrowUp');
    assert.equal(await active(widget), expected);
  }
  assert.ok(await inBox(widget));
  assert.equal(await widget.box.inputValue(), 'пер', 'selection is manual: the text stays as typed');
});

check('Enter takes the active option', {}, async (page, world) => {
  const widget = await openList(page, world);
  await widget.box.press('ArrowDown');
  await widget.box.press('ArrowDown');
  const { query } = await widget.after(() => widget.box.press('Enter'));
  assert.equal(query, 'перед');
  assert.equal(await widget.box.inputValue(), 'перед');
  assert.ok(!(await widget.list.isVisible()));
  assert.ok(await inBox(widget));
});

check('a click takes an option, and the focus stays in the box', {}, async (page, world) => {
  const widget = await openList(page, world);
  const { query } = await widget.after(() => widget.options.nth(2).click());
  assert.equal(query, 'перевозчик');
  assert.ok(!(await widget.list.isVisible()));
  assert.ok(await inBox(widget));
});

check('Escape closes the list, then clears the box', {}, async (page, world) => {
  const widget = await openList(page, world);
  await widget.box.press('ArrowDown');
  await widget.box.press('Escape');
  assert.ok(!(await widget.list.isVisible()));
  assert.equal(await widget.box.getAttribute('aria-expanded'), 'false');
  assert.equal(await widget.box.inputValue(), 'пер');
  await widget.box.press('Escape');
  assert.equal(await widget.box.inputValue(), '');
});

check('arrow down opens the list again, and Alt with arrow up closes it', {}, async (page, world) => {
  const widget = await openList(page, world);
  await widget.box.press('Escape');
  await widget.box.press('ArrowDown');
  await widget.options.first().waitFor();
  await eventually(() => active(widget), 'первый');
  await widget.box.press('Alt+ArrowUp');
  assert.ok(!(await widget.list.isVisible()));
  await widget.box.press('Alt+ArrowDown');
  await widget.options.first().waitFor();
  assert.equal(await active(widget), null, 'Alt with arrow down opens without selecting');
});

check('keys for editing edit: the active option is let go', {}, async (page, world) => {
  for (const key of ['Home', 'End', 'ArrowLeft', 'ArrowRight']) {
    const widget = await openList(page, world);
    await widget.box.press('ArrowDown');
    await widget.box.press(key);
    assert.equal(await active(widget), null, key);
  }
  const widget = await openList(page, world);
  await widget.box.press('Home');
  assert.equal(await widget.box.evaluate((box) => box.selectionStart), 0, 'Home moves the caret');
  await widget.box.press('End');
  await widget.box.press('ArrowDown');
  await widget.after(() => widget.box.pressSequentially('е'));
  assert.equal(await widget.box.inputValue(), 'пере');
  assert.equal(await active(widget), null, 'a letter');
});

check('Tab leaves the box, not into the list, and takes nothing', {}, async (page, world) => {
  const widget = await openList(page, world);
  await widget.box.press('ArrowDown');
  await widget.box.press('Tab');
  assert.ok(!(await widget.list.isVisible()));
  assert.equal(await widget.box.inputValue(), 'пер');
  assert.notEqual((await widget.focused())?.part, 'suggestion');
});

check('a click elsewhere closes the list', {}, async (page, world) => {
  const widget = await openList(page, world);
  await page.getByRole('heading', { level: 1 }).click();
  await widget.list.waitFor({ state: 'hidden' });
  assert.equal(await widget.box.getAttribute('aria-expanded'), 'false');
});

check('keys of an input method belong to it', {}, async (page, world) => {
  const widget = await openList(page, world);
  await widget.box.press('ArrowDown');
  await widget.box.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: true, bubbles: true });
  assert.equal(await widget.box.inputValue(), 'пер');
  assert.ok(await widget.list.isVisible());
});

check('a rubric that is suggested becomes a filter', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  await widget.after(() => widget.box.fill('полит'));
  const option = widget.options.filter({ hasText: 'рубрика' });
  await option.waitFor();
  const { filters } = await widget.after(() => option.click());
  assert.deepEqual(filters.rubric, ['Политика']);
  assert.equal(await widget.box.inputValue(), '');
});

check('suggestions for an older text are never shown', {}, async (page, world) => {
  const widget = new Widget(page);
  let release;
  const released = new Promise((resolve) => (release = resolve));
  world.faulty.suggest(
    async (...exchange) => {
      await released;
      json({ suggestions: SUGGESTIONS })(...exchange);
    },
    json({ suggestions: [{ ...SUGGESTIONS[0], text: 'керамика', segments: [{ text: 'керамика', match: false }] }] }),
  );
  await widget.open(world.faultyWidget());
  const first = page.waitForRequest(/suggest\?q=%D0%BF%D0%B5%D1%80/);
  await widget.box.pressSequentially('пер');
  await first;
  await widget.box.fill('кер');
  await widget.options.filter({ hasText: 'керамика' }).waitFor();
  release();
  await widget.search('кер');
  await widget.box.pressSequentially('а');
  await widget.options.filter({ hasText: 'керамика' }).waitFor();
  assert.equal(await widget.options.count(), 1);
});

check('suggestions can be switched off', {}, async (page, world) => {
  const widget = new Widget(page);
  await freeze(page);
  await widget.open(world.faultyWidget('suggestions="off"'));
  world.faulty.suggest(json({ suggestions: SUGGESTIONS }));
  await widget.box.pressSequentially('пер');
  await widget.after(() => page.clock.runFor(1000));
  assert.ok(!(await widget.list.isVisible()));
  assert.equal(world.faulty.numSuggestions(), 0);
});

check('a search goes well when suggestions fail', {}, async (page, world) => {
  for (const broken of [json({ suggestions: 'none' }), json(null), json({ suggestions: [null, 7, { text: 5 }] })]) {
    const widget = new Widget(page);
    world.faulty.suggest(broken);
    await widget.open(world.faultyWidget());
    await widget.after(() => widget.box.fill('пер'));
    assert.ok(!(await widget.list.isVisible()));
    assert.equal(await widget.error.count(), 0);
  }
});
