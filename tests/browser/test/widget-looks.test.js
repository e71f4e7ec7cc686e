import assert from 'node:assert/strict';

import { DESKTOP, NARROW, PHONE } from '../lib/browser.js';
import { eventually } from '../lib/eventually.js';
import { widgetSuite } from '../lib/foreign-site.js';
import { horizontalOverflow, shadowOverflow, shadowTargets } from '../lib/layout.js';
import { reachState, WIDGET_STATES } from '../lib/widget-states.js';
import { Widget } from '../lib/widget.js';

const check = widgetSuite();

const TABLET = { width: 768, height: 1024 };

for (const viewport of [NARROW, TABLET, DESKTOP]) {
  for (const state of WIDGET_STATES) {
    const { expected } = state;
    check(`nothing reaches out of its box: ${state.name}, ${viewport.width} px`, { viewport, expected }, async (page, world) => {
      await reachState(new Widget(page), world, state);
      assert.deepEqual(await horizontalOverflow(page), []);
      assert.deepEqual(await shadowOverflow(page), []);
    });
  }
}

for (const state of WIDGET_STATES) {
  const { expected } = state;
  check(`targets are large enough for a finger: ${state.name}`, { viewport: PHONE, hasTouch: true, expected }, async (page, world) => {
    await reachState(new Widget(page), world, state);
    assert.deepEqual(await shadowTargets(page), []);
  });
}

for (const width of [160, 240, 300]) {
  check(`the widget fits a column of ${width} px`, {}, async (page, world) => {
    const widget = new Widget(page);
    const tag = `<vestnik-search endpoint="${world.endpoint}"></vestnik-search>`;
    await widget.open(world.page(`<div style="width: ${width}px">${tag}</div>`));
    await widget.search('переговоры');
    assert.deepEqual(await shadowOverflow(page), []);
    const { width: own } = await widget.host.boundingBox();
    assert.equal(own, width);
  });
}

for (const style of [
  'display: flex', 'display: flex; flex-direction: column; align-items: center', 'display: grid; justify-items: start',
  'padding: 0 2rem; text-align: right; direction: rtl', 'columns: 2', 'position: absolute; left: 0; right: 0',
]) {
  check(`the widget has room where a page lays it out with "${style}"`, {}, async (page, world) => {
    const widget = new Widget(page);
    await widget.open(world.page(`<div style="${style}"><vestnik-search endpoint="${world.endpoint}"></vestnik-search></div>`));
    await widget.search('керри');
    assert.deepEqual(await horizontalOverflow(page), []);
    assert.deepEqual(await shadowOverflow(page), []);
    const { width } = await widget.box.boundingBox();
    assert.ok(width >= 240, `the box is ${width} px wide`);
  });
}

/** What depends on the width of the page, not on its style sheet. */
const OF_SIZE = /^(.*(width|height|inline-size|block-size|origin)|inset.*|left|right|top|bottom|grid-template.*|--.*)$/;

/** Computed styles of everything inside the widget, without those of size. */
function looks(widget) {
  return widget.host.evaluate((host, pattern) => {
    const ofSize = new RegExp(pattern);
    return [...host.shadowRoot.querySelectorAll('*')].flatMap((element) =>
      ['', '::before', '::after'].map((pseudo) => {
        const style = getComputedStyle(element, pseudo || null);
        const all = [...style].filter((name) => !ofSize.test(name)).map((name) => [name, style.getPropertyValue(name)]);
        return { element: `${element.localName}.${element.className}${pseudo}`, ...Object.fromEntries(all) };
      }));
  }, OF_SIZE.source);
}

check('style sheets of the page change nothing inside', {}, async (page, world) => {
  const widget = new Widget(page);
  const answered = async (path) => {
    await widget.open(path);
    await widget.search('керри');
    await page.evaluate(() => document.fonts.ready);
    return looks(widget);
  };
  const plain = await answered(world.widget());
  const hostile = await answered('/hostile-css/');
  assert.equal(hostile.length, plain.length);
  const differences = hostile.flatMap(({ element, ...style }, index) =>
    Object.entries(style)
      .filter(([name, value]) => value !== plain[index][name])
      .map(([name, value]) => `${element} ${name}: ${value}, not ${plain[index][name]}`));
  assert.deepEqual(differences, []);
});

