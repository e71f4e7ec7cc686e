import assert from 'node:assert/strict';

import { axeViolations } from '../lib/axe.js';
import { NARROW } from '../lib/browser.js';
import { eventually } from '../lib/eventually.js';
import { NEWSPAPER, startWorld, widgetSuite } from '../lib/foreign-site.js';
import { horizontalOverflow } from '../lib/layout.js';
import { createKey } from '../lib/server.js';

/** A world whose server has a key for any site and one for another site. */
async function start() {
  const keys = {};
  const world = await startWorld([], async (data) => {
    keys.any = await createKey(data);
    keys.elsewhere = await createKey(data, '--origin', 'https://example.ru');
  });
  return { ...world, keys };
}

const check = widgetSuite({ start });

const HEIGHT = 200;

const iframe = ({ endpoint, keys }, parameters = '', id = 'frame', key = keys.any) =>
  `<iframe id="${id}" src="${endpoint}/embed/frame?key=${key}${parameters}" title="Поиск" height="${HEIGHT}" style="width: 100%; border: 0"></iframe>`;

const host = ({ endpoint }) => `<script type="module" src="${endpoint}/embed/v1/frame-host.js"></script>`;

const boxOf = (frame) => frame.locator('[part=input]');

/** Opens a page with frames; returns the first one. */
async function openFrame(page, world, body) {
  await page.goto(world.page(body));
  const frame = page.frameLocator('#frame');
  await boxOf(frame).waitFor();
  return frame;
}

async function search(frame, text) {
  await boxOf(frame).fill(text);
  await boxOf(frame).press('Enter');
  await frame.locator('[part=hit], [part=empty]').first().waitFor();
}

const heightOf = (page, id = 'frame') => page.locator(`#${id}`).evaluate((element) => element.offsetHeight);

/** Whether all of a frame's content is to be seen without scrolling in it. */
const fits = (page, id = 'frame') =>
  page.frameLocator(`#${id}`).locator('html').evaluate((root) => root.scrollHeight <= root.clientHeight + 1);

/** Posts a message to the page, from the page itself or from an element's window, and waits until it has arrived. */
function post(page, message, from = '') {
  return page.evaluate(async ([data, selector]) => {
    const arrived = new Promise((resolve) => addEventListener('message', resolve, { once: true }));
    const source = selector ? document.querySelector(selector).contentWindow : window;
    source.eval(`parent.postMessage(${JSON.stringify(data)}, '*')`);
    await arrived;
  }, [message, from]);
}

check('the frame is as high as its content, and follows it', {}, async (page, world) => {
  const frame = await openFrame(page, world, iframe(world) + host(world));
  await eventually(async () => (await heightOf(page)) < HEIGHT, true, 'an empty box is low');
  await search(frame, 'год');
  await eventually(() => fits(page), true);
  const high = await heightOf(page);
  assert.ok(high > 1000, `${high} px`);
  await frame.getByRole('button', { name: 'Ещё' }).click();
  await eventually(async () => (await heightOf(page)) > high + 500, true);
  await search(frame, 'абырвалг');
  await eventually(async () => (await heightOf(page)) < 500, true, 'and becomes low again');
  await page.setViewportSize(NARROW);
  await search(frame, 'керри');
  await eventually(() => fits(page), true);
  assert.deepEqual(await horizontalOverflow(page), []);
});

check('the script may come before or after the frame', {}, async (page, world) => {
  await openFrame(page, world, host(world) + iframe(world));
  await eventually(async () => (await heightOf(page)) < HEIGHT, true);
  const late = await openFrame(page, world, iframe(world));
  await search(late, 'керри');
  assert.equal(await heightOf(page), HEIGHT, 'without the script the frame stays as the page has it');
  await page.evaluate((src) => document.body.append(Object.assign(document.createElement('script'), { type: 'module', src })),
    `${world.endpoint}/embed/v1/frame-host.js`);
  await eventually(() => fits(page), true);
});

check('two frames have a height each', {}, async (page, world) => {
  const frame = await openFrame(page, world, iframe(world) + iframe(world, '&lang=en', 'other') + host(world));
  await search(frame, 'год');
  await eventually(() => fits(page), true);
  await eventually(async () => (await heightOf(page, 'other')) < HEIGHT, true);
});

check('messages of other windows and of other kinds change nothing', {}, async (page, world) => {
  const stranger = world.site.put('<!doctype html><title>Чужой</title><p>Чужой</p>');
  await openFrame(page, world, `${iframe(world)}<iframe id="stranger" src="${stranger}"></iframe>${host(world)}`);
  await page.frameLocator('#stranger').getByText('Чужой').waitFor();
  await eventually(async () => (await heightOf(page)) < HEIGHT, true);
  const [before, strange] = [await heightOf(page), await heightOf(page, 'stranger')];
  for (const message of [{ type: 'vestnik-height', height: 4000 }, { type: 'vestnik-height', height: 'x' }, 'vestnik-height', null]) {
    await post(page, message);
    await post(page, message, '#stranger');
  }
  assert.deepEqual([await heightOf(page), await heightOf(page, 'stranger')], [before, strange]);
});

