import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Latest, SearchError, fetchAnswer, retryAfter, retryDelay, withRetries } from '../js/client.js';

/** @param {boolean} onLine */
function setOnline(onLine) {
  Object.defineProperty(globalThis, 'navigator', { value: { onLine }, configurable: true });
}

/**
 * Answers requests with these, one after the other; what is no response is thrown.
 * @param {import('node:test').TestContext} t
 * @param {...(Response | Error)} replies
 */
function serve(t, ...replies) {
  return t.mock.method(globalThis, 'fetch', async () => {
    const reply = replies.shift();
    if (!(reply instanceof Response)) {
      throw reply;
    }
    return reply;
  });
}

/**
 * @param {object} body
 * @param {number} [status]
 * @param {Record<string, string>} [headers]
 */
const reply = (body, status = 200, headers = {}) => new Response(JSON.stringify(body), { status, headers });

const get = () => fetchAnswer('https://search.example/', 'hits', new AbortController().signal);

test('an answer comes without cookies', async (t) => {
  const fetching = serve(t, reply({ hits: [1] }));
  assert.deepEqual(await get(), { hits: [1] });
  const [url, options] = /** @type {any[]} */ (fetching.mock.calls[0].arguments);
  assert.equal(url, 'https://search.example/');
  assert.equal(options.credentials, 'omit');
  assert.deepEqual(Object.keys(options).sort(), ['credentials', 'signal'], 'headers of our own would cost a preflight');
});

test('every failure has a code', async (t) => {
  /** @type {[Response | Error, string, number][]} */
  const table = [
    [new TypeError('failed'), 'network', 0],
    [reply({ code: 'key_unknown' }, 401), 'key_unknown', 401],
    [reply({ code: 7 }, 403), 'http_403', 403],
    [new Response('<html>', { status: 502 }), 'http_502', 502],
    [new Response('<html>'), 'bad_answer', 200],
    [reply({ hits: {} }), 'bad_answer', 200],
    [new Response('null'), 'bad_answer', 200],
  ];
  for (const [served, code, status] of table) {
    serve(t, served);
    await assert.rejects(get, (/** @type {any} */ error) => {
      assert.ok(error instanceof SearchError);
      assert.deepEqual([error.code, error.status], [code, status]);
      return true;
    });
    t.mock.restoreAll();
  }
});

test('who is refused and who should wait is told apart', () => {
  const kinds = [401, 403, 429, 503, 500].map((status) => new SearchError('x', status));
  assert.deepEqual(kinds.map(({ isRefusal }) => isRefusal), [true, true, false, false, false]);
  assert.deepEqual(kinds.map(({ isBusy }) => isBusy), [false, false, true, true, false]);
});

test('Retry-After is seconds or a date', () => {
  const now = Date.parse('2020-01-01T00:00:00Z');
  /** @type {[string | null, number][]} */
  const table = [
    ['0', 0], ['7', 7000], ['Wed, 01 Jan 2020 00:00:05 GMT', 5000], ['Wed, 01 Jan 2014 00:00:05 GMT', 0],
    [null, 0], ['', 0], ['soon', 0],
  ];
  for (const [value, expected] of table) {
    assert.equal(retryAfter(value, now), expected, String(value));
  }
});

test('only what may pass is tried again, and not for ever', () => {
  setOnline(true);
  /** @param {string} code @param {number} status @param {number} attempt @param {number} [waitMs] */
  const delay = (code, status, attempt, waitMs) => retryDelay(new SearchError(code, status, waitMs), attempt, () => 0);
  assert.deepEqual([0, 1, 2, 3].map((attempt) => delay('x', 503, attempt)), [1000, 2000, 4000, 0]);
  assert.deepEqual([0, 1].map((attempt) => delay('x', 500, attempt)), [1000, 0]);
  assert.deepEqual([0, 1].map((attempt) => delay('network', 0, attempt)), [1000, 0]);
  assert.equal(delay('bad_answer', 200, 0), 1000);
  assert.equal(delay('timeout', 0, 0), 0);
  assert.equal(delay('x', 400, 0), 0);
  assert.equal(delay('key_unknown', 401, 0), 0);
  assert.equal(delay('x', 429, 0, 7000), 7000);
  assert.equal(delay('x', 429, 0, 3_600_000), 0, 'a reader does not wait for an hour');
  assert.equal(retryDelay(new SearchError('x', 429), 0, () => 1), 1250);
  setOnline(false);
  assert.equal(delay('network', 0, 0), 0, 'the element waits for the network');
});

test('a busy server is asked again when it said', async (t) => {
  setOnline(true);
  const fetching = serve(t, reply({}, 503, { 'retry-after': '5' }), reply({}, 429), reply({ hits: [] }));
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  /** @type {[string, number][]} */
  const waits = [];
  const answer = withRetries(get, new AbortController().signal, ({ code }, waitMs) => {
    waits.push([code, waitMs]);
    setImmediate(() => mock.timers.tick(waitMs));
  });
  assert.deepEqual(await answer, { hits: [] });
  assert.equal(fetching.mock.callCount(), 3);
  assert.deepEqual(waits.map(([code]) => code), ['http_503', 'http_429']);
  assert.ok(waits[0][1] >= 5000 && waits[0][1] <= 6250, String(waits));
  assert.ok(waits[1][1] >= 2000 && waits[1][1] <= 2500, String(waits));
});

test('who is told of a failure may give up at once', async (t) => {
  const fetching = serve(t, reply({}, 503), reply({ hits: [] }));
  const giving = new AbortController();
  const answer = withRetries(get, giving.signal, () => giving.abort());
  await assert.rejects(answer, { name: 'AbortError' });
  assert.equal(fetching.mock.callCount(), 1);
});

test('nobody waits for what was given up', async (t) => {
  const fetching = serve(t, reply({}, 503), reply({ hits: [] }));
  const giving = new AbortController();
  const answer = withRetries(get, giving.signal, () => setImmediate(() => giving.abort()));
  await assert.rejects(answer, { name: 'AbortError' });
  assert.equal(fetching.mock.callCount(), 1);
});

test('only the newest task tells how it ended', async () => {
  const latest = new Latest();
  /** @type {AbortSignal[]} */
  const signals = [];
  /** @type {((value: any) => void)[]} */
  const ends = [];
  const start = () => latest.run((signal) => {
    signals.push(signal);
    return new Promise((resolve) => ends.push(resolve));
  });
  const [first, second, third] = [start(), start(), start()];
  assert.deepEqual(signals.map(({ aborted }) => aborted), [true, true, false]);
  ends[2]('third');
  ends[1](Promise.reject(new Error('second')));
  ends[0]('first');
  assert.deepEqual(await Promise.all([first, second, third]), [undefined, undefined, 'third']);
  await assert.rejects(latest.run(async () => Promise.reject(new Error('fourth'))), /fourth/);
});

test('a stopped task tells nothing', async () => {
  const latest = new Latest();
  const task = latest.run(async () => 'done');
  latest.stop();
  assert.equal(await task, undefined);
});
