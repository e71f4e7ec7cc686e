// How numbers and dates read in Russian.

const PLURAL = new Intl.PluralRules('ru');
const NUMBER = new Intl.NumberFormat('ru');
const DAY = new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'Europe/Moscow' });
const MONTHS = [
  'январь', 'февраль', 'март', 'апрель', 'май', 'июнь',
  'июль', 'август', 'сентябрь', 'октябрь', 'ноябрь', 'декабрь',
];

/** «1 материал», «2 материала», «5 материалов». */
export function articles(count) {
  const forms = { one: 'материал', few: 'материала', many: 'материалов', other: 'материала' };
  return `${NUMBER.format(count)} ${forms[PLURAL.select(count)]}`;
}

/** «15 июля 2016 г.» from Unix seconds; nothing where the article has no date. */
export function day(seconds) {
  return typeof seconds === 'number' ? DAY.format(new Date(seconds * 1000)) : '';
}

/** The name of a year, month (2016-07) or day (2016-07-15) in the tree of dates. */
export function dateLabel(label) {
  const [year, month, ofMonth] = label.split('-');
  if (ofMonth) return String(Number(ofMonth));
  return month ? MONTHS[Number(month) - 1] : year;
}
