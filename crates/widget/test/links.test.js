import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointOf, hitUrl, safeUrl } from '../js/links.js';

test('only addresses of the web are linked to', () => {
  assert.equal(safeUrl('https://news.example/a?b#c'), 'https://news.example/a?b#c');
  assert.equal(safeUrl(' HTTP://news.example'), 'http://news.example/');
  const others = ['javascript:alert(1)', 'java\nscript:alert(1)', 'data:text/html,x', '/a', '', null, undefined, {}];
  for (const address of others) {
    assert.equal(safeUrl(address), '', String(address));
  }
});

test('a hit leads to its site, else to the archive with the key', () => {
  const settings = { endpoint: 'https://search.example', key: '' };
  assert.equal(hitUrl({ id: '1', url: 'https://news.example/1' }, settings), 'https://news.example/1');
  assert.equal(hitUrl({ id: '2016/07/я б' }, settings), 'https://search.example/article/2016/07/%D1%8F%20%D0%B1');
  assert.equal(hitUrl({ id: '?a#b', url: 'javascript:alert(1)' }, settings), 'https://search.example/article/%3Fa%23b');
  const keyed = hitUrl({ id: '1', url: null }, { ...settings, key: 'vk_&' });
  assert.equal(keyed, 'https://search.example/article/1?key=vk_%26');
});

test('the endpoint is the origin of the script unless an attribute says otherwise', () => {
  const script = 'https://search.example/embed/v1/vestnik.js';
  const page = 'https://news.example/a/b.html';
  assert.equal(endpointOf(null, page, script), 'https://search.example');
  assert.equal(endpointOf('', page, script), 'https://search.example');
  assert.equal(endpointOf('/search/', page, script), 'https://news.example/search');
  assert.equal(endpointOf('https://other.example/x//?y=/#z/', page, script), 'https://other.example/x');
  assert.equal(endpointOf('javascript:alert(1)', page, script), '');
});
