// A server that fails as told. It speaks like the API, to pages of any origin.

import { once } from 'node:events';
import { createServer } from 'node:http';

const CORS = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'Retry-After' };
const SEARCH = '/api/v1/search';
const SUGGEST = '/api/v1/suggest';

function send(response, status, type, body, headers = {}) {
  response.writeHead(status, { ...CORS, 'Content-Type': type, ...headers }).end(body);
}

/** An answer with this value as JSON. */
export const json = (value) => (request, response) => send(response, 200, 'application/json', JSON.stringify(value));

/** A refusal or failure as the server words it. */
export const problem = (status, code, headers = {}) => (request, response) =>
  send(response, status, 'application/problem+json', JSON.stringify({ status, code, title: code }), headers);

/** A status without anything that can be read. */
export const bare = (status, headers = {}) => (request, response) => send(response, status, 'text/plain', 'oops', headers);

/** A page of a proxy instead of an answer. */
export const html = (status) => (request, response) =>
  send(response, status, 'text/html', '<!doctype html><title>Bad gateway</title><script>document.title = "run"</script>');

/** An answer that ends in the middle although it was promised whole. */
export const truncated = (request, response) => send(response, 200, 'application/json', '{"total": 3, "hits": [{"id": "a", "ti');

/** The connection ends after the head of the answer. */
export const broken = (request, response) => {
  response.writeHead(200, { ...CORS, 'Content-Type': 'application/json', 'Content-Length': '4000' });
  response.write('{"total": 3,');
  response.socket.destroySoon();
};

/** The connection ends before anything is answered, as when nothing listens. */
export const refused = (request, response) => response.socket.destroy();

/** No answer ever. */
export const hang = () => {};

/** An answer of the API with these hits. */
export function answerWith(hits, more = {}) {
  return {
    query: { text: '', parts: [], warnings: [], repair: null },
    total: hits.length,
    page: 1,
    per_page: 10,
    took_ms: 1,
    hits,
    further: null,
    facets: { rubric: [] },
    histogram: [],
    ...more,
  };
}

/** A hit of the API. */
export function hit(id, title, more = {}) {
  return {
    id,
    url: `https://site.example/${id}`,
    title,
    title_segments: [{ text: title, match: false }],
    snippet_segments: [],
    lead: null,
    rubrics: [],
    source: null,
    image: null,
    missing: [],
    published_at: '2016-07-15T09:12:00+03:00',
    ...more,
  };
}

/** Starts the server. Until told otherwise it finds nothing and suggests nothing. */
export async function startFaulty() {
  const behaviours = new Map();
  const requests = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://faulty');
    requests.push({ pathname, q: searchParams.get('q') });
    const script = behaviours.get(pathname) ?? [];
    const behave = script.length > 1 ? script.shift() : script[0];
    (behave ?? bare(404))(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const faulty = {
    address: `http://127.0.0.1:${server.address().port}`,
    /** What it does with searches, one after the other; the last again and again. */
    search: (...script) => behaviours.set(SEARCH, script),
    /** The same with suggestions. */
    suggest: (...script) => behaviours.set(SUGGEST, script),
    /** The texts of the searches that have come. */
    searches: () => requests.filter(({ pathname }) => pathname === SEARCH).map(({ q }) => q),
    /** How many suggestions have been asked for. */
    numSuggestions: () => requests.filter(({ pathname }) => pathname === SUGGEST).length,
    /** How many searches have come. */
    numSearches: () => faulty.searches().length,
    /** Forgets what has come, and is well again. */
    reset() {
      requests.length = 0;
      faulty.search(json(answerWith([])));
      faulty.suggest(json({ suggestions: [] }));
    },
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
  faulty.reset();
  return faulty;
}
