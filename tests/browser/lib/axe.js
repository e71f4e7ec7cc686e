// Automated accessibility checks with axe.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const SOURCE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** All rules of WCAG 2.2 A and AA and axe's best practices; the size of targets is off by default. */
const OPTIONS = {
  resultTypes: ['violations'],
  rules: { 'target-size': { enabled: true } },
};

/**
 * Returns one sentence for each element that breaks a rule, in the page or in what a selector finds there. Needs a page
 * whose scripts are on.
 */
export async function axeViolations(page, within = 'html') {
  await page.evaluate(SOURCE);
  const { violations } = await page.evaluate(([root, options]) => globalThis.axe.run(root, options), [within, OPTIONS]);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id} (${help}): ${html}\n${failureSummary}`),
  );
}
