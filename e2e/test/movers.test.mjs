// The judge of moves is judged: a clean move passes, and each planted fault is found.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allPorts, judgeMoves } from '../lib/movers/judge.mjs';
import { everyStream } from '../lib/movers/pairs.mjs';
import { apart, toldSince } from '../lib/movers/events.mjs';
import { kindOf } from '../lib/packets.mjs';

const [ADA, BOB, DAN] = [5000, 5001, 5002];
const NODES = [['a', 7000], ['b', 8000]].map(([name, first]) => ({ name, ownsPort: (port) => port >= first && port < first + 8 }));
const MOVES = [
  { identity: 'ada', started: 4, ended: 4.3, to: 'b', isSpread: true, isWarmup: true },
  { identity: 'ada', started: 12, ended: 12.3, to: 'a', isSpread: false, isWarmup: false },
];
const quiet = { note: () => {} };

function rtp({ seq, timestamp, ssrc, pt }) {
  const data = Buffer.alloc(60);
  data[0] = 0x80;
  data[1] = pt;
  data.writeUInt16BE(seq & 0xffff, 2);
  data.writeUInt32BE(timestamp >>> 0, 4);
  data.writeUInt32BE(ssrc, 8);
  return data;
}

const datagram = (time, fromPort, toPort, data) => ({ time, from: '10.0.0.1', fromPort, to: '10.0.0.1', toPort, data, kind: kindOf(data) });

/** 20 s of sound and picture from one to the other by way of a node; `spoil` may drop or delay what comes down. */
function oneWay({ from, to, ssrc, pt, perTick, nodeAt, spoil }) {
  const found = [];
  for (let i = 0; i < 1000 * perTick; i++) {
    const tick = perTick < 1 ? i / perTick : Math.floor(i / perTick);
    const time = tick * 0.02 + (perTick < 1 ? 0 : i % perTick) * 1e-4;
    const step = pt === 111 ? 960 : 1800;
    found.push(datagram(time, from, nodeAt(from, time), rtp({ seq: 65_000 + i, timestamp: ssrc * 1e6 + tick * step, ssrc, pt })));
    const down = spoil({ time: time + 0.001, port: nodeAt(to, time), pt }, { tick, ssrc, to });
    if (down) found.push(datagram(down.time, down.port, to, rtp({ seq: 9 + i, timestamp: tick * step + 77, ssrc: ssrc + 10, pt: down.pt })));
  }
  return found;
}

function call(spoil = (packet) => packet, portBack = 7001) {
  const nodeAt = (client, time) => (client !== ADA ? 7004 : time < 4.1 ? 7000 : time < 12.1 ? 8000 : portBack);
  const ways = [
    { from: ADA, to: BOB, ssrc: 1, pt: 111, perTick: 1 },
    { from: ADA, to: BOB, ssrc: 2, pt: 96, perTick: 2 },
    { from: BOB, to: ADA, ssrc: 3, pt: 111, perTick: 1 },
    { from: BOB, to: ADA, ssrc: 4, pt: 96, perTick: 0.25 },
    { from: 5003, to: DAN, ssrc: 5, pt: 111, perTick: 1 },
  ];
  return ways.flatMap((way) => oneWay({ ...way, nodeAt, spoil })).sort((a, b) => a.time - b.time);
}

const PEOPLE = [{ identity: 'ada', ports: [ADA] }, { identity: 'bob', ports: [BOB] }, { identity: 'dan', ports: [DAN] }];
const judged = (datagrams) => judgeMoves({ datagrams, people: PEOPLE, nodes: NODES, moves: MOVES, quietFrom: 2, ...quiet });

test('moves without a fault', () => {
  const found = judged(call());
  assert.deepEqual([found.lostUp, found.lostDown, found.handshakes, found.samePort], [0, 0, 0, 0]);
  assert.ok(Math.max(...found.gaps, found.firstGap) < 25);
  assert.equal(found.gaps.length, 2);
  assert.deepEqual(found.switches.map((millis) => Math.round(millis / 10)), [10]);
  assert.ok(Math.abs(found.relayAdded) < 0.1);
});

test('a packet that does not come', () => {
  const found = judged(call((packet, { tick, ssrc }) => (tick === 610 && ssrc === 3 ? null : packet)));
  assert.equal(found.lostUp + found.lostDown, 2);
});

test('silence at the one who hears the moved one counts as well, and the warm-up apart', () => {
  const late = (at) => (packet, { tick, ssrc }) => (ssrc === 1 && tick >= at && tick < at + 6 ? { ...packet, time: (at + 6) * 0.02 + 0.001 } : packet);
  const [inMove, inWarmup] = [judged(call(late(608))), judged(call(late(208)))];
  assert.ok(Math.max(...inMove.gaps) > 130 && inMove.firstGap < 25);
  assert.ok(Math.max(...inWarmup.gaps) < 25 && inWarmup.firstGap > 130);
});

