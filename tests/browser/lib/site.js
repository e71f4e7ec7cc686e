// A foreign site on an origin of its own: the examples, and an empty page for tests that bring their own.

import { once } from 'node:events';
import { createServer } from 'node:http';

import { examples } from '../../../examples/serve.js';

const EMPTY = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Bench</title><link rel="icon" href="data:,">';

/** Starts the site for the archive at `endpoint`; `key` is what its pages show the archive. */
export async function startSite({ endpoint, key }) {
  const answer = examples({ endpoint, key });
  const server = createServer((request, response) => {
    if (request.url === '/bench') response.setHeader('Content-Type', 'text/html; charset=utf-8').end(EMPTY);
    else answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { address: `http://127.0.0.1:${server.address().port}`, stop };
}
