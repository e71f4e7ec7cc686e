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
 * @param {unknown} segments
 * @param {unknown} [otherwise] for want of pieces
 * @returns {Child[]}
 */
export function highlighted(segments, otherwise) {
  const pieces = list(segments).map((piece) =>
    piece?.match ? h('mark', {}, text(piece.text)) : text(piece?.text));
  return pieces.some(Boolean) ? pieces : [text(otherwise)];
}

/**
 * What is an array, else an empty one: answers are not trusted to have their shape.
 * @param {unknown} value
 * @returns {any[]}
 */
export function list(value) {
  return Array.isArray(value) ? value : [];
}

/**
 * What is a string, else an empty one.
 * @param {unknown} value
 * @returns {string}
 */
export function text(value) {
  return typeof value === 'string' ? value : '';
}
