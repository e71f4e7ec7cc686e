// Shows an answer: what was repaired, what should be known, the hits.

import { button, h, highlighted } from './dom.js';
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
  return hits.map((hit, index) => h('li', {}, buildHit(hit, before + index + 1, settings, select)));
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
  const title = hit.title.trim() ? highlighted(hit.title_segments) : [texts.untitled];
  const about = [hit.rubrics[0], hit.source].map((name) => name && h('bdi', {}, name));
  const moment = hit.published_at;
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
      h('p', { part: 'snippet', dir: 'auto' }, ...highlighted(hit.snippet_segments)),
      h('p', { part: 'meta' }, ...about, moment && h('time', { datetime: moment }, formatMoment(lang, moment))),
      hit.missing.length > 0 && h('p', { class: 'missing' }, texts.missing, h('bdi', {}, hit.missing.join(', '))),
    ),
    image && h('img', {
      part: 'image',
      alt: '',
      loading: 'lazy',
      decoding: 'async',
      referrerpolicy: 'no-referrer',
      src: image,
      // It stays, so that the widget knows its address if it was the page's policy.
      error: ({ target: it }) => {
        it.hidden = true;
      },
    }),
  );
}

/**
 * What was repaired in the query, with a way back, or what could be; and what else its writer should know.
 * @param {any} query of the answer
 * @param {Settings} settings
 * @param {(patch: Partial<Question>) => void} change
 */
export function buildNotes({ repair, warnings }, { lang }, change) {
  const texts = TEXTS[lang];
  /** @param {string} words */
  const quote = (words) => h('q', { dir: 'auto' }, words);
  /**
   * @param {string} label
   * @param {string} q
   * @param {Partial<Question>} patch
   */
  const link = (label, q, patch) => button({ class: 'link', click: () => change({ q, ...patch }) }, label, quote(q));
  return [
    repair && h('p', { part: 'repair' }, ...(repair.applied
      ? [texts.shown, quote(repair.searched), '. ', link(texts.instead, repair.typed, { repair: false })]
      : [texts.meant, link('', repair.searched, {}), '?'])),
    ...warnings.map((/** @type {any} */ { message }) => h('p', { class: 'note' }, message)),
  ];
}
