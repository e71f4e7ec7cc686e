import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';

const SCRIPT = new URL('../js/frame-host.js', import.meta.url);
const FRAME = new URL('../frame', SCRIPT).href;
/** Of the script, which is a file here. */
const ORIGIN = 'null';

/** @param {string} src */
function iframe(src) {
  /** @type {any[]} */
  const asked = [];
  const contentWindow = { postMessage: (/** @type {any} */ data) => asked.push(data) };
  return { src, style: { height: '' }, asked, contentWindow };
}

const ours = iframe(`${FRAME}?key=vk_a#x`);
const second = iframe(FRAME);
const strangers = [iframe(`${FRAME}work`), iframe('https://elsewhere.example/embed/frame'), iframe('')];

/** @type {(event: any) => void} */
let receive;

/** @param {object} event */
function send(event) {
  const data = { type: 'vestnik-height', height: 500 };
  receive({ origin: ORIGIN, source: ours.contentWindow, data, ...event });
}

before(async () => {
  Object.assign(globalThis, {
    document: { querySelectorAll: () => [...strangers, ours, second] },
    addEventListener: (/** @type {string} */ type, /** @type {any} */ listener) => {
      assert.equal(type, 'message');
      receive = listener;
    },
  });
  await import(SCRIPT.href);
});

beforeEach(() => {
  for (const { style } of [...strangers, ours, second]) {
    style.height = '';
  }
});

test('frames that were there first are asked for their height', () => {
  for (const { asked } of [ours, second]) {
    assert.deepEqual(asked, [{ type: 'vestnik-measure' }]);
  }
  assert.ok(strangers.every(({ asked }) => asked.length === 0));
});

test('the frame that tells its height gets it', () => {
  send({});
  assert.deepEqual([ours.style.height, second.style.height], ['500px', '']);
  send({ source: second.contentWindow, data: { type: 'vestnik-height', height: 12 } });
  assert.deepEqual([ours.style.height, second.style.height], ['500px', '12px']);
});

test('everybody else is ignored', () => {
  send({ origin: 'https://elsewhere.example' });
  send({ source: null });
  send({ source: strangers[0].contentWindow });
  send({ source: strangers[1].contentWindow });
  const other = { type: 'vestnik-search', height: 5 };
  for (const data of [null, undefined, 'vestnik-height', {}, other, { type: 'vestnik-height' }]) {
    send({ data });
  }
  for (const height of [0, -1, NaN, null, '1px; position: fixed']) {
    send({ data: { type: 'vestnik-height', height } });
  }
  assert.ok([...strangers, ours, second].every(({ style }) => style.height === ''));
});
