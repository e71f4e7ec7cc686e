// What a reader sees of questions and answers.

import { Announcer } from './announcer.js';
import { button, fill, h } from './dom.js';
import { buildFilters } from './filters.js';
import { buildHits, buildNotes } from './hits.js';
import { isAsking, queryString, withoutFilters } from './question.js';
import { buildShell } from './shell.js';
import { styleSheet } from './styles.js';
import { TEXTS, found } from './texts.js';

/** @typedef {import('./client.js').SearchError} SearchError */
/** @typedef {import('./question.js').Question} Question */

/**
 * What there is to show.
 * @typedef {object} State
 * @property {import('./settings.js').Settings} settings
 * @property {Question} presets what the attributes ask
 * @property {Question} question what is asked now
 * @property {any} answer the first page of what is shown; `null`: nothing is
 * @property {Question} answered what is answered
 * @property {number} page the last page that is shown
 * @property {number} wanted page that is being asked for, or was last
 * @property {SearchError | null} failure
 * @property {boolean} isOwn whether days of an own period are to be chosen
 * @property {boolean} isOpen whether the panel or the dialog is
 */
/**
 * Where controls lead.
 * @typedef {object} Actions
 * @property {(patch: Partial<Question>) => void} ask
 * @property {(page: number) => void} load
 * @property {() => void} clear
 * @property {import('./hits.js').Select} select
 */

const SLOW_MS = 3000;

/** Draws a state into a shadow root. */
export class View {
  /** @type {import('./shell.js').Shell | null} `null` while the element is in no page */
  shell = null;
  #root;
  #state;
  #actions;
  #announcer = new Announcer();
  #numHits = 0;
  /** What is said beside what is shown. */
  #note = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #slow;

  /**
   * @param {ShadowRoot} root
   * @param {State} state changed by others, who tell when to show it
   * @param {Actions} actions
   */
  constructor(root, state, actions) {
    this.#root = root;
    this.#state = state;
    this.#actions = actions;
  }