test('a way by two nodes that takes longer', () => {
  const found = judged(call((packet, { to }) => (to !== DAN && packet.time > 4.1 && packet.time < 12.1 ? { ...packet, time: packet.time + 0.004 } : packet)));
  assert.ok(found.relayAdded > 1);
});

test('a return to a port that the client still knows', () => {
  assert.equal(judged(call(undefined, 7000)).samePort, 1);
});

test('a handshake', () => {
  const record = Buffer.alloc(25);
  record[0] = 22;
  record.writeUInt16BE(12, 11);
  assert.equal(judged([...call(), datagram(12.2, ADA, 7001, record)].sort((a, b) => a.time - b.time)).handshakes, 1);
});

test('a move after which nothing comes from the target', () => {
  const moves = MOVES.map((move, i) => (i ? { ...move, to: 'b' } : move));
  assert.throws(() => judgeMoves({ datagrams: call(), people: PEOPLE, nodes: NODES, moves, quietFrom: 2, ...quiet }), /gets its sound from .*7001, but was moved to b/);
});

test('further ports of a client are found by what it receives there', () => {
  const more = [datagram(1, 7000, 6001, rtp({ seq: 1, timestamp: 1, ssrc: 11, pt: 111 }))];
  assert.deepEqual(allPorts([...call(), ...more], [BOB], (port) => port >= 7000), [BOB, 6001]);
  const people = [
    { identity: 'ada', ports: [ADA], ssrcs: { sent: { microphone: 1 }, received: {} } },
    { identity: 'bob', ports: [BOB], ssrcs: { sent: {}, received: { 'ada/microphone': 11 } } },
  ];
  const elsewhere = call().map((d) => (d.toPort === BOB && d.time > 10 && d.time < 10.3 ? { ...d, toPort: 6001 } : d));
  assert.deepEqual(everyStream(elsewhere, people).map(({ lostUp, lostDown }) => lostUp.length + lostDown.length), [0]);
});

test('further ports of a client are found by what it sends there', () => {
  const more = [datagram(1, 6000, 7000, rtp({ seq: 1, timestamp: 1, ssrc: 3, pt: 111 }))];
  assert.deepEqual(allPorts([...call(), ...more], [BOB], (port) => port >= 7000), [BOB, 6000]);
});

test('streams are told apart by SSRC, whatever their payload types, and one that is missing is named', () => {
  const people = [
    { identity: 'ada', ports: [ADA], ssrcs: { sent: { microphone: 1, camera: 2 }, received: { 'bob/microphone': 13, 'bob/camera': 14 } } },
    { identity: 'bob', ports: [BOB], ssrcs: { sent: { microphone: 3, camera: 4 }, received: { 'ada/microphone': 11, 'ada/camera': 12 } } },
  ];
  const clean = everyStream(call((packet) => ({ ...packet, pt: packet.pt - 2 })), people);
  assert.deepEqual(clean.map(({ name, lostUp, lostDown }) => [name, lostUp.length, lostDown.length]), [
    ['bob/microphone at ada', 0, 0], ['bob/camera at ada', 0, 0], ['ada/microphone at bob', 0, 0], ['ada/camera at bob', 0, 0],
  ]);
  const spoilt = everyStream(call((packet, { tick, ssrc }) => (tick === 300 && ssrc === 2 ? null : packet)), people);
  assert.equal(spoilt.at(-1).lostDown.length, 2);
  assert.throws(() => everyStream(call((packet, { ssrc }) => (ssrc === 4 ? null : packet)), people), /ada gets nothing of bob\/camera/);
});

test('what comes every day is no event of a move', async () => {
  const mover = { identity: 'ada', events: async () => [{ at: 500, name: 'Connected' }, { at: 1_500, name: 'activeSpeakersChanged' }, { at: 1_600, name: 'Reconnecting' }] };
  assert.deepEqual((await toldSince([mover], 1)).map(({ who, name }) => [who, name]), [['ada', 'Reconnecting']]);
});

test('what a resume tells its client is set apart, and nothing else is', () => {
  const moves = [
    { identity: 'ada', started: 10, ended: 12.4, how: 'resumed' },
    { identity: 'bob', started: 20, ended: 20.2, how: 'followed' },
  ];
  const event = (who, seconds) => ({ who, at: seconds * 1000, name: 'SignalReconnecting' });
  const ofIt = [event('ada', 12.1), event('ada', 14.2)];
  const others = [event('bob', 12.2), event('ada', 9.9), event('ada', 17.5), event('bob', 20.1)];
  assert.deepEqual(apart([...ofIt, ...others], moves), { expected: ofIt, unexpected: others });
});
