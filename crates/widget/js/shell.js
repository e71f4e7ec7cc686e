// What of the widget stays while questions and answers come and go.

import { button, h } from './dom.js';
import { TEXTS } from './texts.js';

/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {ReturnType<typeof buildShell>} Shell */

/** Ids are unique in the page, although the shadow root would do. */
let numShells = 0;

/**
 * Builds the box, the empty panel under it and, in that mode, the dialog around them.
 * @param {Settings} settings
 * @param {number} place of the widget among those of the page, from 0: landmarks need different names
 */
export function buildShell({ mode, lang, endpoint, label, placeholder, hotkey }, place) {
  const texts = TEXTS[lang];
  const name = (label || texts.label) + (place > 0 ? ` (${place + 1})` : '');
  const id = `vestnik-${(numShells += 1)}`;
  const input = h('input', {
    part: 'input',
    name: 'q',
    role: 'combobox',
    'aria-label': name,
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': id,
    placeholder: placeholder ?? texts.placeholder,
    dir: 'auto',
    autocomplete: 'off',
    enterkeyhint: 'search',
    maxlength: 1000,
  });
  const list = h('ul', { part: 'suggestions', id, role: 'listbox', 'aria-label': name, hidden: true });
  const clear = button({ class: 'clear', 'aria-label': texts.clear }, '×');
  const form = h(
    'form',
    { part: 'form', role: 'search', 'aria-label': name, action: `${endpoint}/` },
    h(
      'div',
      { class: 'box' },
      h('span', { class: 'icon' }),
      input,
      clear,
      h('button', { part: 'button' }, texts.submit),
    ),
  );
  const [repair, filters, days, timeline, notice] =
    ['repairs', 'filters', '', '', ''].map((name) => h('div', { class: name }));
  const status = h('p', { part: 'status' });
  const results = h('div', { part: 'results' });
  const footer = h('p', { part: 'footer' });
  const body = h('div', { class: 'body' }, repair, filters, days, timeline, status, results, notice, footer);
  const panel = h('div', { class: 'panel' }, list, body);
  const regions = [0, 1].map(() => h('div', { class: 'quiet', 'aria-live': 'polite' }));
  const shell = {
    form, input, clear, list, panel, body, repair, filters, days, timeline, status, results, notice, footer, regions,
  };
  const root = h('div', { class: `root ${mode}`, lang });
  if (mode !== 'dialog') {
    root.append(form, panel, ...regions);
    return { ...shell, root, dialog: null, opener: null, close: null };
  }
  const close = button({ part: 'close-button', 'aria-label': texts.close }, '×');
  const head = h('div', { class: 'head' }, form, close);
  const dialog = h('dialog', { part: 'dialog', 'aria-label': name }, head, panel, ...regions);
  const keys = hotkey !== 'off' && hotkey.replace(/\b[a-z]/g, (key) => key.toUpperCase());
  const opener = button(
    { part: 'open-button', 'aria-haspopup': 'dialog', 'aria-keyshortcuts': keys && keys.replace('Ctrl', 'Control') },
    h('span', { class: 'icon' }),
    label || texts.label,
    keys && h('kbd', { 'aria-hidden': 'true' }, keys),
  );
  root.append(opener, dialog);
  return { ...shell, root, dialog, opener, close };
}

/**
 * Whether a key press is the hotkey. Letters are known by their place too: `k` is `л` in the Russian layout.
 * @param {KeyboardEvent} event
 * @param {string} hotkey such as `ctrl+k`; the command key will do
 */
export function isHotkey({ key, code, ctrlKey, metaKey, altKey, shiftKey }, hotkey) {
  const wanted = hotkey.split('+').pop() ?? '';
  return (
    (key?.toLowerCase() === wanted || code === `Key${wanted.toUpperCase()}`) &&
    (ctrlKey || metaKey) === hotkey.includes('ctrl+') &&
    altKey === hotkey.includes('alt+') &&
    shiftKey === hotkey.includes('shift+')
  );
}
