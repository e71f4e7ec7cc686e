import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinBuckets } from '../js/filters.js';

/** @param {number} length */
const years = (length) => Array.from({ length }, (_, index) => {
  const year = 2000 + index;
  return { from: `${year}-01-01`, to: `${year}-12-31`, count: index };
});

test('few bars stay as they are', () => {
  assert.deepEqual(joinBuckets([]), []);
  assert.deepEqual(joinBuckets(years(1)), years(1));
  assert.deepEqual(joinBuckets(years(11)), years(11));
});

test('many bars are joined without gaps, overlaps or lost articles', () => {
  for (const length of [12, 13, 25, 100, 366]) {
    const buckets = years(length);
    const bars = joinBuckets(buckets);
    assert.equal(bars.length, 11, String(length));
    assert.equal(bars[0].from, buckets[0].from);
    assert.equal(bars[10].to, buckets[length - 1].to);
    for (const [index, { from }] of bars.slice(1).entries()) {
      assert.equal(Number(from.slice(0, 4)), Number(bars[index].to.slice(0, 4)) + 1);
    }
    const sum = bars.reduce((total, { count }) => total + count, 0);
    assert.equal(sum, (length * (length - 1)) / 2);
  }
});

test('the answer is left as it was', () => {
  const buckets = years(20);
  joinBuckets(buckets);
  assert.deepEqual(buckets, years(20));
});
