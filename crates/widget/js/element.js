// <vestnik-search>: a search of a Vestnik archive inside any page.

import { Announcer } from './announcer.js';
import { Latest, SearchError, fetchAnswer, withRetries } from './client.js';
import { button, fill, h } from './dom.js';
import { buildFilters } from './filters.js';
import { buildHits, buildNotes } from './hits.js';
import { endpointOf } from './links.js';
import { encode, isAsking, queryString, readUrl, searchUrl, withoutFilters, writeUrl } from './question.js';
import { ASKING, ATTRIBUTES, PRESETS, readPresets, readSettings } from './settings.js';
import { buildShell, isHotkey } from './shell.js';
import { styleSheet } from './styles.js';
import { Suggestions } from './suggestions.js';
import { TEXTS, found } from './texts.js';

/** @typedef {import('./question.js').Question} Question */
/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {import('./shell.js').Shell} Shell */
/** @typedef {import('./texts.js').Lang} Lang */

/**
 * What a search asked for besides its text.
 * @typedef {Pick<Question, 'rubric' | 'source' | 'period' | 'from' | 'to' | 'sort'>} SearchFilters
 */
/**
 * Detail of `vestnik-search`: a page of hits is shown.
 * @typedef {object} SearchDetail
 * @property {string} query text as typed
 * @property {number} total of matching articles
 * @property {number} page from 1
 * @property {number} tookMs
 * @property {SearchFilters} filters
 * @property {string | null} repaired text that was searched instead of the one typed
 */
/**
 * Detail of `vestnik-select`: a hit was chosen. `preventDefault()` keeps the page.
 * @typedef {object} SelectDetail
 * @property {string} id
 * @property {string} url
 * @property {string} title
 * @property {number} position from 1
 * @property {string} query text as typed
 */
/**
 * Detail of `vestnik-error`: a search failed.
 * @typedef {object} ErrorDetail
 * @property {string} code `network`, `timeout`, `bad_answer`, `http_500` and the like, or the server's own code
 * @property {number} status of HTTP; 0 without an answer
 * @property {string} message what the reader is told
 * @property {number | null} retryAfterMs when the widget tries again by itself; `null`: it does not
 */

const DEBOUNCE_MS = 150;
const SLOW_MS = 3000;
const NUM_SUGGESTIONS = 6;

// Frameworks import the module where there are no elements.
const Base = globalThis.HTMLElement ?? class {};

/** The element. `readSettings` and `readPresets` tell its attributes. */
export class VestnikSearch extends Base {
  static observedAttributes = ATTRIBUTES;

  #root = this.attachShadow({ mode: 'open' });
  #life = new AbortController();
  #searching = new Latest();
  #suggesting = new Latest();
  #announcer = new Announcer();
  /** @type {Settings} */
  #settings;
  /** @type {Question} */
  #presets;
  /** @type {Question} what is asked now */
  #question;
  /** @type {Question} what the page's address asked when it last became an entry of the history */
  #committed;
  /** @type {Shell | null} `null` while the element is in no page */
  #shell = null;
  /** @type {Suggestions} */
  #suggestions;
  /** @type {Set<string>} attributes that changed since they were read */
  #changed = new Set();

  /** @type {any} the first page of what is shown; `null`: nothing is */
  #answer = null;
  /** @type {any} the last page that came */
  #last = null;
  /** @type {Question} what is answered */
  #answered;
  #page = 0;
  #numHits = 0;
  /** @type {SearchError | null} */
  #failure = null;
  /** Page that is being asked for, or was last. */
  #wanted = 1;
  #isOwn = false;
  #isOpen = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #debounce;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #slow;

  /** The text of the query. Setting another one searches, as soon as the element is in a page. */
  get query() {
    return this.#question?.q ?? '';
  }

  set query(value) {
    const text = String(value ?? '');
    if (text !== this.query) {
      this.search(text);
    }
  }

