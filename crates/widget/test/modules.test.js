import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';

const FOLDER = new URL('../js/', import.meta.url);
/** Scripts of whole pages, which nobody imports. */
const PAGES = ['embed-page.js', 'frame.js', 'frame-host.js'];

const files = (await readdir(FOLDER)).sort();
const modules = files.filter((name) => !PAGES.includes(name));

test('modules can be imported where there is no page', async () => {
  assert.equal('document' in globalThis || 'HTMLElement' in globalThis, false);
  assert.ok(modules.includes('vestnik.js'), String(modules));
  for (const name of modules) {
    await import(new URL(name, FOLDER).href);
  }
  const { VestnikSearch } = await import('../js/element.js');
  assert.ok(VestnikSearch.observedAttributes.includes('q'));
});

test('nothing turns text into markup or code', async () => {
  for (const name of files) {
    const source = await readFile(new URL(name, FOLDER), 'utf8');
    assert.doesNotMatch(source, /(inner|outer|insertAdjacent|setUnsafe)HTML|document\.write|srcdoc/i, name);
    assert.doesNotMatch(source, /\beval\(|new Function|javascript:/, name);
  }
});
