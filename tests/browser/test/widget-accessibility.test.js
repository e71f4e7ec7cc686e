import assert from 'node:assert/strict';

import { axeViolations } from '../lib/axe.js';
import { DESKTOP, PHONE } from '../lib/browser.js';
import { eventually } from '../lib/eventually.js';
import { bare } from '../lib/faulty.js';
import { widgetSuite } from '../lib/foreign-site.js';
import { reachState, WIDGET_STATES } from '../lib/widget-states.js';
import { freeze, Widget } from '../lib/widget.js';

const check = widgetSuite();

const LOOKS = [
  { colorScheme: 'light', lang: 'ru', viewport: DESKTOP },
  { colorScheme: 'dark', lang: 'en', viewport: PHONE },
];

for (const state of WIDGET_STATES) {
  for (const { colorScheme, lang, viewport } of LOOKS) {
    const name = `axe finds no barrier: ${state.name}, ${colorScheme}, ${lang}`;
    check(name, { colorScheme, viewport, expected: state.expected }, async (page, world) => {
      const head = '<style>html { color-scheme: light dark; }</style>';
      await reachState(new Widget(page), world, state, { lang, head });
      assert.deepEqual(await axeViolations(page), []);
    });
  }
}

/** The element that has the focus, through shadow roots, as `button Найти`. */
function focused(page) {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(element.matches('.input') ? element.closest('.box') : element);
    return {
      what: element.getAttribute('part') ?? element.id ?? element.localName,
      text: (element.getAttribute('aria-label') ?? element.textContent).trim(),
      outline: outlineStyle === 'none' ? 0 : parseFloat(outlineWidth),
    };
  });
}

check('everything is reached with Tab, is seen to be, and the way leads out again', {}, async (page, world) => {
  const widget = new Widget(page);
  const tag = `<vestnik-search endpoint="${world.endpoint}"></vestnik-search>`;
  await widget.open(world.page(`<button id="before">До</button>${tag}<button id="after">После</button>`));
  await widget.search('год');
  await page.locator('#before').focus();
  const stops = [];
  do {
    await page.keyboard.press('Tab');
    stops.push(await focused(page));
  } while (stops.at(-1).what !== 'after' && stops.length < 100);
  assert.equal(stops.at(-1).what, 'after', 'no trap');
  const parts = [...new Set(stops.map(({ what }) => what))];
  assert.deepEqual(
    parts.filter((part) => part).filter((part) => part !== 'after'),
    ['input', 'button', 'chip', 'sort', 'bar', 'more'].filter((part) => parts.includes(part)),
    'in the order in which they are seen',
  );
  for (const part of ['input', 'button', 'chip', 'sort', 'bar', 'more']) assert.ok(parts.includes(part), part);
  assert.equal(stops.filter(({ what }) => what === 'bar').length, 1, 'the timeline is one stop');
  for (const { what, text, outline } of stops) {
    assert.ok(outline >= 1 || what === 'after', `${what} «${text}» does not show its focus`);
  }
});

check('arrows go through the timeline, Enter takes a bar', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  await widget.search('год');
  await widget.bars.first().focus();
  const first = await focused(page);
  await page.keyboard.press('ArrowRight');
  const second = await focused(page);
  assert.notEqual(first.text, second.text);
  const { filters } = await widget.after(() => page.keyboard.press('Enter'));
  assert.ok(filters.from && filters.to);
});

check('suggestions by keyboard alone: arrows, Enter, Escape', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  await widget.box.focus();
  await widget.after(() => page.keyboard.type('пере'));
  await widget.options.first().waitFor();
  assert.equal(await widget.box.getAttribute('aria-expanded'), 'true');
  await page.keyboard.press('ArrowDown');
  const active = await widget.box.getAttribute('aria-activedescendant');
  const option = widget.host.locator(`[id="${active}"]`);
  assert.equal(await option.getAttribute('aria-selected'), 'true');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Escape');
  await eventually(() => widget.box.getAttribute('aria-expanded'), 'false');
  assert.equal(await widget.box.inputValue(), 'пере', 'the first Escape closes the list only');
  await page.keyboard.press('ArrowDown');
  await widget.list.locator('[aria-selected=true]').waitFor();
  const told = await widget.after(() => page.keyboard.press('Enter'));
  assert.ok(told.query !== 'пере' || told.filters.rubric.length > 0);
  assert.equal((await focused(page)).what, 'input', 'the focus stays in the box');
});

