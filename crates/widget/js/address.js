// Keeps the question in the page's address, for those who want that.

import { readUrl, writeUrl } from './question.js';

/** @typedef {import('./question.js').Question} Question */

/** What of the page's address belongs to one widget. */
export class Address {
  #state;
  /** @type {Question} what the address asked when it last became an entry of the history */
  #committed;

  /** @param {import('./view.js').State} state */
  constructor(state) {
    this.#state = state;
  }

  /**
   * The question that the address holds.
   * @param {Question} [presets] what it does not tell
   */
  read(presets = this.#state.presets) {
    const { urlState, locks } = this.#state.settings;
    this.#committed = urlState === null ? presets : readUrl(location.search, urlState, presets, locks);
    return this.#committed;
  }

  /**
   * The address with a question in it.
   * @param {Question} question
   */
  with(question) {
    const { settings, presets } = this.#state;
    const search = writeUrl(location.search, settings.urlState ?? '', question, presets, settings.locks);
    return location.pathname + search + location.hash;
  }

  /**
   * Writes the question into the address.
   * @param {boolean} isEntry whether the way back should lead to what was asked before
   */
  write(isEntry) {
    const { settings, question, presets, isOpen } = this.#state;
    if (settings.urlState === null) {
      return;
    }
    // A closed dialog asks nothing.
    const asked = settings.mode === 'dialog' && !isOpen ? presets : question;
    const [before, now] = [this.#committed, asked].map((one) => this.with(one));
    const isNew = isEntry && before !== now;
    try {
      // While typing, the address ran ahead of the history.
      history.replaceState(history.state, '', isNew ? before : now);
      if (isNew) {
        history.pushState(history.state, '', now);
        this.#committed = asked;
      }
    } catch {
      // Some pages may not change their address, or not so often.
    }
  }
}
