// The judges themselves are judged: each must pass what is right and refuse what was planted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { continuity, longestGapMs, percentile, rtpAtClient } from '../lib/capture.mjs';
import { toneSnr } from '../lib/dsp.mjs';
import { pairEcho } from '../lib/echo.mjs';
import { dtlsRecords, kindOf } from '../lib/packets.mjs';
import { seeded } from '../lib/impair.mjs';
import { timestampJumps } from '../lib/wire.mjs';

const CLIENT = 5000;

function rtp({ seq, timestamp, ssrc, pt = 111, marker = false, size = 100 }) {
  const data = Buffer.alloc(size);
  data[0] = 0x80;
  data[1] = pt | (marker ? 0x80 : 0);
  data.writeUInt16BE(seq & 0xffff, 2);
  data.writeUInt32BE(timestamp >>> 0, 4);
  data.writeUInt32BE(ssrc, 8);
  return data;
}

const datagram = (time, up, data) => ({
  time,
  from: up ? '10.0.0.1' : '10.0.0.2',
  fromPort: up ? 5000 : 7000,
  to: up ? '10.0.0.2' : '10.0.0.1',
  toPort: up ? 7000 : 5000,
  data,
  kind: kindOf(data),
});

/** An echo of 200 audio packets across both wraps; `spoil` may change or drop what comes back. */
function echoCapture(spoil = (packet) => packet) {
  const found = [];
  for (let i = 0; i < 200; i++) {
    const time = i * 0.02;
    found.push(datagram(time, true, rtp({ seq: 65_500 + i, timestamp: 4_294_900_000 + i * 960, ssrc: 1 })));
    const back = spoil({ seq: 20 + i, timestamp: 77 + i * 960, ssrc: 2 }, i);
    if (back) found.push(datagram(time + 0.001, false, rtp(back)));
  }
  return found;
}

test('an untouched echo loses nothing', () => {
  const [pair] = pairEcho(rtpAtClient(echoCapture(), CLIENT));
  assert.deepEqual([pair.lostUp, pair.lostDown], [[], []]);
});

test('a packet that does not come back is lost up and leaves a hole down', () => {
  const [pair] = pairEcho(rtpAtClient(echoCapture((p, i) => (i === 90 ? null : p)), CLIENT));
  assert.equal(pair.lostUp.length, 1);
  assert.deepEqual(pair.lostDown, [110]);
});

test('a loss that the rewriter closed up is still found', () => {
  const closed = echoCapture((p, i) => (i === 90 ? null : { ...p, seq: i > 90 ? p.seq - 1 : p.seq }));
  const [pair] = pairEcho(rtpAtClient(closed, CLIENT));
  assert.ok(pair.lostUp.length >= 1);
});

test('padding of a probing sender need not come back', () => {
  const found = echoCapture((p) => ({ ...p, seq: p.timestamp > 77 + 90 * 960 ? p.seq - 2 : p.seq }));
  for (const seq of [70, 71]) {
    const probe = rtp({ seq, timestamp: 4_294_900_000 + 90 * 960, ssrc: 1 });
    probe[0] |= 0x20;
    found.push(datagram(91 * 0.02, true, probe));
  }
  const [pair] = pairEcho(rtpAtClient(found.sort((a, b) => a.time - b.time), CLIENT));
  assert.deepEqual(pair.lostUp, []);
});

test('duplicates and reordering are not gaps', () => {
  const { up } = rtpAtClient(echoCapture(), CLIENT);
  const [a, b, ...rest] = up[0].packets;
  assert.deepEqual(continuity({ packets: [b, a, ...rest, rest[3]] }), { packets: 201, missing: [], duplicates: 1, reordered: 1 });
});

test('the longest gap is found only inside the window', () => {
  const packets = [0, 0.02, 0.1, 0.12, 1].map((time) => ({ time }));
  assert.equal(Math.round(longestGapMs({ packets }, 0, 0.11)), 80);
  assert.equal(Math.round(longestGapMs({ packets })), 880);
});

test('percentiles are those of the nearest rank', () => {
  assert.equal(percentile([5, 1, 3, 2, 4], 90), 5);
  assert.equal(percentile([5, 1, 3, 2, 4], 50), 3);
});

test('DTLS records of one datagram are told apart', () => {
  const record = (type, epoch, body) => {
    const head = Buffer.alloc(13);
    head[0] = type;
    head.writeUInt16BE(epoch, 3);
    head.writeUInt16BE(body.length, 11);
    return Buffer.concat([head, body]);
  };
  const found = dtlsRecords(Buffer.concat([record(22, 0, Buffer.from([1, 0])), record(20, 0, Buffer.from([1])), record(22, 1, Buffer.alloc(8))]));
  assert.deepEqual(found.map((r) => [r.type, r.epoch, r.handshakeType]), [[22, 0, 1], [20, 0, null], [22, 1, null]]);
});

test('a pure tone is loud at its own frequency only', () => {
  const random = seeded(7);
  const tone = Float32Array.from({ length: 16_384 }, (_, i) => 0.3 * Math.sin((2 * Math.PI * 440 * i) / 48_000) + 0.01 * (random() - 0.5));
  assert.ok(toneSnr(tone, 440, 48_000).snrDb > 30);
  assert.ok(toneSnr(tone, 600, 48_000).snrDb < 0);
  assert.ok(toneSnr(new Float32Array(16_384), 440, 48_000).snrDb < 0);
});

test('equal seeds impair equally', () => {
  const [a, b] = [seeded(3), seeded(3)];
  assert.deepEqual([a(), a(), a()], [b(), b(), b()]);
});

test('a jump of the media clock is found, a stall of the machine is none', () => {
  const stream = (spoil) => ({ packets: Array.from({ length: 500 }, (_, i) => spoil({ ext: i, time: i * 0.02, timestamp: i * 960 }, i)) });
  assert.equal(timestampJumps(stream((p) => p), 48_000), 0);
  assert.equal(timestampJumps(stream((p, i) => (i >= 200 && i < 250 ? { ...p, time: 5 + (i - 200) / 1e4 } : p)), 48_000), 0);
  assert.ok(timestampJumps(stream((p, i) => (i >= 200 ? { ...p, timestamp: p.timestamp + 48_000 } : p)), 48_000) >= 1);
  assert.ok(timestampJumps(stream((p, i) => (i === 200 ? { ...p, timestamp: p.timestamp - 9_600 } : p)), 48_000) >= 1);
});
