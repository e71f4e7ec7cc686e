// Builds elements. Text only ever becomes text nodes.

/** @typedef {Node | string | false | null | undefined} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Props */

/**
 * Builds an element. `part` names its class too, functions are listeners, and what is `null`, `undefined` or `false`
 * is left out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Props} props
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') {
      element.addEventListener(name, value);
    } else if (value != null && value !== false) {
      element.setAttribute(name, value === true ? '' : String(value));
      if (name === 'part') {
        element.className = String(value);
      }
    }
  }
  fill(element, ...children);
  return element;
}

/**
 * Replaces the content of an element.
 * @param {Element} element
 * @param {...Child} children
 */
export function fill(element, ...children) {
  element.replaceChildren(...children.flatMap((child) => child || []));
}

/**
 * A button that submits nothing.
 * @param {Props} props
 * @param {...Child} children
 */
export function button(props, ...children) {
  return h('button', { type: 'button', ...props }, ...children);
}

/**
 * Highlighted pieces of a text.
 * @param {{ text: string, match: boolean }[]} segments
 */
export function highlighted(segments) {
  return segments.map(({ text, match }) => (match ? h('mark', {}, text) : text));
}