  /**
   * Builds everything anew.
   * @param {number} place of the widget among those of the page, from 0
   */
  build(place) {
    const shell = buildShell(this.#state.settings, place);
    this.shell = shell;
    this.#announcer.regions = shell.regions;
    this.#root.adoptedStyleSheets = [styleSheet()];
    this.#root.replaceChildren(shell.root);
    return shell;
  }

  /** Takes everything away. */
  remove() {
    this.#announcer.stop();
    clearTimeout(this.#slow);
    this.shell?.root.remove();
    this.shell = null;
  }

  /** Shows the first page. */
  showHits() {
    const { settings, answer, answered } = this.#state;
    const texts = TEXTS[settings.lang];
    const { hits = [], further } = answer ?? {};
    /**
     * @param {any[]} some
     * @param {number} before
     */
    const build = (some, before) =>
      some.length > 0 && h('ol', { role: 'list' }, ...buildHits(some, before, settings, this.#actions.select));
    this.#numHits = hits.length;
    /** @type {any} */
    const { results } = this.shell;
    this.#keepFocus(() => fill(
      results,
      build(hits, 0),
      answer && !hits.length && h(
        'div',
        { part: 'empty' },
        h('p', {}, answered.q.trim() && texts.tip),
        String(Object.values(withoutFilters(answered, settings.locks))) !== String(Object.values(answered)) &&
          button({ class: 'link', click: this.#actions.clear }, texts.reset),
      ),
      further && h('p', { class: 'status' }, texts.further),
      further && build(further.hits, hits.length),
    ));
  }

  /**
   * Shows the hits of one more page and leads there.
   * @param {any[]} hits
   */
  addHits(hits) {
    const items = buildHits(hits, this.#numHits, this.#state.settings, this.#actions.select);
    this.#numHits += items.length;
    this.shell?.results.querySelector('ol')?.append(...items);
    items[0]?.querySelector('a')?.focus();
  }

  /** @param {boolean} isBusy */
  setBusy(isBusy) {
    this.#note = '';
    clearTimeout(this.#slow);
    if (isBusy) {
      this.#slow = setTimeout(() => this.notify(TEXTS[this.#state.settings.lang].slow), SLOW_MS);
    }
    this.shell?.results.setAttribute('aria-busy', String(isBusy));
    this.render();
  }

  /** Shows everything but the hits. */
  render() {
    if (!this.shell) {
      return;
    }
    const { input, panel, body, clear, repair, filters, days, timeline, status, results, notice, footer } = this.shell;
    const { settings, question, answer, answered, failure, wanted, page, isOwn, isOpen } = this.#state;
    const { load } = this.#actions;
    const { mode, lang, target, endpoint } = settings;
    const texts = TEXTS[lang];
    const isShown = answer && !(failure && wanted === 1);
    /** @type {import('./filters.js').Controls['change']} */
    const change = (patch, isOwnNow = isOwn) => {
      this.#state.isOwn = isOwnNow;
      this.#actions.ask(patch);
    };
    if (input.value !== question.q) {
      input.value = question.q;
    }
    this.#keepFocus(() => {
      clear.hidden = !question.q;
      body.hidden = !isAsking(question);
      panel.hidden = mode === 'dropdown' && !isOpen;
      results.hidden = !isShown && !!failure;
      const controls = answer ? buildFilters({ answer, question, settings, isOwn, change }) : [];
      [filters, days, timeline].forEach((place, index) => {
        // A field would forget what is typed into it.
        if (place !== days || !days.contains(this.#root.activeElement)) {
          fill(place, ...(controls[index] ?? []));
        }
      });
      fill(repair, ...(isShown ? buildNotes(answer.query, settings, change) : []));
      fill(status, isShown && found(lang, answer.total));
      fill(
        notice,
        this.#note && h('p', { class: 'note' }, this.#note),
        failure && h(
          'p',
          { part: 'error' },
          this.messageOf(failure),
          !failure.isRefusal && button({ class: 'link', click: () => load(wanted) }, texts.retry),
        ),
        isShown && !failure && !this.#note && this.#numHits < answer.total &&
          button({ part: 'more', 'data-key': 'more', click: () => load(page + 1) }, texts.more),
      );
      fill(
        footer,
        isShown && h('a', { href: `${endpoint}/?${queryString(answered, settings)}`, target }, texts.all),
      );
      if (mode === 'dropdown') {
        // The panel may be wider than the box, but not reach out of the window.
        const { left } = this.#root.host.getBoundingClientRect();
        const room = document.documentElement.clientWidth - 8 - panel.offsetWidth;
        panel.style.left = `${Math.max(Math.min(room, left), 8) - left}px`;
      }
    });
  }

  /**
   * Says something to those who do not see what changed.
   * @param {string} message
   */
  say(message) {
    this.#announcer.say(message);
  }

  /**
   * Says something beside what is shown, until the search is over.
   * @param {string} message
   */
  notify(message) {
    this.#note = message;
    this.say(message);
    this.render();
  }

  /** @param {SearchError} error */
  messageOf({ code, isBusy, isRefusal }) {
    const { refused, busy, offline, failed } = TEXTS[this.#state.settings.lang];
    return isRefusal ? refused : isBusy ? busy : code === 'network' ? offline : failed;
  }

  /**
   * Changes what is shown. If that takes the focus away, the control that took the place has it, else the box.
   * @param {() => void} work
   */
  #keepFocus(work) {
    /** @type {any} */
    const focused = this.#root.activeElement;
    work();
    if (focused && !focused.checkVisibility()) {
      /** @type {any[]} */
      const controls = [...this.#root.querySelectorAll('[data-key]')];
      const same = controls.find(({ dataset }) => dataset.key === focused.dataset.key);
      (same ?? this.shell?.input).focus({ preventScroll: true });
    }
  }
}