check('the dialog: Ctrl+K from anywhere, focus in, focus kept, focus back', {}, async (page, world) => {
  const widget = new Widget(page);
  const tag = `<vestnik-search endpoint="${world.endpoint}" mode="dialog"></vestnik-search>`;
  await widget.open(world.page(`<a id="link" href="#">Ссылка</a>${tag}<label>Имя <input id="field"></label>`));
  for (const key of ['Control+k', 'Meta+k', 'Control+л']) {
    await page.locator('#link').focus();
    // The Russian layout sends its own letter for the same key.
    const press = key.endsWith('л')
      ? page.evaluate(() => document.activeElement.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'л', code: 'KeyK', ctrlKey: true, bubbles: true, cancelable: true })))
      : page.keyboard.press(key);
    await press;
    await widget.dialog.waitFor();
    assert.equal((await focused(page)).what, 'input', key);
    await page.keyboard.press('Escape');
    await eventually(() => widget.dialog.isVisible(), false);
    assert.equal((await focused(page)).what, 'link', `the focus returns after ${key}`);
  }
  await page.locator('#field').focus();
  await page.keyboard.press('Control+k');
  await widget.dialog.waitFor();
  await widget.search('год');
  const inside = new Set();
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab');
    inside.add((await focused(page)).what);
  }
  assert.ok(!inside.has('field') && !inside.has('link'), 'the page behind is out of reach');
  await widget.closer.focus();
  await page.keyboard.press('Enter');
  await eventually(() => widget.dialog.isVisible(), false);
  assert.equal((await focused(page)).what, 'field');
  await widget.opener.focus();
  await page.keyboard.press('Enter');
  await widget.dialog.waitFor();
  await page.keyboard.press('Escape');
  await eventually(async () => (await focused(page)).what, 'open-button');
});

check('the drop-down: Escape closes it, then empties the box; leaving it closes it', {}, async (page, world) => {
  const widget = new Widget(page);
  const tag = `<vestnik-search endpoint="${world.endpoint}" mode="dropdown" suggestions="off"></vestnik-search>`;
  await widget.open(world.page(`${tag}<button id="after">После</button>`));
  await widget.search('керри');
  await page.keyboard.press('Escape');
  await eventually(() => widget.hits.first().isVisible(), false);
  assert.equal(await widget.box.inputValue(), 'керри');
  await page.keyboard.press('Escape');
  assert.equal(await widget.box.inputValue(), '');
  await widget.search('керри');
  await widget.links.first().focus();
  await page.keyboard.press('Escape');
  await eventually(() => widget.hits.first().isVisible(), false);
  assert.equal((await focused(page)).what, 'input');
  await widget.search('керри');
  await page.locator('#after').focus();
  await eventually(() => widget.hits.first().isVisible(), false);
});

check('a screen reader hears the outcome once typing rests, in the language of the widget', {}, async (page, world) => {
  for (const [attributes, heard] of [['', /^Найдено 3\s+статьи$/], ['lang="en"', /^Found 3\s+articles$/]]) {
    const widget = new Widget(page);
    await widget.open(world.widget(attributes));
    await widget.search('керри');
    await eventually(async () => heard.test(await widget.announced()), true, attributes);
    await widget.search('абырвалг');
    await eventually(async () => /^(Ничего не найдено|Nothing found)$/.test(await widget.announced()), true);
  }
});

check('the same outcome is heard again, and nothing is heard of answers that are overtaken', {}, async (page, world) => {
  const widget = new Widget(page);
  await freeze(page);
  await widget.open(world.faultyWidget());
  await page.evaluate(() => {
    globalThis.heard = [];
    const regions = document.querySelector('vestnik-search').shadowRoot.querySelectorAll('[aria-live]');
    for (const region of regions) {
      new MutationObserver(() => region.textContent && globalThis.heard.push(region.textContent)).observe(region, { childList: true });
    }
  });
  for (let round = 1; round <= 2; round += 1) {
    await widget.search('раз');
    await widget.search('два');
    await page.clock.runFor(1000);
    assert.deepEqual(await page.evaluate(() => globalThis.heard), Array(round).fill('Ничего не найдено'));
  }
});

check('an error is heard', { expected: [/answer 403/, /status of 403/] }, async (page, world) => {
  const widget = new Widget(page);
  world.faulty.search(bare(403));
  await widget.open(world.faultyWidget());
  await widget.eventAfter('vestnik-error', () => widget.box.fill('слово'));
  await eventually(() => widget.announced(), 'Поиск на этой странице не настроен.');
});

check('results that are being replaced are busy', {}, async (page, world) => {
  const widget = new Widget(page);
  world.faulty.search(() => {});
  await widget.open(world.faultyWidget());
  await widget.box.fill('слово');
  await eventually(() => widget.results.getAttribute('aria-busy'), 'true');
});

check('nothing moves where movement is unwanted', { reducedMotion: 'reduce' }, async (page, world) => {
  const widget = new Widget(page);
  world.faulty.search(() => {});
  await widget.open(world.faultyWidget());
  await widget.box.fill('слово');
  await eventually(() => widget.results.getAttribute('aria-busy'), 'true');
  const moving = await widget.host.evaluate((host) => {
    const animations = host.shadowRoot.getAnimations().filter(({ effect }) => effect.getComputedTiming().iterations > 1);
    const transitions = [...host.shadowRoot.querySelectorAll('*')].filter((element) =>
      getComputedStyle(element).transitionDuration.split(',').some((duration) => parseFloat(duration) > 0.01));
    return [...animations.map(({ animationName }) => animationName), ...transitions.map(({ localName }) => localName)];
  });
  assert.deepEqual(moving, []);
});

check('texts twice as large stay readable', { viewport: { width: 640, height: 800 } }, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget('style="--vestnik-font-size: 32px"'));
  await widget.search('переговоры');
  const cut = await widget.host.evaluate((host) =>
    [...host.shadowRoot.querySelectorAll('.status, .meta, .more, .button, .chip, .footer a')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'visible')
      .map((element) => `${element.className} «${element.textContent}»`));
  assert.deepEqual(cut, []);
});
