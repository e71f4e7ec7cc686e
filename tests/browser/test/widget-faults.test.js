import assert from 'node:assert/strict';

import { eventually } from '../lib/eventually.js';
import { answerWith, bare, broken, hang, hit, html, json, problem, refused, truncated } from '../lib/faulty.js';
import { widgetSuite } from '../lib/foreign-site.js';
import { horizontalOverflow, shadowOverflow } from '../lib/layout.js';
import { freeze, recorded, recordEvents, Widget } from '../lib/widget.js';

const check = widgetSuite();

/** What a browser itself says about answers with an error; nothing else may be on the console. */
const BROWSERS_OWN = [
  /^answer [45]\d\d: http:\/\/127\.0\.0\.1/,
  /^request failed: http:\/\/127\.0\.0\.1.*: net::ERR_/,
  /^console error: Failed to load resource: (the server responded with a status of|net::ERR_)/,
];
const OF_REFUSED_ORIGINS = [/^console error: Access to fetch at .* has been blocked by CORS policy/];
/** Longer than the widget waits for any answer. */
const LONG_MS = 20_000;
const WORD = 'переговоры';
const FOUND = json(answerWith([hit('a', 'Переговоры начались')]));

/** Faults after which a reader is told what `says` has, and the event has this code and status. */
const FAULTS = [
  { name: 'the server is down', behave: refused, says: /^Нет связи с поиском/, code: 'network', status: 0 },
  { name: 'the connection breaks in the middle', behave: broken, says: /не отвечает/, code: 'bad_answer', status: 200 },
  { name: 'status 500', behave: problem(500, 'internal'), says: /не отвечает/, code: 'internal', status: 500 },
  { name: 'status 502 with a page of a proxy', behave: html(502), says: /не отвечает/, code: 'http_502', status: 502 },
  { name: 'status 200 with a page of a proxy', behave: html(200), says: /не отвечает/, code: 'bad_answer', status: 200 },
  { name: 'JSON that ends in the middle', behave: truncated, says: /не отвечает/, code: 'bad_answer', status: 200 },
  { name: 'JSON of another shape', behave: json({ hits: {} }), says: /не отвечает/, code: 'bad_answer', status: 200 },
  { name: 'hits that are none', behave: json(answerWith([null, 7])), says: /не отвечает/, code: 'bad_answer', status: 200 },
  {
    name: 'too many requests', behave: problem(429, 'rate_limited', { 'Retry-After': '2' }),
    says: /перегружен/, code: 'rate_limited', status: 429,
  },
  { name: 'an overloaded server', behave: bare(503), says: /перегружен/, code: 'http_503', status: 503 },
];

/** Refusals that no retry helps. */
const REFUSALS = [
  { status: 401, code: 'key_unknown' },
  { status: 401, code: 'key_expired' },
  { status: 403, code: 'origin_forbidden' },
];

/** The errors that the page was told so far. */
async function errors(page) {
  return (await recorded(page)).filter(({ type }) => type === 'vestnik-error').map(({ detail }) => detail);
}

/** Asks, and lets the frozen clock run for as long as the widget means to wait, until all attempts are over. */
async function askInVain(page, widget) {
  await widget.box.fill(WORD);
  await page.clock.runFor(1000);
  for (let numErrors = 0, waitMs = 0; waitMs !== null; ) {
    await eventually(async () => (await errors(page)).length > numErrors, true, 'an error is told');
    const told = await errors(page);
    numErrors = told.length;
    waitMs = told.at(-1).retryAfterMs;
    await page.clock.runFor((waitMs ?? 0) + 1000);
  }
  return (await errors(page)).at(-1);
}

async function assertWhole(page) {
  assert.deepEqual(await horizontalOverflow(page), []);
  assert.deepEqual(await shadowOverflow(page), []);
}

for (const { name, behave, says, code, status } of FAULTS) {
  check(`${name}: said calmly, told to the page, and "Повторить" gets the answer`, { expected: BROWSERS_OWN }, async (page, world) => {
    const widget = new Widget(page);
    await recordEvents(page);
    await freeze(page);
    world.faulty.search(behave);
    await widget.open(world.faultyWidget());
    const told = await askInVain(page, widget);
    const message = await widget.error.innerText();
    assert.match(message, says);
    assert.doesNotMatch(message, /\d{3}|Error|JSON|fetch|undefined|</, 'no technical words');
    await assertWhole(page);
    assert.deepEqual([told.code, told.status, told.retryAfterMs], [code, status, null]);
    assert.match(told.message, says);
    assert.equal(await widget.box.inputValue(), WORD, 'the question is still there');
    assert.match(await widget.announced(), says);

    world.faulty.search(FOUND);
    await widget.after(() => widget.error.getByRole('button', { name: 'Повторить' }).click());
    assert.equal(await widget.error.count(), 0);
    assert.deepEqual(await widget.titlesShown(), ['Переговоры начались']);
  });
}

