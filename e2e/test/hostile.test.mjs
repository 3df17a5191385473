/** The judges of `prove hostile` see what they are there to see. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growth } from '../lib/hostile/counters.mjs';
import { CLASSES } from '../lib/hostile/datagrams.mjs';
import { foundLines } from '../lib/hostile/fuzz.mjs';
import { nonceConflicts } from '../lib/hostile/nonces.mjs';
import { seeded } from '../lib/hostile/random.mjs';

const client = { to: '192.0.2.1', toPort: 5_000 };

function rtp(seq, body) {
  const data = Buffer.alloc(40, body);
  data[0] = 0x80;
  data[1] = 96;
  data.writeUInt16BE(seq, 2);
  data.writeUInt32BE(7, 8);
  return { ...client, kind: 'rtp', data };
}

function record(epoch, seq, body) {
  const data = Buffer.alloc(13 + 30, body);
  data[0] = 23;
  data.writeUInt16BE(epoch, 3);
  data.writeUIntBE(seq, 5, 6);
  data.writeUInt16BE(30, 11);
  return { ...client, kind: 'dtls', data };
}

test('a number that seals two things is a conflict, the same bytes again are none', () => {
  assert.deepEqual(nonceConflicts([rtp(1, 1), rtp(2, 2), rtp(1, 1)]).conflicts, []);
  assert.equal(nonceConflicts([rtp(1, 1), rtp(2, 2), rtp(1, 3)]).conflicts.length, 1);
  assert.equal(nonceConflicts([record(1, 5, 1), record(1, 5, 2)]).conflicts.length, 1);
});

test('the same sequence number after a roll-over is another index', () => {
  const around = Array.from({ length: 70_000 }, (_, i) => rtp(i & 0xffff, i % 251));
  const { conflicts, seals } = nonceConflicts(around);
  assert.deepEqual(conflicts, []);
  assert.equal(seals, 70_000);
});

test('what is in the clear, and what goes to somebody else, is no conflict', () => {
  assert.deepEqual(nonceConflicts([record(0, 5, 1), record(0, 5, 2)]).conflicts, []);
  assert.deepEqual(nonceConflicts([rtp(1, 1), { ...rtp(1, 2), toPort: 5_001 }]).conflicts, []);
});

test('growth tells each reason and their sum', () => {
  const grown = growth(new Map([['A', 1], ['B', 2]]), new Map([['A', 4], ['B', 2], ['C', 5]]));
  assert.deepEqual(grown, { reasons: { A: 3, C: 5 }, total: 8 });
});

test('a seed makes the same datagrams again', () => {
  const target = { from: '192.0.2.1', fromPort: 1, to: '192.0.2.1', toPort: 2, ufrag: 'abcd', sent: [Buffer.alloc(60, 0x90), rtp(3, 3).data] };
  const made = (seed) => Object.values(CLASSES).map((make) => make(seeded(seed), target));
  assert.deepEqual(made(5), made(5));
  assert.notDeepEqual(made(5), made(6));
});

test('a finding is shown with its trace, what found nothing is not', () => {
  const text = `compiling the fuzz targets
  ice                            1557 executions  nothing found
  sdp                              21 executions  FOUND
      == Java Exception: java.lang.IllegalStateException: no
      \tat media.sluice.Sdp.read(Sdp.java:7)
  stun                                 executions  DID NOT RUN
  token                            12 executions  nothing found
fuzz targets=4 parsers=4 seconds=1 executions=1590 findings=2`;
  assert.deepEqual(foundLines(text).map((line) => line.trim().split(' ')[0]), ['sdp', '==', 'at', 'stun']);
});