  /** The last answer of `GET /api/v1/search`, or `null`. */
  get results() {
    return this.#last;
  }

  /** Whether the results can be seen: always with a question in mode `inline`, else while the panel or dialog is open. */
  get opened() {
    return this.#settings?.mode === 'inline' ? isAsking(this.#question) : this.#isOpen;
  }

  /**
   * Searches at once.
   * @param {string} [query] the text; without it, what the box holds
   * @returns {Promise<any>} the answer of the API; `null` if there is none or a newer search took its place
   */
  search(query = this.query) {
    return this.#ask({ q: String(query), repair: true });
  }

  /** Opens the drop-down or the dialog. */
  open() {
    if (this.#shell) {
      const { dialog, input } = this.#shell;
      this.#isOpen = true;
      if (dialog && !dialog.open) {
        dialog.showModal();
        input.select();
      }
      this.#render();
      if (!this.#answer) {
        this.#load(1);
      }
    }
  }

  /** Closes it. */
  close() {
    this.#isOpen = false;
    this.#shell?.dialog?.close();
    this.#suggestions?.close();
    this.#render();
  }

  /** Empties the box and takes back the filters that can be changed. */
  clear() {
    this.#isOwn = false;
    this.#ask({ ...(this.#settings && withoutFilters(this.#question, this.#settings.locks)), q: '' });
  }

  /**
   * Focuses the box, or the button that opens the dialog.
   * @param {FocusOptions} [options]
   */
  focus(options) {
    const shell = this.#shell;
    (shell?.dialog?.open === false ? shell.opener : shell?.input)?.focus(options);
  }

