import assert from 'node:assert/strict';

import { eventually } from '../lib/eventually.js';
import { widgetSuite } from '../lib/foreign-site.js';
import { Widget } from '../lib/widget.js';

const check = widgetSuite();

const TRUSTED = "require-trusted-types-for 'script'; trusted-types 'none'";
const strict = ({ endpoint }, more = '') =>
  `default-src 'none'; script-src ${endpoint}; connect-src ${endpoint}; ${TRUSTED}; ${more}`;

/** Keeps all violations of a page's policy. Call before the page is opened. */
function recordViolations(page) {
  return page.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      globalThis.violations.push(`${violatedDirective} ${blockedURI}`));
  });
}

const violations = (page) => page.evaluate(() => globalThis.violations);

/** Everything that the widget does. */
async function useAll(widget) {
  const { page } = widget;
  await widget.box.pressSequentially('пер');
  await widget.options.first().waitFor();
  await widget.box.press('Escape');
  assert.ok((await widget.search('год')).total > 10);
  await widget.after(() => widget.more.click());
  await widget.after(() => widget.part('chips').getByRole('button').first().click());
  await widget.after(() => widget.bars.first().click());
  await widget.search('rthhb абырвалг');
  await page.evaluate(() => {
    const element = document.querySelector('vestnik-search');
    element.clear();
    element.style.display = 'none';
  });
}

for (const [name, attributes] of [['inline', ''], ['as a drop-down', 'mode="dropdown"'], ['as a dialog', 'mode="dialog"']]) {
  check(`nothing but its server is needed, ${name}, with Trusted Types enforced`, {}, async (page, world) => {
    const widget = new Widget(page);
    await recordViolations(page);
    const headers = { 'Content-Security-Policy': strict(world, 'img-src data:') };
    // Pictures need a line of their own in a policy.
    await widget.open(world.widget(`images="off" ${attributes}`, { headers }));
    await widget.host.evaluate((element) => element.open());
    await useAll(widget);
    assert.deepEqual(await violations(page), []);
  });
}

check('the policy of these tests forbids what it says', { expected: [/Content Security Policy/, /TrustedHTML/] }, async (page, world) => {
  await recordViolations(page);
  await page.goto(world.page('', { headers: { 'Content-Security-Policy': strict(world, 'img-src data:') } }));
  const failed = await page.evaluate(() => {
    try {
      document.createElement('div').innerHTML = '<b>x</b>';
      return '';
    } catch (error) {
      return error.name;
    }
  });
  assert.equal(failed, 'TypeError');
  await page.evaluate(() => document.body.append(document.createElement('style')));
  await page.evaluate(() => document.body.setAttribute('style', 'color: red'));
  await eventually(async () => (await violations(page)).some((one) => one.startsWith('style-src')), true);
});

check('pictures are shown where the policy has them', {}, async (page, world) => {
  const widget = new Widget(page);
  await recordViolations(page);
  await widget.open(world.widget('', { headers: { 'Content-Security-Policy': strict(world, 'img-src https: data:') } }));
  await widget.search('керри');
  await eventually(() => widget.part('image').count(), 2);
  assert.deepEqual(await violations(page), []);
});

check('a policy that forgot pictures costs one report for each article at most, and no gap',
  { expected: [/Content Security Policy/, /csp/] }, async (page, world) => {
    const widget = new Widget(page);
    await recordViolations(page);
    await widget.open(world.widget('', { headers: { 'Content-Security-Policy': strict(world, 'img-src data:') } }));
    await widget.search('керри');
    await eventually(() => widget.part('image').filter({ visible: true }).count(), 0);
    const { length } = await violations(page);
    await widget.search('керри прибыл');
    assert.equal((await violations(page)).length, length, 'no picture is asked for again');
    assert.equal(await widget.part('image').count(), 0);
  });

check('a policy that forbids the server is told like a server out of reach',
  { expected: [/Content Security Policy/, /Refused to connect|csp/, /violates the following/] }, async (page, world) => {
    const widget = new Widget(page);
    const policy = `default-src 'none'; script-src ${world.endpoint}; connect-src 'none'`;
    await widget.open(world.widget('', { headers: { 'Content-Security-Policy': policy } }));
    await widget.box.fill('керри');
    await widget.error.waitFor();
    assert.match(await widget.error.innerText(), /^Нет связи/);
  });
