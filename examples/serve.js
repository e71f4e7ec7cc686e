// Serves the examples from an origin of their own, as the sites are that use the search:
//   node examples/serve.js --endpoint http://127.0.0.1:7700 [--key vk_…] [--port 8000]
// Only React and what comes from npm needs packages: (cd tests/browser && npm ci)

import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = path.dirname(fileURLToPath(import.meta.url));
/** The one place of this repository where npm packages are. */
const PACKAGES = path.join(ROOT, '../tests/browser/node_modules');
/** What React's example imports as a package. */
const WIDGET = path.join(ROOT, '../crates/widget/js/vestnik.js');

/** What the pages have in place of a server and of a key. */
const PLACE_OF_ENDPOINT = 'http://127.0.0.1:7700';
const PLACE_OF_KEY = 'vk_put_your_key_here';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Returns a listener for `http.createServer` that answers with the examples.
 * @param {{ endpoint: string, key?: string }} options the server of the search, and the key that the pages use
 */
export function examples({ endpoint, key }) {
  const { href, origin, host } = new URL(endpoint);
  const server = href.replace(/\/$/, '');

  const withServer = (text) =>
    text
      .replaceAll(PLACE_OF_ENDPOINT, server)
      .replaceAll(new URL(PLACE_OF_ENDPOINT).host, host)
      .replaceAll(PLACE_OF_KEY, key ?? PLACE_OF_KEY);

  /** The file behind an address; `/react/main.js` is made out of `main.jsx`. */
  async function contentOf(pathname) {
    if (pathname.startsWith('/node_modules/')) {
      return readFile(within(PACKAGES, pathname.slice('/node_modules'.length)));
    }
    const file = within(ROOT, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    const source = file.replace(/\.js$/, '.jsx');
    if (source !== file && (await exists(source))) {
      return withServer(await bundle(source));
    }
    return withServer(await readFile(file, 'utf8'));
  }

  return async function answer(request, response) {
    try {
      const { pathname } = new URL(request.url, 'http://examples');
      const content = await contentOf(decodeURIComponent(pathname));
      const type = TYPES[pathname.endsWith('/') ? '.html' : path.extname(pathname)] ?? 'application/octet-stream';
      response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store', ...policyOf(pathname, origin) });
      response.end(content);
    } catch (error) {
      const isAbsent = error instanceof URIError || ['ENOENT', 'EISDIR', 'ENOTDIR'].includes(error.code);
      response.writeHead(isAbsent ? 404 : 500, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end(isAbsent ? 'Нет такой страницы\n' : `${error.message}\n`);
    }
  };
}

/** The header of the page that is about it. */
function policyOf(pathname, origin) {
  const policy =
    `default-src 'none'; script-src ${origin}; connect-src ${origin}; ` + "require-trusted-types-for 'script'";
  return pathname === '/strict-csp/' ? { 'Content-Security-Policy': policy } : {};
}

/** A file inside a folder, wherever the address points. */
function within(folder, pathname) {
  return path.join(folder, path.posix.normalize(`/${pathname}`));
}

async function exists(file) {
  return stat(file).then((found) => found.isFile(), () => false);
}

/** Bundles as a site's own build does. */
async function bundle(source) {
  const { build } = createRequire(path.join(PACKAGES, 'package.json'))('esbuild');
  const { outputFiles } = await build({
    entryPoints: [source],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    logLevel: 'silent',
    nodePaths: [PACKAGES],
    alias: { 'vestnik-search': WIDGET },
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return outputFiles[0].text;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: { endpoint: { type: 'string' }, key: { type: 'string' }, port: { type: 'string', default: '8000' } },
  });
  const { endpoint = PLACE_OF_ENDPOINT, key, port } = values;
  createServer(examples({ endpoint, key })).listen(Number(port), 'localhost', () => {
    console.log(`Examples on http://localhost:${port}/ ask ${endpoint}`);
  });
}
