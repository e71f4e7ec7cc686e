// Asks the server. Every failure is a `SearchError`; what a newer question made stale is never told.

const TIMEOUT_MS = 15_000;
const MAX_RETRIES = 3;
/** A reader waits no longer than this; then there is a button. */
const LONGEST_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 1000;

/** Why there is no answer. */
export class SearchError extends Error {
  /**
   * @param {string} code `network`, `timeout`, `bad_answer`, `http_500` and the like, or the code that the server gave
   * @param {number} status of HTTP; 0 without an answer
   * @param {number} [waitMs] how long the server wants to be left alone
   */
  constructor(code, status, waitMs = 0) {
    super(code);
    this.code = code;
    this.status = status;
    this.waitMs = waitMs;
  }

  /** Whether the server has too much to do. */
  get isBusy() {
    return this.status === 429 || this.status === 503;
  }

  /** Whether this page may not ask. */
  get isRefusal() {
    return this.status === 401 || this.status === 403;
  }
}

/** Runs tasks of which only the newest may tell how it ended. */
export class Latest {
  #controller = new AbortController();

  /**
   * Starts a task and gives up the one before.
   * @template T
   * @param {(signal: AbortSignal) => Promise<T>} task
   * @returns {Promise<T | undefined>} `undefined` if a newer task took its place, whether it went well or not
   */
  async run(task) {
    this.stop();
    const { signal } = (this.#controller = new AbortController());
    try {
      const outcome = await task(signal);
      return signal.aborted ? undefined : outcome;
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
      return undefined;
    }
  }

  /** Gives up what is under way. */
  stop() {
    this.#controller.abort();
  }
}

/**
 * Gets an answer whose list `name` is there.
 * @param {string} url
 * @param {string} name
 * @param {AbortSignal} signal
 * @returns {Promise<any>}
 */
export async function fetchAnswer(url, name, signal) {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  let status = 0;
  let answer;
  let waitMs;
  try {
    const response = await fetch(url, { credentials: 'omit', signal: AbortSignal.any([signal, limit]) });
    status = response.status;
    waitMs = retryAfter(response.headers.get('retry-after'));
    answer = await response.json();
  } catch {
    if (limit.aborted || !status) {
      throw new SearchError(limit.aborted ? 'timeout' : 'network', status);
    }
  }
  if (status > 299) {
    throw new SearchError(typeof answer?.code === 'string' ? answer.code : `http_${status}`, status, waitMs);
  }
  if (!Array.isArray(answer?.[name])) {
    throw new SearchError('bad_answer', status);
  }
  return answer;
}

/**
 * Runs a task again as long as that promises something.
 * @template T
 * @param {() => Promise<T>} task
 * @param {AbortSignal} signal
 * @param {(error: SearchError, waitMs: number) => void} onWait called before each wait
 * @returns {Promise<T>}
 */
export async function withRetries(task, signal, onWait) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await task();
    } catch (error) {
      /** @type {any} */
      const failure = error;
      const waitMs = retryDelay(failure, attempt);
      if (!waitMs || signal.aborted) {
        throw error;
      }
      onWait(failure, waitMs);
      // Whoever was told may have asked something else at once.
      signal.throwIfAborted();
      await pause(waitMs, signal);
    }
  }
}

/**
 * How long to wait before the next attempt, in milliseconds.
 * @param {SearchError} error
 * @param {number} attempt attempts that were retries already
 * @param {() => number} [random] from 0 to 1
 * @returns {number} 0: do not try again
 */
export function retryDelay({ code, status, waitMs, isBusy }, attempt, random = Math.random) {
  const isPassing = status > 499 || code === 'bad_answer' || (code === 'network' && navigator.onLine);
  const wait = Math.max(waitMs, FIRST_WAIT_MS * 2 ** attempt) * (1 + random() / 4);
  return attempt < (isBusy ? MAX_RETRIES : Number(isPassing)) && wait < LONGEST_WAIT_MS ? Math.round(wait) : 0;
}

/**
 * Reads `Retry-After`: seconds or a date.
 * @param {string | null} value
 * @param {number} [now] milliseconds
 * @returns {number} milliseconds from now; 0 for what cannot be read
 */
export function retryAfter(value, now = Date.now()) {
  const told = value ?? '';
  return Math.max(/^\d+$/.test(told) ? Number(told) * 1000 : Date.parse(told) - now, 0) || 0;
}

/**
 * @param {number} waitMs
 * @param {AbortSignal} signal
 * @returns {Promise<void>} rejected when given up
 */
function pause(waitMs, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, waitMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
