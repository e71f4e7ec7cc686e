import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { widgetSuite } from '../lib/foreign-site.js';
import { Widget } from '../lib/widget.js';

const check = widgetSuite();

const PACKAGE = fileURLToPath(new URL('../../../crates/widget', import.meta.url));

/** Bundles a module as a site does that has installed the package from npm. */
async function bundle(source, options = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'vestnik-bundle-'));
  try {
    await mkdir(path.join(folder, 'node_modules'));
    await symlink(PACKAGE, path.join(folder, 'node_modules/vestnik-search'));
    const { outputFiles, warnings } = await build({
      stdin: { contents: source, resolveDir: folder },
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      logLevel: 'silent',
      ...options,
    });
    return { text: outputFiles[0].text, warnings };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const pageOf = (script, endpoint) => `<!doctype html><html lang="ru"><meta charset="utf-8"><title>Сборка</title>
  <link rel="icon" href="data:,">
  <vestnik-search endpoint="${endpoint}"></vestnik-search>
  <script type="module">${script.replaceAll('</script', '<\\/script')}</script></html>`;

for (const minify of [false, true]) {
  check(`the package, bundled${minify ? ' and minified' : ''}, is the element`, {}, async (page, world) => {
    const { text, warnings } = await bundle("import 'vestnik-search';", { minify });
    assert.deepEqual(warnings, []);
    const widget = new Widget(page);
    await widget.open(world.site.put(pageOf(text, world.endpoint)));
    assert.equal((await widget.search('керри')).total, 3);
  });
}

check('a page with the bundle and the script of the server has one element', {}, async (page, world) => {
  const { text } = await bundle("import 'vestnik-search';");
  const widget = new Widget(page);
  const script = `<script type="module" src="${world.endpoint}/embed/v1/vestnik.js"></script>`;
  await widget.open(world.site.put(pageOf(text, world.endpoint) + script));
  assert.equal((await widget.search('керри')).total, 3);
});

check('the class alone defines nothing, and can be defined by another name', {}, async (page, world) => {
  const { text } = await bundle(
    "import { VestnikSearch } from 'vestnik-search/element'; customElements.define('our-search', class extends VestnikSearch {});",
  );
  await page.goto(world.site.put(pageOf(text, world.endpoint).replaceAll('<vestnik-search', '<our-search')));
  await page.waitForFunction(() => customElements.get('our-search'));
  assert.equal(await page.evaluate(() => typeof customElements.get('vestnik-search')), 'undefined');
  await page.evaluate(() => document.querySelector('our-search').search('керри'));
  await page.locator('our-search [part=hit]').first().waitFor();
});

check('a server that renders pages can import the package', {}, async () => {
  assert.equal(globalThis.HTMLElement, undefined);
  const { VestnikSearch } = await import(path.join(PACKAGE, 'js/element.js'));
  await import(path.join(PACKAGE, 'js/vestnik.js'));
  assert.equal(typeof VestnikSearch, 'function');
});

check('everything the package promises is there', {}, async () => {
  const { exports, types, files } = JSON.parse(await readFile(path.join(PACKAGE, 'package.json'), 'utf8'));
  const paths = Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? [entry] : Object.values(entry)));
  for (const file of [types, ...paths]) {
    assert.ok((await readFile(path.join(PACKAGE, file), 'utf8')).length > 0, file);
  }
  assert.ok(files.includes('js') && files.includes('types'));
});
