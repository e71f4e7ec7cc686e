// The entry: defines <vestnik-search>. A second load changes nothing.

import { VestnikSearch } from './element.js';

if (globalThis.customElements && !customElements.get('vestnik-search')) {
  customElements.define('vestnik-search', VestnikSearch);
}
