// Another site: an origin that is not the server's, with the examples and with pages that a test makes up.

import { once } from 'node:events';
import { createServer } from 'node:http';

import { examples } from '../../../examples/serve.js';
import { startServer } from './server.js';

/**
 * Starts a site that asks the server at `endpoint`, with `key` if there is one.
 * Its host name differs from the server's, so that the two are never one site, whatever their ports.
 */
export async function startForeignSite({ endpoint, key }) {
  const pages = new Map();
  const answerExample = examples({ endpoint, key });
  const site = createServer((request, response) => {
    const page = pages.get(request.url.replace(/\?.*/, ''));
    if (!page) {
      return answerExample(request, response);
    }
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...page.headers });
    return response.end(page.html);
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  return {
    address: `http://localhost:${site.address().port}`,
    /** Puts up a page; returns its path. */
    put(html, headers = {}) {
      const path = `/made-up/${pages.size + 1}`;
      pages.set(path, { html, headers });
      return path;
    },
    stop() {
      site.closeAllConnections();
      return new Promise((resolve) => site.close(resolve));
    },
  };
}

/** A page of a site, in the words that a site owner has from the documentation. */
export function pageWith(body, { endpoint, head = '', lang = 'ru' }) {
  return `<!doctype html>
<html lang="${lang}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Чужой сайт</title>
  <link rel="icon" href="data:,">
  <script type="module" src="${endpoint}/embed/v1/vestnik.js"></script>
  ${head}
</head>
<body>
  <main>
    <h1>Чужой сайт</h1>
    ${body}
  </main>
</body>
</html>`;
}

/**
 * The server and a foreign site, for `browserSuite`: pages are opened from the site and may ask the server.
 * `widget(attributes, options)` puts up a page with one widget and returns its path.
 */
export async function startWorld(more, prepare, key) {
  const server = await startServer(more, prepare);
  const { address: endpoint } = server;
  const site = await startForeignSite({ endpoint, key: await key?.() });
  const page = (body, { headers, ...options } = {}) => site.put(pageWith(body, { endpoint, ...options }), headers);
  return {
    address: site.address,
    origins: [endpoint],
    endpoint,
    server,
    site,
    page,
    widget: (attributes = '', options = {}) =>
      page(`<vestnik-search endpoint="${options.endpoint ?? endpoint}" ${attributes}></vestnik-search>`, options),
    async stop() {
      await site.stop();
      await server.stop();
    },
  };
}

/** What tests of the widget tell `browserSuite`. */
export const WIDGET_DEFAULTS = { javaScriptEnabled: true };
