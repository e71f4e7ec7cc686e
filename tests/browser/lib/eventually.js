// Waiting for what a page will show.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

/** Only a failing test reaches this limit. */
const TIMEOUT_MS = 15_000;
const BETWEEN_MS = 20;

/** Reads again and again until `read()` yields `expected`; fails with the last difference. */
export async function eventually(read, expected, what) {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    try {
      assert.deepEqual(await read(), expected, what);
      return;
    } catch (difference) {
      if (Date.now() > deadline) throw difference;
    }
    await pause(BETWEEN_MS);
  }
}
