import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fields, median, summary } from '../lib/bench/figures.mjs';

const window = (cpu_ns, over = {}) => ({
  seconds: 2, expected: 1_000, delivered: 1_000, lost: 0, cpu_ns, user_ns: cpu_ns / 4, kernel_ns: (cpu_ns * 3) / 4, busy: 0.5, latency_us: [1, 2, 3], ...over,
});

test('the median is of all windows of all runs, not of medians', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  const found = summary([{ windows: [window(10), window(1_000)] }, { windows: [window(20)] }]);
  assert.equal(found.cpu_ns, 20);
  assert.equal(found.max_ns, 1_000);
  assert.equal(found.per_second, 500);
});

test('a summary shows what was lost and what did not arrive', () => {
  const found = summary([{ windows: [window(10, { lost: 7, delivered: 990 })] }]);
  assert.equal(found.lost, 7);
  assert.ok(Math.abs(found.missing - 0.01) < 1e-9);
});

test('the line of the C reference is read', () => {
  assert.equal(fields('bare packets=35840 cpu_ns=1900.8 user_ns=0.0').cpu_ns, 1_900.8);
});
