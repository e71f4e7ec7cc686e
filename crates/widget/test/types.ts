// Compiled, never run: what is declared is what is there, and a page's own code can use it.

import type { VestnikSearch } from '../types/element.js';
import { VestnikSearch as Built } from '../js/element.js';
import '../types/index.js';

type Mutual<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
type Detail<T> = T extends CustomEvent<infer D> ? D : never;

/** The class that is built can stand for the class that is declared. */
export const declared: typeof VestnikSearch = Built;

type Own<T> = Exclude<keyof T, keyof HTMLElement | `${string}Callback`>;

/** Nothing is in one of them only. */
export const members: Mutual<Own<Built>, Own<VestnikSearch>> = true;

export function consume() {
  const element = document.createElement('vestnik-search');
  element.query = 'ель';
  element.query = null;
  document.querySelector('vestnik-search')?.search().then((answer) => answer?.total);
  element.addEventListener('vestnik-select', (event) => {
    const { title, position } = event.detail;
    event.preventDefault();
    return title.length + position;
  });
  document.addEventListener('vestnik-error', ({ detail }) => detail.retryAfterMs?.toFixed());
  element.addEventListener('click', ({ clientX }) => clientX);
  const detail: Detail<HTMLElementEventMap['vestnik-search']> | null = null;
  // @ts-expect-error the answer is read only
  element.results = detail;
  // @ts-expect-error a query is a text
  element.query = 5;
}