check('what is hidden or drawn apart stays so on a hostile page', {}, async (page) => {
  const widget = new Widget(page);
  await widget.open('/hostile-css/');
  assert.equal(await widget.list.isVisible(), false);
  await widget.search('керри');
  const mark = await widget.host.locator('mark').first().evaluate((element) => getComputedStyle(element).backgroundColor);
  assert.notEqual(mark, 'rgba(0, 0, 0, 0)', 'matches are marked');
  const { height } = await widget.form.boundingBox();
  assert.ok(height > 36 && height < 80, `the box is ${height} px high`);
});

check('custom properties give the page its own looks, parts the rest', {}, async (page, world) => {
  const widget = new Widget(page);
  const head = `<style>
    vestnik-search { --vestnik-accent: rgb(0, 90, 60); --vestnik-font: Georgia; --vestnik-font-size: 20px; --vestnik-radius: 0; }
    vestnik-search::part(title) { text-transform: uppercase; }
  </style>`;
  await widget.open(world.widget('', { head }));
  await widget.search('керри');
  const style = (part, name) => part.evaluate((element, key) => getComputedStyle(element)[key], name);
  assert.equal(await style(widget.submit, 'backgroundColor'), 'rgb(0, 90, 60)');
  assert.equal(await style(widget.titles.first(), 'textTransform'), 'uppercase');
  assert.equal(await style(widget.status, 'fontFamily'), 'Georgia');
  assert.equal(await style(widget.status, 'fontSize'), '20px');
  assert.equal(await style(widget.form.locator('.box'), 'borderTopLeftRadius'), '0px');
});

check('the theme is that of the reader, unless the page says otherwise', { colorScheme: 'dark' }, async (page, world) => {
  const background = async (attributes) => {
    const widget = new Widget(page);
    await widget.open(world.widget(attributes));
    return widget.form.locator('.box').evaluate((element) => {
      const [red, green, blue] = getComputedStyle(element).backgroundColor.match(/[\d.]+/g).map(Number);
      return red + green + blue > 380 ? 'light' : 'dark';
    });
  };
  assert.equal(await background(''), 'dark');
  assert.equal(await background('theme="light"'), 'light');
  await page.emulateMedia({ colorScheme: 'light' });
  assert.equal(await background(''), 'light');
  assert.equal(await background('theme="dark"'), 'dark');
});

check('nothing jumps: an empty search takes no more room than a form', {}, async (page, world) => {
  const form = `<form method="get" action="${world.endpoint}/"><input type="search" name="q"><button>Найти</button></form>`;
  const widget = new Widget(page);
  await widget.open(world.page(`<vestnik-search endpoint="${world.endpoint}">${form}</vestnik-search><p id="after">Дальше</p>`));
  const { height } = await widget.host.boundingBox();
  assert.ok(height < 64, `an empty search is ${height} px high`);
});

check('the panel of a drop-down stays in the window, lies over the page and scrolls by itself', { viewport: NARROW }, async (page, world) => {
  const widget = new Widget(page);
  const tag = `<vestnik-search endpoint="${world.endpoint}" mode="dropdown"></vestnik-search>`;
  const style = 'width: 200px; margin-left: auto';
  await widget.open(world.page(`<div style="${style}">${tag}</div><p id="after" style="position: relative">Дальше</p>`));
  const before = await page.locator('#after').boundingBox();
  await widget.search('год');
  assert.deepEqual(await shadowOverflow(page), []);
  assert.deepEqual(await page.locator('#after').boundingBox(), before, 'the page stays where it is');
  const panel = widget.host.locator('.panel');
  const { y, height } = await panel.boundingBox();
  assert.ok(y + height <= NARROW.height + y, 'no higher than the window');
  await eventually(() => panel.evaluate((element) => element.scrollHeight > element.clientHeight), true);
});
