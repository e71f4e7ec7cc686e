// The list of the combobox: list autocomplete with manual selection. DOM focus stays in the input.

import { Latest, fetchAnswer } from './client.js';
import { fill, h, highlighted } from './dom.js';
import { encode } from './question.js';
import { TEXTS, articles } from './texts.js';

/** @typedef {import('./texts.js').Lang} Lang */
/**
 * A suggestion of the API.
 * @typedef {object} Suggestion
 * @property {string} text
 * @property {{ text: string, match: boolean }[]} segments
 * @property {string} kind
 * @property {number | null} articles
 */

const NUM_SUGGESTIONS = 6;

/** The list under the input. */
export class Suggestions {
  #input;
  #box;
  #accept;
  /** @type {Suggestion[]} */
  #items = [];
  #active = -1;
  #asking = new Latest();

  /**
   * @param {HTMLInputElement} input the combobox
   * @param {HTMLElement} box the listbox
   * @param {(suggestion: Suggestion) => void} accept
   */
  constructor(input, box, accept) {
    this.#input = input;
    this.#box = box;
    this.#accept = accept;
    // A press must not take the focus from the input.
    box.addEventListener('mousedown', (event) => event.preventDefault());
  }

  get isOpen() {
    return !this.#box.hidden;
  }

  /**
   * Shows what the server suggests.
   * @param {Suggestion[]} items
   * @param {Lang} lang
   */
  show(items, lang) {
    this.#items = items;
    fill(this.#box, ...items.map((item, index) => this.#build(item, index, lang)));
    this.#toggle(items.length > 0);
  }

  /**
   * Asks the server what it suggests for the text in the input.
   * @param {import('./settings.js').Settings} settings
   * @param {number} step 1: the first option becomes the active one
   * @param {boolean | undefined} isWanted whether the list was asked for, even without a text
   * @param {() => void} prepare called before the list is shown
   */
  async ask({ suggestions, endpoint, key, lang }, step, isWanted, prepare) {
    const q = this.#input.value;
    if (!suggestions || !(isWanted || q.trim())) {
      this.close();
      return;
    }
    const url = `${endpoint}/api/v1/suggest?${encode({ q, limit: NUM_SUGGESTIONS, key })}`;
    try {
      const answer = await this.#asking.run((signal) => fetchAnswer(url, 'suggestions', signal));
      if (answer && this.#input.matches(':focus')) {
        prepare();
        this.show(answer.suggestions, lang);
        if (step && this.isOpen) {
          this.move(step);
        }
      }
    } catch {
      // A search goes well without suggestions.
      this.close();
    }
  }

  /** Gives up what was asked. */
  stop() {
    this.#asking.stop();
  }

  close() {
    this.stop();
    this.#toggle(false);
  }

  /**
   * Makes another option the active one; behind the last comes the first.
   * @param {number} step 1 or -1
   */
  move(step) {
    const count = this.#items.length;
    this.#activate((Math.max(this.#active, step < 0 ? 0 : -1) + step + count) % count);
  }

  /**
   * Answers a key of the input.
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key has done its work
   */
  press({ key, altKey }) {
    if (!this.isOpen) {
      return false;
    }
    if (key === 'Escape' || key === 'Tab' || (altKey && key === 'ArrowUp')) {
      this.close();
      return key !== 'Tab';
    }
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      this.move(key === 'ArrowDown' ? 1 : -1);
      return true;
    }
    if (key === 'Enter' && this.#active >= 0) {
      this.#take(this.#active);
      return true;
    }
    if (/^(Home|End|ArrowLeft|ArrowRight)$/.test(key)) {
      this.#activate(-1);
    }
    return false;
  }

  /**
   * @param {Suggestion} item
   * @param {number} index
   * @param {Lang} lang
   */
  #build(item, index, lang) {
    return h(
      'li',
      {
        part: 'suggestion',
        role: 'option',
        id: `${this.#box.id}-${index}`,
        'aria-selected': 'false',
        click: () => this.#take(index),
      },
      h('span', { dir: 'auto' }, ...highlighted(item.segments)),
      h(
        'small',
        {},
        item.kind === 'rubric' && `${TEXTS[lang].rubric} · `,
        !!item.articles && articles(lang, item.articles),
      ),
    );
  }

  /** @param {number} index */
  #take(index) {
    this.close();
    this.#accept(this.#items[index]);
  }

  /** @param {boolean} isOpen */
  #toggle(isOpen) {
    this.#activate(-1);
    this.#box.hidden = !isOpen;
    this.#input.setAttribute('aria-expanded', String(isOpen));
  }

  /** @param {number} index -1: none, the reader edits */
  #activate(index) {
    const { children } = this.#box;
    children[this.#active]?.setAttribute('aria-selected', 'false');
    this.#active = index;
    const option = children[index];
    this.#input.removeAttribute('aria-activedescendant');
    if (option) {
      option.setAttribute('aria-selected', 'true');
      option.scrollIntoView({ block: 'nearest' });
      this.#input.setAttribute('aria-activedescendant', option.id);
    }
  }
}
