/** What a search asked for besides its text. */
export interface SearchFilters {
  /** Any of these. */
  rubric: string[];
  /** Any of these. */
  source: string[];
  /** A period that ends today. */
  period: '' | 'day' | 'week' | 'month' | 'year';
  /** First day, `YYYY-MM-DD` or empty. */
  from: string;
  /** Last day, `YYYY-MM-DD` or empty. */
  to: string;
  sort: 'relevance' | 'newest' | 'oldest';
}

/** A page of hits is shown. */
export interface SearchDetail {
  /** The text as typed. */
  query: string;
  /** Matching articles. */
  total: number;
  /** From 1. */
  page: number;
  tookMs: number;
  filters: SearchFilters;
  /** The text that was searched instead of the one typed. */
  repaired: string | null;
}

/** A hit was chosen. `preventDefault()` keeps the page. */
export interface SelectDetail {
  id: string;
  url: string;
  title: string;
  /** From 1, over all pages. */
  position: number;
  /** The text as typed. */
  query: string;
}

/** A search failed. */
export interface ErrorDetail {
  /** `network`, `timeout`, `bad_answer`, `http_500` and the like, or the code that the server gave. */
  code: string;
  /** Of HTTP; 0 without an answer. */
  status: number;
  /** What the reader is told. */
  message: string;
  /** When the element tries again by itself; `null`: it does not. */
  retryAfterMs: number | null;
}

/** The events of the element. They bubble and leave shadow roots. */
export interface VestnikSearchEventMap {
  'vestnik-search': CustomEvent<SearchDetail>;
  'vestnik-select': CustomEvent<SelectDetail>;
  'vestnik-error': CustomEvent<ErrorDetail>;
}

/** The attributes of the element. None is required; what is unknown or not allowed is ignored. */
export interface VestnikSearchAttributes {
  /** Address of the server; default: the origin that the script came from. A bundled script has to be told. */
  endpoint?: string;
  key?: string;
  /** The key, for frameworks that keep `key` for themselves. */
  'api-key'?: string;
  mode?: 'inline' | 'dropdown' | 'dialog';
  lang?: 'ru' | 'en';
  q?: string;
  /** Several are separated by `|`. */
  rubric?: string;
  /** Several are separated by `|`. */
  source?: string;
  period?: 'day' | 'week' | 'month' | 'year';
  /** `YYYY-MM-DD`. */
  from?: string;
  /** `YYYY-MM-DD`. */
  to?: string;
  sort?: 'relevance' | 'newest' | 'oldest';
  /** From 1 to 50. */
  'per-page'?: number | string;
  /** What cannot be changed, separated by spaces: `rubric`, `source`, `period`, `sort`. */
  lock?: string;
  /** Of links. */
  target?: string;
  theme?: 'auto' | 'light' | 'dark';
  images?: 'on' | 'off';
  suggestions?: 'on' | 'off';
  /** Keeps the question in the page's address; the value begins the names of the parameters. */
  'url-state'?: string;
  /** Opens the dialog: keys joined by `+`, or `off`. */
  hotkey?: string;
  placeholder?: string;
  /** Of the button that opens the dialog. */
  label?: string;
}

/** The class of `<vestnik-search>`, for those who define it under a name of their own. */
export declare class VestnikSearch extends HTMLElement {
  static readonly observedAttributes: string[];

  /** The text of the query. Setting another one searches, as soon as the element is in a page. */
  get query(): string;
  set query(value: string | null | undefined);
  /** The last answer of `GET /api/v1/search`, or `null`. */
  readonly results: any;
  /** Whether the results can be seen. */
  readonly opened: boolean;

  /**
   * Searches at once.
   * @param query the text; without it, what the box holds
   * @returns the answer of the API; `null` if there is none or a newer search took its place
   */
  search(query?: string): Promise<any>;
  /** Opens the drop-down or the dialog. */
  open(): void;
  /** Closes it. */
  close(): void;
  /** Empties the box and takes back the filters that can be changed. */
  clear(): void;

  addEventListener<K extends keyof VestnikSearchEventMap>(
    type: K,
    listener: (this: VestnikSearch, event: VestnikSearchEventMap[K]) => any,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: VestnikSearch, event: HTMLElementEventMap[K]) => any,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof VestnikSearchEventMap>(
    type: K,
    listener: (this: VestnikSearch, event: VestnikSearchEventMap[K]) => any,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: VestnikSearch, event: HTMLElementEventMap[K]) => any,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}