for (const { status, code } of REFUSALS) {
  check(`${status} ${code}: one try, calm words, and no button that cannot help`, { expected: BROWSERS_OWN }, async (page, world) => {
    const widget = new Widget(page);
    await recordEvents(page);
    await freeze(page);
    world.faulty.search(problem(status, code));
    await widget.open(world.faultyWidget('key="vk_wrong"'));
    const detail = await askInVain(page, widget);
    assert.equal(await widget.error.innerText(), 'Поиск на этой странице не настроен.');
    assert.equal(await widget.error.getByRole('button').count(), 0);
    assert.equal(world.faulty.numSearches(), 1);
    assert.deepEqual([detail.code, detail.status, detail.retryAfterMs], [code, status, null]);
    await assertWhole(page);
  });
}

check('an origin that the server does not answer is told like a server out of reach',
  { expected: [...BROWSERS_OWN, ...OF_REFUSED_ORIGINS] }, async (page, world) => {
    const widget = new Widget(page);
    await recordEvents(page);
    await freeze(page);
    world.faulty.search((request, response) => response.writeHead(403, { 'Content-Type': 'application/json' }).end('{}'));
    await widget.open(world.faultyWidget());
    await askInVain(page, widget);
    assert.match(await widget.error.innerText(), /^Нет связи с поиском/);
    await assertWhole(page);
  });

check('a passing fault is overcome without a word', { expected: BROWSERS_OWN }, async (page, world) => {
  const widget = new Widget(page);
  await recordEvents(page);
  world.faulty.search(bare(500), FOUND);
  await widget.open(world.faultyWidget());
  await widget.search(WORD);
  assert.deepEqual(await widget.titlesShown(), ['Переговоры начались']);
  const told = await errors(page);
  assert.equal(told.length, 1);
  assert.ok(told[0].retryAfterMs >= 1000, 'the page knows that there will be another try');
});

check('Retry-After is waited for, and the reader is told why', { expected: BROWSERS_OWN }, async (page, world) => {
  const widget = new Widget(page);
  await freeze(page);
  world.faulty.search(problem(429, 'rate_limited', { 'Retry-After': '20' }), FOUND);
  await widget.open(world.faultyWidget());
  const { retryAfterMs } = await widget.eventAfter('vestnik-error', async () => {
    await widget.box.fill(WORD);
    await page.clock.runFor(1000);
  });
  assert.ok(retryAfterMs >= 20_000 && retryAfterMs <= 25_000, `${retryAfterMs} ms`);
  await widget.host.getByText(/перегружен/).first().waitFor();
  await page.clock.runFor(19_000);
  assert.equal(world.faulty.numSearches(), 1, 'not before its time');
  await widget.after(() => page.clock.runFor(6000));
  assert.deepEqual(await widget.titlesShown(), ['Переговоры начались']);
});

check('a slow answer is excused, and shown when it comes', {}, async (page, world) => {
  const widget = new Widget(page);
  await freeze(page);
  let answer;
  const asked = new Promise((resolve) => {
    world.faulty.search((request, response) => {
      answer = () => FOUND(request, response);
      resolve();
    });
  });
  await widget.open(world.faultyWidget());
  await widget.box.fill(WORD);
  await page.clock.runFor(1000);
  await asked;
  await eventually(async () => widget.results.getAttribute('aria-busy'), 'true');
  await page.clock.runFor(4000);
  await widget.host.getByText('Поиск отвечает дольше обычного…').first().waitFor();
  await assertWhole(page);
  await widget.after(answer);
  assert.deepEqual(await widget.titlesShown(), ['Переговоры начались']);
  assert.equal(await widget.results.getAttribute('aria-busy'), 'false');
  assert.equal(await widget.part('results').locator('xpath=..').getByText('дольше обычного').count(), 0);
});

