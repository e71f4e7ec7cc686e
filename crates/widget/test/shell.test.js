import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHotkey } from '../js/shell.js';

const NONE = { key: '', code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

/** @param {Partial<typeof NONE>} keys */
const press = (keys) => /** @type {KeyboardEvent} */ ({ ...NONE, ...keys });

test('a hotkey is known by letter and by place', () => {
  assert.ok(isHotkey(press({ key: 'k', code: 'KeyK', ctrlKey: true }), 'ctrl+k'));
  assert.ok(isHotkey(press({ key: 'л', code: 'KeyK', ctrlKey: true }), 'ctrl+k'), 'the Russian layout');
  assert.ok(isHotkey(press({ key: 'K', code: 'KeyV', metaKey: true }), 'ctrl+k'), 'another layout, another system');
  assert.ok(isHotkey(press({ key: '/', code: 'Slash', altKey: true, shiftKey: true }), 'alt+shift+/'));
});

test('other keys are no hotkey', () => {
  assert.ok(!isHotkey(press({ key: 'k', code: 'KeyK' }), 'ctrl+k'));
  assert.ok(!isHotkey(press({ key: 'k', code: 'KeyK', ctrlKey: true, shiftKey: true }), 'ctrl+k'));
  assert.ok(!isHotkey(press({ key: 'k', code: 'KeyK', ctrlKey: true, altKey: true }), 'ctrl+k'));
  assert.ok(!isHotkey(press({ key: 'j', code: 'KeyJ', ctrlKey: true }), 'ctrl+k'));
  assert.ok(!isHotkey(press({ key: 'o', code: 'KeyO' }), 'off'));
});
