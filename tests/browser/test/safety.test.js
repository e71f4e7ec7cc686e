import assert from 'node:assert/strict';

import { ResultsPage } from '../lib/results-page.js';
import { STATES } from '../lib/states.js';
import { browserSuite } from '../lib/suite.js';

const check = browserSuite();

/** The directives of a content security policy, by name. */
function directives(policy) {
  return new Map(
    policy.split(';').filter((part) => part.trim()).map((part) => {
      const [name, ...sources] = part.trim().split(/\s+/);
      return [name.toLowerCase(), sources];
    }),
  );
}

// Violations of the policy are console errors, and those fail every test by themselves.
for (const javaScriptEnabled of [false, true]) {
  for (const { name, path, expected } of STATES) {
    const scripts = javaScriptEnabled ? 'on' : 'off';
    check(`a strict content security policy: ${name}, scripts ${scripts}`, { javaScriptEnabled, expected }, async (page) => {
      const answer = await page.goto(path);
      assert.match(answer.headers()['content-type'], /^text\/html; ?charset=utf-8$/i);
      assert.equal(answer.headers()['x-content-type-options'], 'nosniff');
      const policy = directives(answer.headers()['content-security-policy'] ?? '');
      assert.deepEqual(policy.get('default-src'), ["'none'"]);
      assert.deepEqual(policy.get('base-uri'), ["'none'"]);
      assert.deepEqual(policy.get('form-action'), ["'self'"]);
      const loose = [...policy].filter(([, sources]) =>
        sources.some((source) => /unsafe-|^\*$|^https?:$/.test(source)),
      );
      assert.deepEqual(loose, [], 'directives that permit too much');
    });
  }
}

const MARKUP = [
  '<script>document.title = "run"</script>',
  '"><img src=x onerror="document.title=\'run\'">',
  "' autofocus onfocus='document.title=1",
  '</title></textarea><svg onload=document.title=1>',
  '&lt;b&gt; &amp; &quot;',
  'javascript:document.title=1',
];

for (const text of MARKUP) {
  check(`markup in a query stays text: ${text}`, { javaScriptEnabled: true }, async (page) => {
    const results = new ResultsPage(page);
    await page.goto('/');
    await results.search(text);
    await results.waitFor((parameters) => parameters.has('q'));
    assert.equal(await results.queryBox.inputValue(), text, 'the box shows what was typed');
    assert.ok((await page.title()).includes(text), 'the title shows what was typed');
    assert.equal(await page.locator('script, img[onerror], [onload], [onfocus], [onerror]').count(), 0);
  });
}

check('markup in a filter stays text', { javaScriptEnabled: true }, async (page) => {
  const rubric = '<script>document.title="run"</script>"\'>';
  const results = new ResultsPage(page);
  await results.open({ rubric });
  assert.ok((await page.locator('body').innerText()).includes(rubric), 'the unknown rubric is shown');
  assert.equal(await page.locator('script').count(), 0);
});

check('the page has no scripts and works the same with scripts on', { javaScriptEnabled: true }, async (page) => {
  const results = new ResultsPage(page);
  await page.goto('/');
  assert.equal(await page.locator('script').count(), 0);
  await results.search('переговоры');
  await results.waitFor((parameters) => parameters.has('q'));
  assert.ok((await results.marks.count()) > 0);
});
