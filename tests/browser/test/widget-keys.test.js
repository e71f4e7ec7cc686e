import assert from 'node:assert/strict';

import { inRubrics } from '../lib/corpus.js';
import { startWorld, widgetSuite } from '../lib/foreign-site.js';
import { createKey } from '../lib/server.js';
import { Widget } from '../lib/widget.js';

const REFUSED = [/^answer 40[13]: /, /status of 40[13]/];

/** A world whose server answers with a key only. */
async function start() {
  const keys = {};
  const world = await startWorld([], async (data) => {
    keys.any = await createKey(data);
    keys.sport = await createKey(data, '--filter', 'rubric:Спорт');
    keys.elsewhere = await createKey(data, '--origin', 'https://example.ru');
    keys.few = await createKey(data, '--max-per-page', '5');
    keys.once = await createKey(data, '--per-client-minute', '1');
  });
  return { ...world, keys };
}

const check = widgetSuite({ start });

for (const name of ['key', 'api-key']) {
  check(`${name} opens the archive`, {}, async (page, { widget: put, keys }) => {
    const widget = new Widget(page);
    await widget.open(put(`${name}="${keys.any}"`));
    assert.equal((await widget.search('керри')).total, 3);
    await widget.box.pressSequentially(' ');
    const href = await widget.all.getAttribute('href');
    assert.equal(new URL(href).searchParams.get('key'), keys.any, 'the results page opens with the same key');
  });
}

check('a key shows the articles of its filter only', {}, async (page, { widget: put, keys }) => {
  const widget = new Widget(page);
  await widget.open(put(`key="${keys.sport}" sort="newest"`));
  const { total } = await widget.after(() => widget.host.evaluate((element) => element.setAttribute('rubric', 'Спорт')));
  assert.equal(total, inRubrics('Спорт').length);
  assert.equal((await widget.search('дежурная сводка')).total, 0);
});

check('a key that has smaller pages shows all hits all the same', {}, async (page, { widget: put, keys }) => {
  const widget = new Widget(page);
  await widget.open(put(`key="${keys.few}" per-page="10"`));
  const { total } = await widget.search('переговоры');
  const seen = new Set(await widget.titlesShown());
  while (await widget.more.isVisible()) {
    await widget.after(() => widget.more.click());
    for (const title of await widget.titlesShown()) seen.add(title);
  }
  assert.equal((await widget.titlesShown()).length, total, 'nothing is left out or shown twice');
  assert.equal(seen.size, total);
});

for (const [name, keyOf] of [
  ['no key', () => ''], ['a wrong key', () => 'key="vk_00000000000000000000000000000000"'],
  ['a key of another site', (keys) => `key="${keys.elsewhere}"`],
]) {
  check(`with ${name} the reader is told calmly`, { expected: REFUSED }, async (page, { widget: put, keys }) => {
    const widget = new Widget(page);
    await widget.open(put(keyOf(keys)));
    const { status } = await widget.eventAfter('vestnik-error', () => widget.box.fill('керри'));
    assert.ok(status === 401 || status === 403, `${status}: the page may read why`);
    assert.equal(await widget.error.innerText(), 'Поиск на этой странице не настроен.');
  });
}

check('a client that asks too much is told when it may go on', { expected: [/answer 429/, /status of 429/] }, async (page, { widget: put, keys }) => {
  const widget = new Widget(page);
  await widget.open(put(`key="${keys.once}" suggestions="off"`));
  await widget.search('керри');
  const { code, retryAfterMs } = await widget.eventAfter('vestnik-error', () => widget.box.fill('матч'));
  assert.equal(code, 'rate_limited');
  assert.ok(retryAfterMs === null || retryAfterMs >= 1000);
});
