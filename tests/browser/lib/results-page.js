// The results page as a reader meets it. Everything is found by role and name; no test knows classes or ids.

/** The first number of a text that may group its digits: «Найдено 12 024 материала». */
function numberIn(text) {
  const found = /\d[\d\u00a0\u202f]*/.exec(text);
  return found ? Number(found[0].replace(/\D/g, '')) : 0;
}

const SORTS = { relevance: 'По релевантности', newest: 'Сначала новые', oldest: 'Сначала старые' };

export class ResultsPage {
  constructor(page) {
    this.page = page;
    this.main = page.getByRole('main');
    this.filters = page.getByRole('complementary', { name: 'Фильтры' });
    this.queryBox = page.getByRole('searchbox', { name: 'Что найти в архиве' });
    this.searchButton = page.getByRole('button', { name: 'Найти', exact: true });
    this.heading = this.main.getByRole('heading', { level: 1 });
    this.hits = this.main.getByRole('article');
    this.titles = this.hits.getByRole('heading');
    this.marks = this.hits.locator('mark');
    this.notes = this.main.getByRole('list', { name: 'О запросе' });
    this.chips = this.main.getByRole('list', { name: 'Выбрано' });
    this.bars = this.main.getByRole('region', { name: 'По времени' }).getByRole('listitem').getByRole('link');
    this.paging = this.main.getByRole('navigation', { name: 'Страницы результатов' });
    this.nextPage = this.paging.getByRole('link', { name: /^Вперёд/ });
    this.previousPage = this.paging.getByRole('link', { name: /Назад$/ });
  }

  /** Opens the page with parameters: an object or a list of pairs. */
  open(parameters = {}) {
    return this.page.goto(`/?${new URLSearchParams(parameters)}`);
  }

  /** Types a query and presses Enter. */
  async search(text) {
    await this.queryBox.fill(text);
    await this.queryBox.press('Enter');
  }

  /** Waits until a page is open whose parameters satisfy `condition`. */
  waitFor(condition) {
    return this.page.waitForURL((url) => condition(url.searchParams));
  }

  /** The parameters of the address. */
  parameters() {
    return new URL(this.page.url()).searchParams;
  }

  /** The total that the page states. */
  async total() {
    return numberIn(await this.heading.innerText());
  }

  /** The link that adds a rubric to the filters or takes it back. */
  rubric(name) {
    return this.page.getByRole('link', { name: new RegExp(`^${name} \\d+$`) });
  }

  /** The chip that shows a chosen value and removes it. */
  chip(value) {
    return this.chips.getByRole('link', { name: `Убрать: ${value}`, exact: true });
  }

  /** The link to a period that ends today. */
  preset(name) {
    return this.filters.getByRole('link', { name: new RegExp(`^${name}( \\d+)?$`) });
  }

  /** The fields for a period of one's own. */
  get periodFields() {
    return [this.filters.getByLabel('С', { exact: true }), this.filters.getByLabel('По', { exact: true })];
  }

  /** Fills in a period of one's own and asks for it. */
  async setPeriod(from, to) {
    const [first, last] = this.periodFields;
    await first.fill(from);
    await last.fill(to);
    await this.filters.getByRole('button', { name: 'Показать' }).click();
  }

  /** The link to an order. */
  order(sort) {
    return this.main.getByRole('navigation', { name: 'Порядок' }).getByRole('link', { name: SORTS[sort], exact: true });
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
}
