import type { VestnikSearch, VestnikSearchEventMap } from './element.js';

export type {
  ErrorDetail,
  SearchDetail,
  SearchFilters,
  SelectDetail,
  VestnikSearch,
  VestnikSearchAttributes,
  VestnikSearchEventMap,
} from './element.js';

declare global {
  interface HTMLElementTagNameMap {
    'vestnik-search': VestnikSearch;
  }
  // The events bubble up to whatever holds the element.
  interface HTMLElementEventMap extends VestnikSearchEventMap {}
  interface DocumentEventMap extends VestnikSearchEventMap {}
}
