// The judge of gaps is judged: it excuses what the machine did, and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributedGap } from '../lib/stalls.mjs';

/** Four seconds of sound, 20 ms apart; nothing arrives in [from, to) of each hole, what was due then comes at its end. */
const sound = (...holes) => ({
  packets: Array.from({ length: 200 }, (_, i) => i * 0.02).map((due) => {
    const hole = holes.find(([from, to]) => due >= from - 1e-9 && due < to);
    return { time: hole ? hole[1] : due };
  }),
});

const millis = (...streams) => Math.round(attributedGap(...streams, 1, 3).attributed);

test('without a gap there is one packet between packets', () => assert.equal(millis(sound(), sound()), 20));

test('a gap of the move counts whole', () => {
  const judged = attributedGap(sound([2, 2.09]), sound(), 1, 3);
  assert.deepEqual([Math.round(judged.attributed), Math.round(judged.raw), judged.stalled], [110, 110, 0]);
});

test('a stall of both is the machine, and is told apart', () => {
  const judged = attributedGap(sound([2, 2.13]), sound([2, 2.13]), 1, 3);
  assert.deepEqual([Math.round(judged.attributed), Math.round(judged.raw), Math.round(judged.stalled)], [20, 150, 130]);
});

test('a stall at another time excuses nothing', () => assert.equal(millis(sound([2, 2.09]), sound([1.5, 1.65])), 110));

test('a stall inside a longer gap excuses its own time only', () => assert.equal(millis(sound([1.8, 2.2]), sound([2, 2.09])), 420 - 90));

test('ordinary jitter of the other stream excuses nothing', () => assert.equal(millis(sound([2, 2.09]), sound([2, 2.01])), 110));

test('several stalls cannot excuse more than their own time', () => {
  const control = sound([1.6, 1.7], [1.8, 1.9]);
  assert.equal(millis(sound([1.5, 2]), control), 520 - 200);
});

test('a control that stalls most of the time excuses nothing', () => assert.equal(millis(sound([2, 2.09]), sound([1.2, 2.7])), 110));

test('without a control nothing is judged', () => {
  assert.throws(() => attributedGap(sound([2, 2.09]), { packets: [] }, 1, 3), /nothing can be judged/);
  assert.throws(() => attributedGap(sound([2, 2.09]), { packets: [{ time: 0.5 }] }, 1, 3), /nothing can be judged/);
});
