import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Suggestions } from '../js/suggestions.js';

/** As much of an element as the list touches. */
class FakeElement {
  id = '';
  hidden = true;
  /** @type {any[]} */
  children = [];
  /** @type {Map<string, string>} */
  attributes = new Map();
  /** @type {Map<string, (event: any) => void>} */
  listeners = new Map();

  /** @param {string} name @param {string} value */
  setAttribute(name, value) {
    this.attributes.set(name, value);
    this.id = this.attributes.get('id') ?? this.id;
  }

  /** @param {string} name */
  removeAttribute(name) {
    this.attributes.delete(name);
  }

  /** @param {string} type @param {(event: any) => void} listener */
  addEventListener(type, listener) {
    this.listeners.set(type, listener);
  }

  /** @param {...any} children */
  replaceChildren(...children) {
    this.children = children;
  }

  scrollIntoView() {}
}

before(() => {
  Object.assign(globalThis, { document: { createElement: () => new FakeElement() } });
});
after(() => {
  Reflect.deleteProperty(globalThis, 'document');
});

/** @param {string[]} texts */
function openList(texts) {
  const input = new FakeElement();
  const box = new FakeElement();
  box.id = 'list';
  /** @type {string[]} */
  const accepted = [];
  const list = new Suggestions(/** @type {any} */ (input), /** @type {any} */ (box), ({ text }) => accepted.push(text));
  list.show(texts.map((text) => ({ text, segments: [{ text, match: false }], kind: 'title', articles: null })), 'ru');
  return {
    list,
    box,
    accepted,
    /** @param {string} key @param {boolean} [altKey] */
    press: (key, altKey = false) => list.press(/** @type {KeyboardEvent} */ ({ key, altKey })),
    active: () => input.attributes.get('aria-activedescendant'),
    expanded: () => input.attributes.get('aria-expanded'),
    selected: () => box.children.map((option) => option.attributes.get('aria-selected')),
  };
}

test('a list opens with nothing selected', () => {
  const { list, active, expanded, selected } = openList(['a', 'b']);
  assert.equal(list.isOpen, true);
  assert.equal(expanded(), 'true');
  assert.equal(active(), undefined);
  assert.deepEqual(selected(), ['false', 'false']);
});

test('nothing to suggest is no list', () => {
  const { list, expanded, press } = openList([]);
  assert.equal(list.isOpen, false);
  assert.equal(expanded(), 'false');
  assert.equal(press('ArrowDown'), false);
});

test('arrows go round', () => {
  const { press, active, selected } = openList(['a', 'b', 'c']);
  const walk = ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp'].map((key) => {
    assert.equal(press(key), true);
    return active();
  });
  assert.deepEqual(walk, ['list-0', 'list-1', 'list-2', 'list-0', 'list-2']);
  assert.deepEqual(selected(), ['false', 'false', 'true']);
  const other = openList(['a', 'b', 'c']);
  other.press('ArrowUp');
  assert.equal(other.active(), 'list-2');
});

test('Enter takes what is active and nothing else', () => {
  const { press, accepted, list } = openList(['a', 'b']);
  assert.equal(press('Enter'), false, 'the form is submitted');
  assert.deepEqual(accepted, []);
  press('ArrowDown');
  press('ArrowDown');
  assert.equal(press('Enter'), true);
  assert.deepEqual(accepted, ['b']);
  assert.equal(list.isOpen, false);
});

test('a click takes an option', () => {
  const { box, accepted, expanded } = openList(['a', 'b']);
  box.children[1].listeners.get('click')({});
  assert.deepEqual(accepted, ['b']);
  assert.equal(expanded(), 'false');
});

test('Escape and Alt+Up close the list, Tab too and goes on', () => {
  for (const [key, altKey, isDone] of /** @type {[string, boolean, boolean][]} */ ([
    ['Escape', false, true], ['ArrowUp', true, true], ['Tab', false, false],
  ])) {
    const { list, press, active } = openList(['a']);
    press('ArrowDown');
    assert.equal(press(key, altKey), isDone, key);
    assert.equal(list.isOpen, false, key);
    assert.equal(active(), undefined, key);
  }
});

test('who moves the caret edits again', () => {
  for (const key of ['Home', 'End', 'ArrowLeft', 'ArrowRight']) {
    const { list, press, active } = openList(['a']);
    press('ArrowDown');
    assert.equal(press(key), false, key);
    assert.equal(active(), undefined, key);
    assert.equal(list.isOpen, true, key);
  }
});
