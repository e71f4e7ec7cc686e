// The widget as a reader meets it. Roles and names where there are any, the documented parts elsewhere.

/** Only a failing test reaches this limit. */
const EVENT_TIMEOUT_MS = 15_000;

const SORTS = { relevance: 'По релевантности', newest: 'Сначала новые', oldest: 'Сначала старые' };

/** The number in «Найдено 12 024 статьи». */
function numberIn(text) {
  const digits = text.replace(/[^\d]/g, '');
  return digits ? Number(digits) : 0;
}

/** Waits for the detail of an event that is listened to; the page's own clock may stand still. */
async function detailOf(next, name) {
  let timer;
  const limit = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${name} within ${EVENT_TIMEOUT_MS} ms`)), EVENT_TIMEOUT_MS);
  });
  try {
    return await Promise.race([next.evaluate(({ detail }) => detail), limit]);
  } finally {
    clearTimeout(timer);
  }
}

export class Widget {
  constructor(page, selector = 'vestnik-search') {
    this.page = page;
    this.host = page.locator(selector);
    this.form = this.host.getByRole('search');
    this.box = this.form.getByRole('combobox');
    this.submit = this.form.getByRole('button', { name: /^(Найти|Search)$/ });
    this.clearButton = this.form.getByRole('button', { name: /^(Очистить|Clear)$/ });
    this.list = this.part('suggestions');
    this.options = this.list.getByRole('option', { includeHidden: true });
    this.results = this.part('results');
    this.hits = this.part('hit');
    this.titles = this.part('title');
    this.links = this.titles.getByRole('link');
    this.status = this.part('status');
    this.repair = this.part('repair');
    this.error = this.part('error');
    this.empty = this.part('empty');
    this.more = this.part('more');
    this.chips = this.part('chip');
    this.bars = this.part('bar');
    this.timeline = this.part('timeline');
    this.sort = this.part('sort');
    this.all = this.part('footer').getByRole('link');
    this.opener = this.part('open-button');
    this.dialog = this.part('dialog');
    this.closer = this.part('close-button');
    this.live = this.host.locator('[aria-live=polite]');
  }

  /** All elements of a documented part. */
  part(name) {
    return this.host.locator(`[part~=${name}]`);
  }

  /** Opens a page of the site and waits until the element is there. */
  async open(path) {
    await this.page.goto(path);
    await this.ready();
  }

  ready() {
    return this.page.waitForFunction(() => {
      const elements = [...document.querySelectorAll('vestnik-search')];
      return elements.length > 0 && elements.every((element) => element.matches(':defined') && element.shadowRoot.childElementCount);
    });
  }

  /** Does something and returns the detail of the next event of that name. */
  async eventAfter(name, act) {
    // Input could overtake a script that is still on its way: the listener is known to be there first.
    const next = await this.page.evaluateHandle(
      (type) => ({
        detail: new Promise((resolve) => addEventListener(type, (event) => resolve(event.detail), { once: true })),
      }),
      name,
    );
    await act();
    return detailOf(next, name);
  }

  /** Does something and returns what the next `vestnik-search` tells. */
  after(act) {
    return this.eventAfter('vestnik-search', act);
  }

  /**
   * Types a query as a whole, presses Enter, and returns what the `vestnik-search` of that tells. Typing may have
   * been answered before.
   */
  async search(text) {
    const next = await this.host.evaluateHandle((element) => ({
      detail: new Promise((resolve) => {
        const listen = () => element.addEventListener('vestnik-search', (event) => resolve(event.detail), { once: true });
        element.shadowRoot.addEventListener('submit', listen, { once: true, capture: true });
      }),
    }));
    await this.box.fill(text);
    await this.box.press('Enter');
    return detailOf(next, 'vestnik-search');
  }

  /** The total that the widget states. */
  async total() {
    return numberIn(await this.status.innerText());
  }

  /** The chip of a rubric. */
  rubric(name) {
    return this.part('chips').getByRole('button', { name: new RegExp(`^${name}\\s*[\\d\\s]*$`) });
  }

  /** The chip of a period. */
  period(name) {
    return this.part('periods').getByRole('button', { name, exact: true });
  }

  /** The fields of a period of one's own. */
  get days() {
    return [this.host.getByLabel('с', { exact: true }), this.host.getByLabel('по', { exact: true })];
  }

  order(sort) {
    return this.sort.selectOption({ label: SORTS[sort] });
  }

  /** Titles of the shown hits. */
  titlesShown() {
    return this.titles.allInnerTexts();
  }

  /** Moments of publication of the shown hits, in milliseconds. */
  async moments() {
    const times = await this.hits.locator('time').evaluateAll((all) => all.map((time) => time.dateTime));
    return times.map((time) => Date.parse(time));
  }

  /** What the screen reader would be told now. */
  async announced() {
    return (await this.live.allTextContents()).join('').trim();
  }

  /** The element that has the focus inside the widget. */
  focused() {
    return this.host.evaluate((host) => {
      const element = host.shadowRoot.activeElement;
      return element && { tag: element.localName, part: element.getAttribute('part'), text: element.textContent.trim() };
    });
  }
}

/** Keeps all events of the widgets of a page, in order. Call before the page is opened. */
export function recordEvents(page) {
  return page.addInitScript(() => {
    globalThis.recorded = [];
    for (const name of ['vestnik-search', 'vestnik-select', 'vestnik-error']) {
      addEventListener(name, ({ type, detail, target }) => globalThis.recorded.push({ type, detail, id: target.id }));
    }
  });
}

/** The events so far. */
export function recorded(page) {
  return page.evaluate(() => globalThis.recorded);
}

/** Stops the clock of a page: timers run with `page.clock.runFor` only. Call before the page is opened. */
export async function freeze(page) {
  await page.addInitScript(() => {
    // The limit of a request is a timer like any other.
    AbortSignal.timeout = (ms) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new DOMException('timed out', 'TimeoutError')), ms);
      return controller.signal;
    };
  });
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 1000);
}
