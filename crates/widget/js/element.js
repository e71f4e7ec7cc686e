// <vestnik-search>: a search of a Vestnik archive inside any page.

import { Address } from './address.js';
import { Latest, SearchError, fetchAnswer, withRetries } from './client.js';
import { endpointOf } from './links.js';
import { isAsking, searchUrl, withoutFilters } from './question.js';
import { ASKING, ATTRIBUTES, PRESETS, readPresets, readSettings } from './settings.js';
import { isHotkey } from './shell.js';
import { Suggestions } from './suggestions.js';
import { found } from './texts.js';
import { View } from './view.js';

/** @typedef {import('./question.js').Question} Question */
/** @typedef {import('../types/element.js').VestnikSearchEventMap} Events */

const DEBOUNCE_MS = 150;

// Frameworks import the module where there are no elements.
const Base = globalThis.HTMLElement ?? class {};

/** The element. `readSettings` and `readPresets` tell its attributes. */
export class VestnikSearch extends Base {
  static observedAttributes = ATTRIBUTES;

  #root = this.attachShadow({ mode: 'open' });
  /** @type {import('./view.js').State} without settings before the element is first in a page */
  #state = /** @type {any} */ ({ answer: null, failure: null, page: 0, wanted: 1, isOwn: false, isOpen: false });
  #view = new View(this.#root, this.#state, {
    ask: (patch) => this.#ask(patch),
    load: (page) => this.#load(page),
    clear: () => this.clear(),
    select: (event, { id, title }, url, position) => {
      const isGoing = this.#emit('vestnik-select', { id, url, title, position, query: this.#state.answered.q });
      const { ctrlKey, metaKey, shiftKey } = /** @type {MouseEvent} */ (event);
      // Another tab or window is the reader's choice.
      if (!isGoing && !(ctrlKey || metaKey || shiftKey)) {
        event.preventDefault();
      }
    },
  });
  #life = new AbortController();
  #searching = new Latest();
  #address = new Address(this.#state);
  /** @type {Suggestions} */
  #suggestions;
  /** @type {Set<string>} attributes that changed since they were read */
  #changed = new Set();
  /** @type {any} the last page that came */
  #last = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #debounce;

  /** The text of the query. Setting another one searches, as soon as the element is in a page. */
  get query() {
    return this.#state.question?.q ?? '';
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

  /** Whether the results can be seen: with a question in mode `inline`, else while the panel or dialog is open. */
  get opened() {
    return this.#state.settings?.mode === 'inline' ? isAsking(this.#state.question) : this.#state.isOpen;
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
    if (this.#view.shell) {
      const { dialog, input } = this.#view.shell;
      this.#state.isOpen = true;
      if (dialog && !dialog.open) {
        dialog.showModal();
        input.select();
      }
      this.#view.render();
      if (!this.#state.answer) {
        this.#load(1);
      }
    }
  }

  /** Closes it. */
  close() {
    this.#state.isOpen = false;
    this.#view.shell?.dialog?.close();
    this.#suggestions?.close();
    this.#view.render();
  }

  /** Empties the box and takes back the filters that can be changed. */
  clear() {
    this.#state.isOwn = false;
    this.#ask({ ...(this.#state.settings && withoutFilters(this.#state.question, this.#state.settings.locks)), q: '' });
  }

  /**
   * Focuses the box, or the button that opens the dialog.
   * @param {FocusOptions} [options]
   */
  focus(options) {
    const shell = this.#view.shell;
    (shell?.dialog?.open === false ? shell.opener : shell?.input)?.focus(options);
  }

  connectedCallback() {
    /** @type {HTMLInputElement | null} */
    const fallback = this.querySelector('input[name=q]');
    // A property that was set before the class was there hides the accessor.
    const { query } = this;
    Reflect.deleteProperty(this, 'query');
    this.query = query;
    const given = this.query;
    const isFirst = !this.#state.settings;
    let isAsked = false;
    this.#readAttributes();
    if (isFirst) {
      const { presets } = this.#state;
      const question = this.#address.read({ ...presets, q: presets.q || fallback?.value || '' });
      // A reader asks by the page's address or in the box that was there before.
      isAsked = this.#address.with(question) !== this.#address.with(presets);
      this.#state.question = { ...question, q: given || question.q };
    }
    this.#build();
    this.#listen();
    if (fallback && fallback === document.activeElement) {
      this.focus();
    }
    if (isAsked && this.#state.settings.mode !== 'inline') {
      this.open();
    } else if (!this.#state.answer) {
      this.#loadIfSeen();
    }
  }

  disconnectedCallback() {
    this.#life.abort();
    this.#searching.stop();
    this.#suggestions.stop();
    clearTimeout(this.#debounce);
    this.#view.remove();
    this.#state.isOpen = false;
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} after
   */
  attributeChangedCallback(name, before, after) {
    if (before !== after) {
      if (!this.#changed.size) {
        queueMicrotask(() => this.#view.shell && this.#changed.size && this.#reconfigure());
      }
      this.#changed.add(name);
    }
  }

  /** Reads the attributes. Where a preset changed, the question is as preset again, but for a text that was typed. */
  #readAttributes() {
    /** @param {string} name */
    const get = (name) => this.getAttribute(name);
    const lang = this.closest('[lang|=ru], [lang|=en]')?.matches('[lang|=en]') ? 'en' : 'ru';
    this.#state.settings = readSettings(get, endpointOf(get('endpoint'), document.baseURI, import.meta.url), lang);
    this.#state.presets = readPresets(get);
    if (PRESETS.some((name) => this.#changed.has(name))) {
      this.#state.question = { ...this.#state.presets, q: this.#changed.has('q') ? this.#state.presets.q : this.query };
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
    const isDropdown = () => this.#state.settings.mode === 'dropdown' && this.#state.isOpen;
    on(window, 'online', () => this.#state.failure?.code === 'network' && this.#load(this.#state.wanted));
    on(window, 'popstate', () => {
      if (this.#state.settings.urlState !== null) {
        this.#state.isOwn = false;
        this.#state.question = this.#address.read();
        this.#forget();
        this.#loadIfSeen();
      }
    });
    on(document, 'keydown', (event) => {
      const { mode, hotkey } = this.#state.settings;
      if (mode === 'dialog' && !event.defaultPrevented && isHotkey(event, hotkey)) {
        event.preventDefault();
        this.open();
      }
    });
    on(document, 'pointerdown', (event) => isDropdown() && !event.composedPath().includes(this) && this.close());
    on(this.#root, 'focusout', ({ relatedTarget }) => {
      if (isDropdown() && relatedTarget && !this.#root.contains(relatedTarget)) {
        this.close();
      }
    });
    on(document, 'securitypolicyviolation', ({ blockedURI }) => {
      // The page forbids pictures: asking for more of them would only fill its reports.
      if ([...this.#root.querySelectorAll('img')].some(({ src }) => src === blockedURI)) {
        this.#state.settings.images = false;
      }
    });
  }

  /** Builds everything anew and shows what is known. Focus and the dialog stay. */
  #build() {
    const isFocused = this.#view.shell && this.#root.activeElement === this.#view.shell.input;
    const shell = this.#view.build([...document.querySelectorAll(this.localName)].indexOf(this));
    let isBesides = false;
    const { input, form, clear, panel, dialog, opener, close } = shell;
    this.#suggestions = new Suggestions(input, shell.list, ({ text, kind }) => {
      const isRubric = kind === 'rubric' && !this.#state.settings.locks.includes(kind);
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
      this.#state.isOpen = true;
      this.search();
    });
    on(input, 'input', () => this.#type());
    on(input, 'keydown', (event) => this.#press(event));
    on(input, 'blur', () => this.#suggestions.close());
    on(input, 'pointerup', () => {
      if (this.#state.settings.mode === 'dropdown' && isAsking(this.#state.question)) {
        this.open();
      }
    });
    on(clear, 'click', () => {
      this.#ask({ q: '' });
      input.focus();
    });
    on(panel, 'keydown', ({ key }) => {
      if (key === 'Escape' && this.#state.settings.mode === 'dropdown') {
        input.focus();
        this.close();
      }
    });
    on(opener, 'click', () => this.open());
    on(close, 'click', () => this.close());
    on(dialog, 'pointerdown', ({ target }) => {
      isBesides = target === dialog;
    });
    // A text that is selected up to outside of the dialog leaves it open.
    on(dialog, 'click', ({ target }) => isBesides && target === dialog && this.close());
    on(dialog, 'close', () => {
      this.#state.isOpen = false;
      this.#address.write(false);
    });
    this.#view.showHits();
    this.#view.render();
    if (this.#state.isOpen) {
      this.open();
    }
    if (isFocused) {
      input.focus();
    }
  }

  #type() {
    /** @type {any} */
    const { input } = this.#view.shell;
    this.#state.question = { ...this.#state.question, q: input.value, repair: true };
    this.#state.isOpen = true;
    // What answers an older text would only mislead.
    this.#searching.stop();
    this.#suggestions.stop();
    clearTimeout(this.#debounce);
    this.#debounce = setTimeout(() => {
      this.#suggest(0);
      this.#address.write(false);
      this.#load(1);
    }, DEBOUNCE_MS);
    this.#view.render();
  }

  /** @param {KeyboardEvent} event in the input */
  #press(event) {
    const { key, altKey, isComposing, keyCode } = event;
    const { mode } = this.#state.settings;
    // Keys belong to the input method while it composes a word; some tell so by the code only.
    if (isComposing || keyCode === 229) {
      return;
    }
    if (!this.#suggestions.press(event)) {
      if (key === 'ArrowDown') {
        this.#suggest(altKey ? 0 : 1, true);
      } else if (key === 'Escape' && mode === 'dropdown' && this.#state.isOpen) {
        this.close();
      } else if (key === 'Escape' && mode !== 'dialog' && this.query) {
        this.#ask({ q: '' });
      } else {
        return;
      }
    }
    event.preventDefault();
  }

  /**
   * @param {number} step 1: the first option becomes the active one
   * @param {boolean} [isWanted] whether the list was asked for, even without a text
   */
  #suggest(step, isWanted) {
    this.#suggestions.ask(this.#state.settings, step, isWanted, () => {
      this.#state.isOpen = true;
      this.#view.render();
    });
  }

  /**
   * Asks something else, at once and as an entry of the page's history.
   * @param {Partial<Question>} patch
   * @returns {Promise<any>} the first page of the answer, or `null`
   */
  #ask(patch) {
    this.#state.question = { ...this.#state.question, ...patch };
    this.#suggestions?.close();
    if (this.#view.shell) {
      this.#address.write(true);
    }
    return this.#load(1);
  }

  /** Asks where the answer is seen at once. */
  #loadIfSeen() {
    if (this.#state.settings.mode === 'inline' || this.#state.isOpen) {
      this.#load(1);
    }
  }

  /**
   * Gets a page of hits and shows how that goes.
   * @param {number} page
   * @returns {Promise<any>} the answer; `null` if there is none or a newer search took its place
   */
  async #load(page) {
    const question = page > 1 ? this.#state.answered : this.#state.question;
    clearTimeout(this.#debounce);
    if (!this.#view.shell || !isAsking(question)) {
      this.#forget();
      return null;
    }
    const url = searchUrl(question, this.#state.settings, page);
    this.#state.wanted = page;
    this.#state.failure = null;
    this.#view.setBusy(true);
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
      this.#state.failure = isFault ? new SearchError('bad_answer', 200) : reason;
      this.#state.answer = isFault ? null : this.#state.answer;
      this.#view.setBusy(false);
      this.#tellError(this.#state.failure, null);
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
    this.#state.page = page;
    this.#state.answered = question;
    if (page > 1) {
      this.#view.addHits(answer.hits);
    } else {
      this.#state.answer = answer;
      this.#view.showHits();
      this.#view.say(found(this.#state.settings.lang, answer.total));
    }
    this.#view.setBusy(false);
    const { q, rubric, source, period, from, to, sort } = question;
    const { repair } = answer.query;
    this.#emit('vestnik-search', {
      query: q,
      total: answer.total,
      page,
      tookMs: answer.took_ms,
      filters: /** @type {any} */ ({ rubric, source, period, from, to, sort }),
      repaired: repair?.applied ? repair.searched : null,
    });
  }

  /** Shows no answer any more. */
  #forget() {
    this.#searching.stop();
    this.#state.answer = null;
    this.#last = null;
    this.#state.failure = null;
    if (this.#view.shell) {
      this.#view.showHits();
      this.#view.setBusy(false);
    }
  }

  /**
   * @param {SearchError} error
   * @param {number | null} retryAfterMs
   */
  #tellError(error, retryAfterMs) {
    const { code, status, isBusy } = error;
    const message = this.#view.messageOf(error);
    if (retryAfterMs === null) {
      this.#view.say(message);
    } else if (isBusy) {
      this.#view.notify(message);
    }
    this.#emit('vestnik-error', { code, status, message, retryAfterMs });
  }

  /**
   * @template {keyof Events} K
   * @param {K} name
   * @param {Events[K]['detail']} detail
   * @returns {boolean} whether nobody prevented the default
   */
  #emit(name, detail) {
    return this.dispatchEvent(new CustomEvent(name, {
      detail, bubbles: true, composed: true, cancelable: name === 'vestnik-select',
    }));
  }
}
