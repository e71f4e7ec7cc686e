// Another site: an origin that is not the server's, with the examples and with pages that a test makes up.

import { once } from 'node:events';
import { createServer } from 'node:http';

import { examples } from '../../../examples/serve.js';
import { startFaulty } from './faulty.js';
import { startServer } from './server.js';
import { browserSuite } from './suite.js';

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

/** Where the articles of the sample corpus have their pages and pictures. No such host exists. */
export const NEWSPAPER = 'https://vestnik.example';
const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"><path fill="#888" d="M0 0h3v2H0z"/></svg>`;

const tag = (endpoint, attributes) => `<vestnik-search endpoint="${endpoint}" ${attributes}></vestnik-search>`;

/**
 * Starts the server, one that fails as told, and a foreign site.
 * `page(body, options)` puts up a page of that site, `widget(attributes, options)` one with nothing but a widget, and
 * `faultyWidget` one whose widget asks the other server; all return its path. Options are those of `pageWith`, and
 * `headers` of the answer.
 * @param {object[]} [more] articles besides those of the sample corpus
 * @param {(data: string) => Promise<void>} [prepare] gets the server's data folder before it starts
 */
export async function startWorld(more, prepare) {
  const server = await startServer(more, prepare);
  const { address: endpoint } = server;
  const site = await startForeignSite({ endpoint });
  const faulty = await startFaulty();
  const page = (body, { headers, ...options } = {}) => site.put(pageWith(body, { endpoint, ...options }), headers);
  return {
    address: site.address,
    origins: [endpoint, faulty.address, NEWSPAPER],
    endpoint,
    site,
    faulty,
    page,
    widget: (attributes = '', options = {}) => page(tag(endpoint, attributes), options),
    faultyWidget: (attributes = '', options = {}) => page(tag(faulty.address, attributes), options),
    async stop() {
      await faulty.stop();
      await site.stop();
      await server.stop();
    },
  };
}

/** `browserSuite` for pages of a foreign site: tests get a page and the world that `startWorld` returns. */
export function widgetSuite({ more, start = () => startWorld(more) } = {}) {
  const check = browserSuite(start, { javaScriptEnabled: true });
  return (name, options, body) =>
    check(name, options, async (page, world) => {
      await page.context().route(`${NEWSPAPER}/**`, (route) =>
        route.request().resourceType() === 'image'
          ? route.fulfill({ contentType: 'image/svg+xml', body: PICTURE })
          : route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Статья</title>' }),
      );
      world.faulty.reset();
      await body(page, world);
    });
}