check('the page hears what happens in the frame', {}, async (page, world) => {
  await page.addInitScript(() => {
    globalThis.heard = [];
    addEventListener('message', ({ data, origin }) => globalThis.heard.push({ ...data, origin }));
  });
  const frame = await openFrame(page, world, iframe(world));
  await search(frame, 'керри');
  await eventually(() => page.evaluate(() => globalThis.heard.some(({ type }) => type === 'vestnik-search')), true);
  const told = await page.evaluate(() => globalThis.heard.findLast(({ type }) => type === 'vestnik-search'));
  assert.deepEqual([told.detail.query, told.detail.total, told.origin], ['керри', 3, world.endpoint]);
});

check('articles replace the page, not the frame', {}, async (page, world) => {
  const frame = await openFrame(page, world, iframe(world) + host(world));
  await search(frame, 'керри');
  await frame.locator('[part=title] a').first().click();
  await page.waitForURL(`${NEWSPAPER}/**`);
});

check('all results replace the page too, with the same key', {}, async (page, world) => {
  const frame = await openFrame(page, world, iframe(world) + host(world));
  await search(frame, 'керри');
  await frame.getByRole('link', { name: 'Все результаты' }).click();
  await page.waitForURL(`${world.endpoint}/?**`);
  await page.getByText('Найдено 3 материала').first().waitFor();
});

check('parameters are attributes of the element', {}, async (page, world) => {
  const parameters = `&lang=en&rubric=${encodeURIComponent('Политика|Мир')}&per-page=5&lock=rubric&placeholder=Ask&theme=dark`;
  const frame = await openFrame(page, world, iframe(world, parameters));
  assert.equal(await boxOf(frame).getAttribute('placeholder'), 'Ask');
  await search(frame, 'россия');
  assert.equal(await frame.locator('[part=hit]').count(), 5);
  assert.equal(await frame.locator('[part=chips]').count(), 0);
  assert.match(await frame.locator('[part=status]').innerText(), /^Found/);
});

check('markup in a parameter stays a text', {}, async (page, world) => {
  const evil = encodeURIComponent('"><img src=x onerror=alert(1)><script>document.title="run"</script>');
  const frame = await openFrame(page, world, iframe(world, `&images=off&placeholder=${evil}&q=${evil}&label=${evil}&font=${evil}&accent=${evil}`));
  await boxOf(frame).waitFor();
  assert.equal(await frame.locator('img, script:not([src])').count(), 0);
  assert.notEqual(await frame.locator('html').evaluate(() => document.title), 'run');
});

for (const mode of ['dropdown', 'dialog']) {
  check(`a ${mode} has room for what it opens`, {}, async (page, world) => {
    await page.goto(world.page(iframe(world, `&mode=${mode}`) + host(world)));
    const frame = page.frameLocator('#frame');
    await eventually(async () => (await heightOf(page)) < HEIGHT, true);
    if (mode === 'dialog') {
      await frame.getByRole('button').first().click();
    }
    await search(frame, 'год');
    await eventually(async () => (await heightOf(page)) >= 400, true);
    if (mode === 'dialog') {
      await frame.locator('[part=close-button]').click();
    } else {
      await boxOf(frame).press('Escape');
    }
    await eventually(async () => (await heightOf(page)) < HEIGHT, true, 'closed, it takes no room');
  });
}

check('a key of another site cannot be framed here', { expected: [/frame-ancestors|refused|Framing/i, /request failed/] }, async (page, world) => {
  await page.goto(world.page(iframe(world, '', 'frame', world.keys.elsewhere)));
  const blocked = async () => page.frames().some((frame) => frame.url().startsWith('chrome-error:'));
  await eventually(blocked, true);
  assert.equal(await boxOf(page.frameLocator('#frame')).count(), 0);
});

check('without scripts the form of the frame leads to the results', { javaScriptEnabled: false }, async (page, world) => {
  await page.goto(world.page(iframe(world)));
  const frame = page.frameLocator('#frame');
  await frame.getByRole('searchbox').fill('керри');
  await frame.getByRole('button', { name: 'Найти' }).click();
  await page.waitForURL(`${world.endpoint}/?**`);
  await page.getByText('Найдено 3 материала').first().waitFor();
});

check('axe finds no barrier in the frame', {}, async (page, world) => {
  await page.goto(`${world.endpoint}/embed/frame?key=${world.keys.any}`);
  await boxOf(page).fill('керри');
  await page.locator('[part=hit]').first().waitFor();
  // The page that holds the frame has landmarks and a heading.
  const violations = await axeViolations(page);
  assert.deepEqual(violations.filter((one) => !/^(region|page-has-heading-one|landmark-one-main)/.test(one)), []);
});
