import { expect, test } from 'vitest';
import { type Reading, type Stat, pathRow, streamRows } from './statistics';

function readingOf(...stats: Stat[]): Reading {
  return { entries: new Map(stats.map((stat) => [stat.id, stat])) };
}

const codec: Stat = { id: 'c', type: 'codec', timestamp: 0, mimeType: 'video/VP8' };

test('an incoming video has rate and loss since the reading before', () => {
  const at = (timestamp: number, bytesReceived: number, packetsReceived: number, packetsLost: number): Stat => ({
    id: 'in', type: 'inbound-rtp', kind: 'video', codecId: 'c', frameWidth: 1280, frameHeight: 720, framesPerSecond: 30,
    timestamp, bytesReceived, packetsReceived, packetsLost,
  });
  const before = readingOf(codec, at(1000, 1000, 100, 5));
  const [row] = streamRows(readingOf(codec, at(2000, 251_000, 290, 15)), before);
  expect(row).toMatchObject({ direction: 'down', codec: 'VP8', kbps: 2000, width: 1280 });
  expect(row?.lossPercent).toBeCloseTo(5);
});

test('each outgoing layer has its own row, largest first, with the loss its receiver reports', () => {
  const layer = (id: string, rid: string, frameWidth: number): Stat => ({ id, type: 'outbound-rtp', kind: 'video', rid, frameWidth, timestamp: 1, bytesSent: 1 });
  const report: Stat = { id: 'r', type: 'remote-inbound-rtp', localId: 'b', fractionLost: 0.25, roundTripTime: 0.02, timestamp: 1 };
  const rows = streamRows(readingOf(layer('a', 'q', 320), layer('b', 'f', 1280), report), undefined);
  expect(rows.map((row) => row.layer)).toEqual(['f', 'q']);
  expect(rows[0]).toMatchObject({ lossPercent: 25, rttMillis: 20 });
});

test('an incoming stream has the round trip of its path, and is idle when nothing came', () => {
  const at = (timestamp: number, bytesReceived: number): Stat => ({ id: 'in', type: 'inbound-rtp', kind: 'audio', timestamp, bytesReceived });
  const path: Stat[] = [
    { id: 't', type: 'transport', timestamp: 0, selectedCandidatePairId: 'p' },
    { id: 'p', type: 'candidate-pair', timestamp: 0, remoteCandidateId: 'k', currentRoundTripTime: 0.004 },
    { id: 'k', type: 'remote-candidate', timestamp: 0, address: '10.0.0.9', port: 7882 },
  ];
  const [still] = streamRows(readingOf(at(2000, 500), ...path), readingOf(at(1000, 500)));
  expect(still).toMatchObject({ rttMillis: 4, isIdle: true });
  const [moving] = streamRows(readingOf(at(2000, 900), ...path), readingOf(at(1000, 500)));
  expect(moving).toMatchObject({ isIdle: false });
});

test('the path is the far end of the selected pair', () => {
  const now = readingOf(
    { id: 't', type: 'transport', timestamp: 0, selectedCandidatePairId: 'p' },
    { id: 'p', type: 'candidate-pair', timestamp: 0, remoteCandidateId: 'k', currentRoundTripTime: 0.0015 },
    { id: 'k', type: 'remote-candidate', timestamp: 0, address: '10.0.0.9', port: 7882 },
  );
  expect(pathRow(now)).toEqual({ address: '10.0.0.9:7882', rttMillis: 1.5 });
  expect(pathRow(readingOf())).toBeNull();
});