check('an answer that never comes is given up', {}, async (page, world) => {
  const widget = new Widget(page);
  await recordEvents(page);
  await freeze(page);
  world.faulty.search(hang);
  await widget.open(world.faultyWidget());
  await widget.box.fill(WORD);
  await page.clock.runFor(1000);
  await eventually(() => world.faulty.numSearches(), 1);
  const { code } = await widget.eventAfter('vestnik-error', () => page.clock.runFor(LONG_MS));
  assert.equal(code, 'timeout');
  assert.match(await widget.error.innerText(), /не отвечает/);
});

check('suggestions that fail are missed by nobody', { expected: BROWSERS_OWN }, async (page, world) => {
  const widget = new Widget(page);
  await recordEvents(page);
  world.faulty.suggest(html(500));
  world.faulty.search(FOUND);
  await widget.open(world.faultyWidget());
  await widget.after(() => widget.box.fill(WORD));
  await eventually(() => world.faulty.numSuggestions() > 0, true);
  assert.equal(await widget.list.isVisible(), false);
  assert.deepEqual((await recorded(page)).map(({ type }) => type), ['vestnik-search']);
});

check('a fault on the second page leaves the first where it is', { expected: BROWSERS_OWN }, async (page, world) => {
  const widget = new Widget(page);
  const hits = Array.from({ length: 10 }, (_, index) => hit(`a${index}`, `Статья ${index}`));
  world.faulty.search(json(answerWith(hits, { total: 11 })), problem(403, 'origin_forbidden'));
  await widget.open(world.faultyWidget());
  await widget.search(WORD);
  await widget.eventAfter('vestnik-error', () => widget.more.click());
  await widget.error.waitFor();
  assert.equal(await widget.hits.count(), 10);
});

const EVIL = '<img src=x onerror="document.title=\'run\'"><script>document.title="run"</script>';
const REVERSED = '\u202eвезде\u202c \u2067справа\u2069 \u202e';
const ENDLESS = 'ы'.repeat(10_000);
const HOSTILE = [
  ['markup', EVIL],
  ['overrides of the direction', REVERSED],
  ['10,000 characters without a space', ENDLESS],
  ['combining marks', `Х${'\u0301'.repeat(500)}`],
];

for (const [name, text] of HOSTILE) {
  check(`texts stay texts and inside the box: ${name}`, { viewport: { width: 400, height: 800 } }, async (page, world) => {
    const widget = new Widget(page);
    const segments = [{ text, match: false }, { text, match: true }];
    const article = hit('a/../b?c', text, {
      url: 'javascript:document.title="run"', title_segments: segments, snippet_segments: segments, rubrics: [text],
      source: text, missing: [text],
    });
    const query = {
      text, parts: [], warnings: [{ message: text }], repair: { typed: text, searched: text, applied: true, changes: [] },
    };
    const facets = { rubric: [{ value: text, count: 1 }] };
    world.faulty.search(json(answerWith([article, hit('z', 'Соседняя статья')], { query, facets })));
    world.faulty.suggest(json({ suggestions: [{ text, kind: 'title', segments, articles: 1 }] }));
    await widget.open(world.faultyWidget());
    await widget.after(() => widget.box.fill('сл'));
    await widget.list.waitFor();
    await assertWhole(page);
    await widget.box.press('Escape');
    await assertWhole(page);
    assert.equal(await page.title(), 'Чужой сайт', 'nothing ran');
    assert.equal(await widget.host.locator('script, img').count(), 0);
    assert.equal(await widget.titles.first().textContent(), text + text);
    assert.match(await widget.links.first().getAttribute('href'), /^http:\/\/127\.0\.0\.1:\d+\/article\//);
    assert.equal(await widget.titles.nth(1).innerText(), 'Соседняя статья');
    const direction = await widget.links.nth(1).evaluate((link) => getComputedStyle(link).direction);
    assert.equal(direction, 'ltr', 'a neighbour is written as ever');
    const { height } = await widget.hits.first().boundingBox();
    assert.ok(height < 800, `one article takes ${height} px`);
  });
}

check('a hostile question is only a text', {}, async (page, world) => {
  const widget = new Widget(page);
  await widget.open(world.widget());
  for (const text of [EVIL, REVERSED, '"'.repeat(500), '((((((', '%00%ff', '\u0000']) {
    const { query } = await widget.search(text);
    assert.equal(query, await widget.box.inputValue());
    assert.equal(await page.title(), 'Чужой сайт');
    await assertWhole(page);
  }
});
