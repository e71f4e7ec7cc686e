// What the tests search, as plain data: they count in it what the page must show.

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The sample corpus of the repository. */
export const SAMPLE = fileURLToPath(new URL('../../../index-data/articles', import.meta.url));

const HOUR_MS = 3_600_000;

/**
 * The sample corpus ends on a fixed day, so periods that end today need articles as young as the test.
 * They have no address of their own, as agency reports have none.
 */
export const FRESH = [
  ['an-hour', 'час назад', 1],
  ['three-days', 'три дня назад', 3 * 24],
  ['two-weeks', 'две недели назад', 14 * 24],
  ['half-a-year', 'полгода назад', 180 * 24],
].map(([id, when, hours]) => ({
  id,
  title: `Дежурная сводка: ${when}`,
  body: 'За прошедшие сутки происшествий в городе не случилось.',
  rubrics: ['Сводки'],
  source: 'Дежурный',
  published_at: new Date(Date.now() - hours * HOUR_MS).toISOString(),
}));

async function readSample() {
  const files = (await readdir(SAMPLE)).filter((name) => name.endsWith('.jsonl'));
  const texts = await Promise.all(files.map((name) => readFile(path.join(SAMPLE, name), 'utf8')));
  return texts.flatMap((text) => text.split('\n').filter((line) => line.trim()).map((line) => JSON.parse(line)));
}

/** All articles of the server under test. */
export const articles = [...(await readSample()), ...FRESH];

const MOSCOW_DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Moscow' });

/** Day of publication in the site's time zone, as 2016-07-15. */
export function dayOf({ published_at: moment }) {
  return MOSCOW_DAY.format(new Date(moment));
}

/** Articles published from one day to another, both included. */
export function inPeriod(from, to) {
  return articles.filter((article) => dayOf(article) >= from && dayOf(article) <= to);
}

/** Articles of any of some rubrics. */
export function inRubrics(...wanted) {
  return articles.filter(({ rubrics }) => rubrics.some((rubric) => wanted.includes(rubric)));
}

/** Rubrics, the one with the most articles first. */
export function rubricsBySize() {
  const rubrics = [...new Set(articles.flatMap((article) => article.rubrics))];
  return rubrics.sort((one, other) => inRubrics(other).length - inRubrics(one).length);
}

/** Articles with any of some values of a field. */
export function having(field, ...wanted) {
  return articles.filter((article) => [article[field]].flat().some((value) => wanted.includes(value)));
}

/** Values of a field in a list of articles with the number of articles of each, the most frequent first. */
export function countsOf(field, list = articles) {
  const counts = new Map();
  for (const value of list.flatMap((article) => article[field] ?? [])) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return new Map([...counts].sort((one, other) => other[1] - one[1]));
}

/** Articles in which a text occurs anywhere. */
export function containing(text) {
  return articles.filter((article) => JSON.stringify(article).includes(text));
}

/** Articles, the youngest first. */
export function newestFirst() {
  return [...articles].sort((one, other) => Date.parse(other.published_at) - Date.parse(one.published_at));
}
