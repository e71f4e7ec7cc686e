// Tells readers of the screen what changed, once it stays so.

const QUIET_MS = 600;

/** Speaks through two polite live regions in turn, so that the same words are heard again. */
export class Announcer {
  /** @type {Element[]} */
  regions = [];
  #turn = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {string} message the newest replaces one that has not been said yet */
  say(message) {
    this.stop();
    this.#timer = setTimeout(() => {
      this.regions[this.#turn].textContent = '';
      this.#turn = 1 - this.#turn;
      this.regions[this.#turn].textContent = message;
    }, QUIET_MS);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
