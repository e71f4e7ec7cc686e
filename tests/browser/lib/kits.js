// The front-end kits that sites use, unmodified from npm, each pointed at the archive by its hosts alone.

import { eventually } from './eventually.js';

const WIDGETS = {
  4: '/node_modules/instantsearch.js/dist/instantsearch.development.js',
  3: '/node_modules/instantsearch.js-3/dist/instantsearch.development.js',
};
const CLIENTS = {
  5: '/node_modules/algoliasearch/dist/lite/builds/browser.umd.js',
  4: '/node_modules/algoliasearch-4/dist/algoliasearch-lite.umd.js',
};

/** Every pair of majors: of instantsearch.js and of algoliasearch. */
export const KITS = [[4, 5], [4, 4], [3, 5], [3, 4]].map(([widgets, client]) => ({
  name: `instantsearch.js ${widgets}, algoliasearch ${client}`,
  widgets,
  client,
  scripts: [CLIENTS[client], WIDGETS[widgets]],
}));

/** How each major of the client names what a host may be asked; without it the other one finds no host. */
const ACCEPT = { 5: 'readWrite', 4: undefined };

/** Runs in the page: makes a client and an application out of a test's widgets. */
function install({ host, accept, major }) {
  const { instantsearch } = globalThis;
  const createClient = globalThis['algoliasearch/lite']?.liteClient ?? globalThis.algoliasearch;
  const place = (id) => document.body.appendChild(Object.assign(document.createElement('div'), { id }));
  const client = createClient('vestnik', 'any-key', {
    hosts: [{ url: host, protocol: 'http', accept }],
  });

  const part = (name, attribute, hit) => instantsearch[name]({ attribute, hit, highlightedTagName: 'mark' });
  const item = (hit) => `
    <h2>${part('highlight', 'title', hit)}</h2>
    <p class="snippet">${part('snippet', 'body', hit)}</p>
    <p class="id">${hit.objectID}</p>
  `;
  const taggedItem = (hit, { html, components }) => html`
    <h2>${components.Highlight({ hit, attribute: 'title' })}</h2>
    <p class="snippet">${components.Snippet({ hit, attribute: 'body' })}</p>
    <p class="id">${hit.objectID}</p>
  `;

  let search;
  globalThis.bench = {
    ...instantsearch,
    place,
    client,
    host: `http://${host}`,
    item: major === 4 ? taggedItem : item,
    start(widgets, options) {
      search = instantsearch({ indexName: 'news', searchClient: client, ...options });
      search.addWidgets([
        instantsearch.widgets.configure({ hitsPerPage: 10, attributesToSnippet: ['body:20'] }),
        instantsearch.widgets.stats({ container: place('stats') }),
        ...widgets,
      ]);
      search.start();
      return search;
    },
    finish() {
      search?.dispose();
      search = undefined;
      document.body.replaceChildren();
    },
  };
}

/** A page of a foreign site with one of the kits, and what it shows. */
export class Bench {
  constructor(page) {
    this.page = page;
    this.titles = page.locator('#hits h2');
    this.marks = page.locator('#hits h2 mark');
    this.snippetMarks = page.locator('#hits .snippet mark');
  }

  async open({ kit, host }) {
    await this.page.goto('/bench');
    for (const url of kit.scripts) {
      await this.page.addScriptTag({ url });
    }
    await this.page.evaluate(install, { host, accept: ACCEPT[kit.client], major: kit.widgets });
  }

  /**
   * Starts an application with the widgets that `make(bench, argument)` returns. `options(bench)` returns more options
   * of `instantsearch()`. Both run in the page.
   */
  async start(make, argument, options = () => ({})) {
    const given = JSON.stringify(argument) ?? 'undefined';
    await this.page.evaluate(`void bench.start((${make})(bench, ${given}), (${options})(bench))`);
  }

  /** Ends the application and empties the page. */
  async finish() {
    await this.page.evaluate('bench.finish()');
  }

  /** The number of results that the stock statistics state. */
  async total() {
    const text = await this.page.locator('#stats').innerText();
    const [, number] = /^(No|[\d,]+) results?/.exec(text) ?? [];
    return number === 'No' ? 0 : Number(number?.replaceAll(',', ''));
  }

  /** Waits until the page states a total. */
  totalBecomes(expected) {
    return eventually(() => this.total(), expected, 'total');
  }

  /** The ids of the shown articles. */
  ids() {
    return this.page.locator('#hits .id').allInnerTexts();
  }

  /** The innermost lists of values of a widget, as `[label, count]`; values without a count have NaN. */
  values(id) {
    return this.page.locator(`#${id} li`).evaluateAll((items) =>
      items.map((item) => {
        const count = item.querySelector('[class$="-count"]')?.textContent;
        const label = item.querySelector('[class*="-labelText"], [class$="-label"], [class$="-link"]');
        const text = [...(label?.childNodes ?? [])].find((node) => node.textContent.trim())?.textContent ?? '';
        return [text.trim(), Number.parseInt(count?.replaceAll(',', ''), 10)];
      }),
    );
  }

  /** The value of a list, to be clicked. */
  value(id, label) {
    return this.page.locator(`#${id} label, #${id} a`).filter({ hasText: new RegExp(`^\\s*${label}\\s*[\\d,]*\\s*$`) });
  }
}