  connectedCallback() {
    /** @type {HTMLInputElement | null} */
    const fallback = this.querySelector('input[name=q]');
    // Set before the class was there, it hides the accessor.
    if (Object.hasOwn(this, 'query')) {
      const { query } = this;
      Reflect.deleteProperty(this, 'query');
      this.query = query;
    }
    const given = this.query;
    const isFirst = !this.#settings;
    let isAsked = false;
    this.#readAttributes();
    if (isFirst) {
      const { urlState, locks } = this.#settings;
      const preset = { ...this.#presets, q: this.#presets.q || fallback?.value || '' };
      const question = urlState === null ? preset : readUrl(location.search, urlState, preset, locks);
      // A reader asks by the page's address or in the box that was there before.
      isAsked = this.#write(question) !== this.#write(this.#presets);
      this.#question = { ...question, q: given || question.q };
      this.#committed = this.#question;
    }
    this.#build();
    this.#listen();
    if (fallback && fallback === document.activeElement) {
      this.focus();
    }
    if (isAsked && this.#settings.mode !== 'inline') {
      this.open();
    } else if (!this.#answer) {
      this.#loadIfSeen();
    }
  }

  disconnectedCallback() {
    this.#life.abort();
    this.#searching.stop();
    this.#suggesting.stop();
    this.#announcer.stop();
    clearTimeout(this.#debounce);
    clearTimeout(this.#slow);
    this.#shell?.root.remove();
    this.#shell = null;
    this.#isOpen = false;
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} after
   */
  attributeChangedCallback(name, before, after) {
    if (before !== after) {
      if (!this.#changed.size) {
        queueMicrotask(() => this.#shell && this.#changed.size && this.#reconfigure());
      }
      this.#changed.add(name);
    }
  }

  /** Reads the attributes. Where a preset changed, the question is as preset again, but for a text that was typed. */
  #readAttributes() {
    /** @param {string} name */
    const get = (name) => this.getAttribute(name);
    const lang = this.closest('[lang|=ru], [lang|=en]')?.matches('[lang|=en]') ? 'en' : 'ru';
    this.#settings = readSettings(get, endpointOf(get('endpoint'), document.baseURI, import.meta.url), lang);
    this.#presets = readPresets(get);
    if (PRESETS.some((name) => this.#changed.has(name))) {
      this.#question = { ...this.#presets, q: this.#changed.has('q') ? this.#presets.q : this.query };
    }
    this.#changed.clear();
  }

  #reconfigure() {
    const isOther = ASKING.some((name) => this.#changed.has(name));
    this.#readAttributes();
    if (isOther) {
      this.#forget();
    }
    this.#build();
    this.#loadIfSeen();
  }

  /** Listens to the page for as long as the element is in it. */
  #listen() {
    this.#life = new AbortController();
    /**
     * @param {EventTarget | null} target
     * @param {string} type
     * @param {(event: any) => void} work
     */
    const on = (target, type, work) => target?.addEventListener(type, work, { signal: this.#life.signal });
    const isDropdown = () => this.#settings.mode === 'dropdown' && this.#isOpen;
    on(window, 'online', () => this.#failure?.code === 'network' && this.#load(this.#wanted));
    on(window, 'popstate', () => this.#readHistory());
    on(document, 'keydown', (event) => this.#pressAnywhere(event));
    on(document, 'pointerdown', (event) => isDropdown() && !event.composedPath().includes(this) && this.close());
    on(this.#root, 'focusout', ({ relatedTarget }) => {
      if (isDropdown() && relatedTarget && !this.#root.contains(relatedTarget)) {
        this.close();
      }
    });
    on(this.#root, 'securitypolicyviolation', () => {
      // The page forbids pictures: asking for more of them would only fill its reports.
      this.#settings.images = false;
    });
  }

  /** Builds everything anew and shows what is known. Focus and the dialog stay. */
  #build() {
    const isFocused = this.#shell && this.#root.activeElement === this.#shell.input;
    const shell = buildShell(this.#settings, [...document.querySelectorAll(this.localName)].indexOf(this));
    const { root, input, form, clear, panel, dialog, opener, close } = shell;
    this.#shell = shell;
    this.#announcer.regions = shell.regions;
    this.#suggestions = new Suggestions(input, shell.list, ({ text, kind }) => {
      const isRubric = kind === 'rubric' && !this.#settings.locks.includes(kind);
      this.#ask(isRubric ? { q: '', rubric: [text] } : { q: text, repair: true });
    });
    /**
     * @param {EventTarget | null} target
     * @param {string} type
     * @param {(event: any) => void} work
     */
    const on = (target, type, work) => target?.addEventListener(type, work);
    on(form, 'submit', (event) => {
      event.preventDefault();
      this.search();
    });
    on(input, 'input', () => this.#type());
    on(input, 'keydown', (event) => this.#press(event));
    on(input, 'blur', () => this.#suggestions.close());
    on(input, 'pointerup', () => this.#settings.mode === 'dropdown' && isAsking(this.#question) && this.open());
    on(clear, 'click', () => {
      this.#ask({ q: '' });
      input.focus();
    });
    on(panel, 'keydown', ({ key }) => {
      if (key === 'Escape' && this.#settings.mode === 'dropdown') {
        input.focus();
        this.close();
      }
    });
    on(opener, 'click', () => this.open());
    on(close, 'click', () => this.close());
    on(dialog, 'click', ({ target }) => target === dialog && this.close());
    on(dialog, 'close', () => {
      this.#isOpen = false;
      this.#syncUrl(false);
    });
    this.#root.adoptedStyleSheets = [styleSheet()];
    this.#root.replaceChildren(root);
    input.value = this.query;
    this.#showHits();
    this.#render();
    if (this.#isOpen) {
      this.open();
    }
    if (isFocused) {
      input.focus();
    }
  }

  #type() {
    /** @type {any} */
    const { input } = this.#shell;
    this.#question = { ...this.#question, q: input.value, repair: true };
    this.#isOpen = true;
    // What answers an older text would only mislead.
    this.#searching.stop();
    this.#suggesting.stop();
    clearTimeout(this.#debounce);
    this.#debounce = setTimeout(() => {
      this.#suggest(0);
      this.#syncUrl(false);
      this.#load(1);
    }, DEBOUNCE_MS);
    this.#render();
  }

  /** @param {KeyboardEvent} event in the input */
  #press(event) {
    const { key, altKey, isComposing, keyCode } = event;
    const { mode } = this.#settings;
    // Keys belong to the input method while it composes a word; some tell so by the code only.
    if (isComposing || keyCode === 229) {
      return;
    }
    if (!this.#suggestions.press(event)) {
      if (key === 'ArrowDown') {
        this.#suggest(altKey ? 0 : 1, true);
      } else if (key !== 'Escape' || mode === 'dialog') {
        return;
      } else if (mode === 'dropdown' && this.#isOpen) {
        this.close();
      } else {
        this.#ask({ q: '' });
      }
    }
    event.preventDefault();
  }

  /** @param {KeyboardEvent} event anywhere in the page */
  #pressAnywhere(event) {
    const { mode, hotkey } = this.#settings;
    if (mode === 'dialog' && !event.defaultPrevented && isHotkey(event, hotkey)) {
      event.preventDefault();
      this.open();
    }
  }

  /**
   * @param {number} step 1: the first option becomes the active one
   * @param {boolean} [isWanted] whether the list was asked for, even without a text
   */
  async #suggest(step, isWanted) {
    /** @type {any} */
    const { input } = this.#shell;
    const { suggestions, endpoint, key, lang } = this.#settings;
    const list = this.#suggestions;
    if (!suggestions || !(isWanted || input.value.trim())) {
      list.close();
      return;
    }
    const url = `${endpoint}/api/v1/suggest?${encode({ q: input.value, limit: NUM_SUGGESTIONS, key })}`;
    try {
      const answer = await this.#suggesting.run((signal) => fetchAnswer(url, 'suggestions', signal));
      if (answer && this.#root.activeElement === input) {
        this.#isOpen = true;
        this.#render();
        list.show(answer.suggestions, lang);
        if (step && list.isOpen) {
          list.move(step);
        }
      }
    } catch {
      // A search goes well without suggestions.
      list.close();
    }
  }

  /**
   * Asks something else, at once and as an entry of the page's history.
   * @param {Partial<Question>} patch
   * @returns {Promise<any>} the first page of the answer, or `null`
   */
  #ask(patch) {
    this.#question = { ...this.#question, ...patch };
    this.#suggesting.stop();
    this.#suggestions?.close();
    if (this.#shell) {
      this.#shell.input.value = this.query;
    }
    this.#syncUrl(true);
    return this.#load(1);
  }

  /** Asks where the answer is seen at once. */
  #loadIfSeen() {
    if (this.#settings.mode === 'inline' || this.#isOpen) {
      this.#load(1);
    }
  }

  /**
   * Gets a page of hits and shows how that goes.
   * @param {number} page
   * @returns {Promise<any>} the answer; `null` if there is none or a newer search took its place
   */
  async #load(page) {
    const question = page > 1 ? this.#answered : this.#question;
    clearTimeout(this.#debounce);
    if (!this.#shell || !isAsking(question)) {
      this.#forget();
      return null;
    }
    const url = searchUrl(question, this.#settings, page);
    this.#wanted = page;
    this.#failure = null;
    this.#setBusy(true);
    this.#slow = setTimeout(() => this.#notify(TEXTS[this.#settings.lang].slow), SLOW_MS);
    try {
      const answer = await this.#searching.run((signal) =>
        withRetries(() => fetchAnswer(url, 'hits', signal), signal, (error, waitMs) => this.#tellError(error, waitMs)));
      if (!answer) {
        return null;
      }
      this.#show(answer, page, question);
      return answer;
    } catch (reason) {
      // What an answer of an unknown shape breaks is the answer's fault.
      const isFault = !(reason instanceof SearchError);
      this.#failure = isFault ? new SearchError('bad_answer', 200) : reason;
      this.#answer = isFault ? null : this.#answer;
      this.#setBusy(false);
      this.#tellError(this.#failure, null);
      return null;
    }
  }

  /**
   * @param {any} answer
   * @param {number} page
   * @param {Question} question
   */
  #show(answer, page, question) {
    if (!(answer.total >= 0)) {
      throw answer;
    }
    this.#last = answer;
    this.#page = page;
    this.#answered = question;
    if (page > 1) {
      const items = buildHits(answer.hits, this.#numHits, this.#settings, this.#select);
      this.#numHits += items.length;
      this.#shell?.results.querySelector('ol')?.append(...items);
      items[0]?.querySelector('a')?.focus();
    } else {
      this.#answer = answer;
      this.#showHits();
      this.#announcer.say(found(this.#settings.lang, answer.total));
    }
    this.#setBusy(false);
    const { q, rubric, source, period, from, to, sort } = question;
    const { repair } = answer.query;
    this.#emit('vestnik-search', {
      query: q,
      total: answer.total,
      page,
      tookMs: answer.took_ms,
      filters: { rubric, source, period, from, to, sort },
      repaired: repair?.applied ? repair.searched : null,
    });
  }

  /** Shows the first page. */
  #showHits() {
    const { lang, locks } = this.#settings;
    const texts = TEXTS[lang];
    const { hits = [], further } = this.#answer ?? {};
    /**
     * @param {any[]} some
     * @param {number} before
     */
    const build = (some, before) =>
      some.length > 0 && h('ol', { role: 'list' }, ...buildHits(some, before, this.#settings, this.#select));
    this.#numHits = hits.length;
    /** @type {any} */
    const { results } = this.#shell;
    this.#keepFocus(() => fill(
      results,
      build(hits, 0),
      this.#answer && !hits.length && h(
        'div',
        { part: 'empty' },
        h('p', {}, this.#answered.q.trim() && texts.tip),
        String(Object.values(withoutFilters(this.#answered, locks))) !== String(Object.values(this.#answered)) &&
          button({ class: 'link', click: () => this.clear() }, texts.reset),
      ),
      further && h('p', { class: 'status' }, texts.further),
      further && build(further.hits, hits.length),
    ));
  }

  /** Shows no answer any more. */
  #forget() {
    this.#searching.stop();
    this.#answer = null;
    this.#last = null;
    this.#failure = null;
    if (this.#shell) {
      this.#showHits();
      this.#setBusy(false);
    }
  }

  /** @param {boolean} isBusy */
  #setBusy(isBusy) {
    clearTimeout(this.#slow);
    this.#shell?.results.setAttribute('aria-busy', String(isBusy));
    this.#render();
  }

  /** Shows everything but the hits. */
  #render() {
    if (!this.#shell) {
      return;
    }
    const { panel, body, clear, repair, filters, status, results, notice, footer } = this.#shell;
    const { mode, lang, target, endpoint } = this.#settings;
    const texts = TEXTS[lang];
    const answer = this.#answer;
    const failure = this.#failure;
    const isShown = answer && !(failure && this.#wanted === 1);
    /** @type {import('./filters.js').Controls['change']} */
    const change = (patch, isOwn = this.#isOwn) => {
      this.#isOwn = isOwn;
      this.#ask(patch);
    };
    this.#keepFocus(() => {
      clear.hidden = !this.query;
      body.hidden = !isAsking(this.#question);
      panel.hidden = mode === 'dropdown' && !this.#isOpen;
      results.hidden = !isShown && !!failure;
      fill(filters, ...(answer ? buildFilters({
        answer, question: this.#question, settings: this.#settings, isOwn: this.#isOwn, change,
      }) : []));
      fill(repair, ...(isShown ? buildNotes(answer.query, this.#settings, change) : []));
      fill(status, isShown && found(lang, answer.total));
      fill(
        notice,
        failure && h(
          'p',
          { part: 'error' },
          this.#messageOf(failure),
          !failure.isRefusal && button({ class: 'link', click: () => this.#load(this.#wanted) }, texts.retry),
        ),
        isShown && !failure && this.#numHits < answer.total && button({ part: 'more', 'data-key': 'more', click: () => this.#load(this.#page + 1) }, texts.more),
      );
      fill(footer, isShown && h('a', { href: `${endpoint}/?${queryString(this.#answered, this.#settings)}`, target }, texts.all));
      if (mode === 'dropdown') {
        // The panel may be wider than the box, but not reach out of the window.
        const { left } = this.getBoundingClientRect();
        const room = document.documentElement.clientWidth - 8 - panel.offsetWidth;
        panel.style.left = `${Math.max(Math.min(room, left), 8) - left}px`;
      }
    });
  }

  /**
   * Says something beside what is shown.
   * @param {string} message
   */
  #notify(message) {
    this.#announcer.say(message);
    this.#keepFocus(() => {
      if (this.#shell) {
        fill(this.#shell.notice, h('p', { class: 'note' }, message));
      }
    });
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
      (same ?? this.#shell?.input).focus({ preventScroll: true });
    }
  }

  /** @type {import('./hits.js').Select} */
  #select = (event, { id, title }, url, position) => {
    if (!this.#emit('vestnik-select', { id, url, title, position, query: this.#answered.q })) {
      event.preventDefault();
    }
  };

  /** @param {SearchError} error */
  #messageOf({ code, isBusy, isRefusal }) {
    const { refused, busy, offline, failed } = TEXTS[this.#settings.lang];
    return isRefusal ? refused : isBusy ? busy : code === 'network' ? offline : failed;
  }

  /**
   * @param {SearchError} error
   * @param {number | null} retryAfterMs
   */
  #tellError(error, retryAfterMs) {
    const { code, status, isBusy } = error;
    const message = this.#messageOf(error);
    if (retryAfterMs === null) {
      this.#announcer.say(message);
    } else if (isBusy) {
      this.#notify(message);
    }
    this.#emit('vestnik-error', { code, status, message, retryAfterMs });
  }

  /**
   * @param {string} name
   * @param {object} detail
   * @returns {boolean} whether nobody prevented the default
   */
  #emit(name, detail) {
    return this.dispatchEvent(new CustomEvent(name, {
      detail, bubbles: true, composed: true, cancelable: name === 'vestnik-select',
    }));
  }

  /**
   * The page's address with a question in it.
   * @param {Question} question
   */
  #write(question) {
    const { urlState, locks } = this.#settings;
    return location.pathname + writeUrl(location.search, urlState ?? '', question, this.#presets, locks) + location.hash;
  }

  /** @param {boolean} isEntry whether the way back should lead to what was asked before */
  #syncUrl(isEntry) {
    if (!this.#shell || this.#settings.urlState === null) {
      return;
    }
    const { mode } = this.#settings;
    // A closed dialog asks nothing.
    const question = mode === 'dialog' && !this.#isOpen ? this.#presets : this.#question;
    const [before, now] = [this.#committed, question].map((one) => this.#write(one));
    try {
      if (isEntry && before !== now) {
        // While typing, the address ran ahead of the history.
        history.replaceState(history.state, '', before);
        history.pushState(history.state, '', now);
        this.#committed = question;
      } else {
        history.replaceState(history.state, '', now);
      }
    } catch {
      // Some pages may not change their address, or not so often.
    }
  }

  #readHistory() {
    const { urlState, locks } = this.#settings;
    if (urlState !== null && this.#shell) {
      this.#question = readUrl(location.search, urlState, this.#presets, locks);
      this.#committed = this.#question;
      this.#isOwn = false;
      this.#shell.input.value = this.query;
      this.#forget();
      this.#loadIfSeen();
    }
  }
}
