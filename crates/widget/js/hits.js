// Shows an answer: what was repaired, what should be known, the hits.

import { button, h, highlighted, list, text } from './dom.js';
import { hitUrl, safeUrl } from './links.js';
import { TEXTS, formatMoment } from './texts.js';

/** @typedef {import('./question.js').Question} Question */
/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {(event: Event, hit: any, url: string, position: number) => void} Select */

/**
 * Items of a list of hits.
 * @param {any[]} hits of the API
 * @param {number} before number of the hits shown before them
 * @param {Settings} settings
 * @param {Select} select called when a hit is followed
 */
export function buildHits(hits, before, settings, select) {
  return hits.map((hit, index) => h('li', {}, buildHit(Object(hit), before + index + 1, settings, select)));
}

/**
 * @param {any} hit
 * @param {number} position
 * @param {Settings} settings
 * @param {Select} select
 */
function buildHit(hit, position, settings, select) {
  const { lang, target, images } = settings;
  const texts = TEXTS[lang];
  const url = hitUrl(hit, settings);
  const rel = target === '_blank' && 'noopener';
  const title = highlighted(hit.title_segments, text(hit.title).trim() || texts.untitled);
  const moment = formatMoment(lang, text(hit.published_at));
  const about = [text(list(hit.rubrics)[0]), text(hit.source)].map((name) => name && h('bdi', {}, name));
  const missing = list(hit.missing).map(text).join(', ');
  const image = images && safeUrl(hit.image);
  return h(
    'article',
    { part: 'hit' },
    h(
      'div',
      { class: 'words' },
      h('div', { part: 'title', dir: 'auto' }, h('a', {
        href: url, target, rel, click: (event) => select(event, hit, url, position),
      }, ...title)),
      h('p', { part: 'snippet', dir: 'auto' }, ...highlighted(hit.snippet_segments, hit.lead)),
      h('p', { part: 'meta' }, ...about, moment && h('time', { datetime: hit.published_at }, moment)),
      missing && h('p', { class: 'missing' }, texts.missing, h('bdi', {}, missing)),
    ),
    image && h('img', {
      part: 'image',
      alt: '',
      loading: 'lazy',
      decoding: 'async',
      referrerpolicy: 'no-referrer',
      src: image,
      error: (event) => event.target.remove(),
    }),
  );
}

/**
 * What was repaired in the query, with a way back, or what could be; and what else its writer should know.
 * @param {any} query of the answer
 * @param {Settings} settings
 * @param {(patch: Partial<Question>) => void} change
 */
export function buildNotes(query, { lang }, change) {
  const { typed, searched, applied } = Object(query?.repair);
  const texts = TEXTS[lang];
  const messages = list(query?.warnings).map((warning) => h('p', { class: 'note' }, text(warning?.message)));
  /** @param {string} words */
  const quoted = (words) => [texts.quoted[0], h('bdi', {}, text(words)), texts.quoted[1]];
  /**
   * @param {string} label
   * @param {string} q
   * @param {boolean} repair
   */
  const link = (label, q, repair) => button({ class: 'link', click: () => change({ q, repair }) }, label, ...quoted(q));
  const repair = applied
    ? [texts.shown, ...quoted(searched), '. ', link(texts.instead, typed, false)]
    : [texts.meant, link('', searched, true), '?'];
  return [text(typed) && text(searched) && h('p', { part: 'repair' }, ...repair), ...messages];
}
