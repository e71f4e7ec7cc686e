// Keeps a question in the page's address, for those who want that.

import { readUrl, writeUrl } from './question.js';

/** @typedef {import('./question.js').Question} Question */

/** What of the page's address belongs to one widget. */
export class Address {
  /** @type {import('./settings.js').Settings} */
  #settings;
  /** @type {Question} */
  #presets;
  /** @type {Question} what the address asked when it last became an entry of the history */
  #committed;

  /**
   * @param {import('./settings.js').Settings} settings
   * @param {Question} presets
   */
  configure(settings, presets) {
    this.#settings = settings;
    this.#presets = presets;
  }

  /**
   * The question that the address holds.
   * @param {Question} [presets] what it does not tell
   */
  read(presets = this.#presets) {
    const { urlState, locks } = this.#settings;
    this.#committed = urlState === null ? presets : readUrl(location.search, urlState, presets, locks);
    return this.#committed;
  }

  /**
   * The address with a question in it.
   * @param {Question} question
   */
  with(question) {
    const { urlState, locks } = this.#settings;
    return location.pathname + writeUrl(location.search, urlState ?? '', question, this.#presets, locks) + location.hash;
  }

  /**
   * Writes a question into the address.
   * @param {Question} question
   * @param {boolean} isEntry whether the way back should lead to what was asked before
   */
  write(question, isEntry) {
    if (this.#settings.urlState === null) {
      return;
    }
    const [before, now] = [this.#committed, question].map((one) => this.with(one));
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
}
