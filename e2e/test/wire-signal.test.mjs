import assert from 'node:assert/strict';
import test from 'node:test';
import { messageFields, serverShare } from '../lib/wire.mjs';

const OFFER = [0x0a, 2, 8, 1];
const TRICKLE = [0x1a, 2, 8, 1];
const ANSWER = [0x12, 2, 8, 1];

test('reads the first field of each message, masked or not, short or long', () => {
  const long = Buffer.concat([Buffer.from([0x82, 126, 1, 44]), Buffer.alloc(300, 0x12)]);
  assert.deepEqual(messageFields(Buffer.concat([frame(OFFER, true), frame(ANSWER)])), [1, 2]);
  assert.deepEqual(messageFields(Buffer.concat([long, frame(TRICKLE)])), [2, 3]);
  assert.deepEqual(messageFields(long.subarray(0, 100)), [2]);
  assert.deepEqual(messageFields(Buffer.from([0x82])), []);
  assert.deepEqual(messageFields(Buffer.from('GET /rtc/v1 HTTP/1.1')), []);
  const upgrade = Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n');
  assert.deepEqual(messageFields(Buffer.concat([upgrade, frame(OFFER), frame(ANSWER)])), [1, 2]);
  assert.deepEqual(messageFields(upgrade), []);
});

test('counts from request to answer, and nothing for what needs none', () => {
  const tcp = [
    { time: 0, toPort: 7880, data: Buffer.from('GET /rtc/v1?access_token=x HTTP/1.1') },
    { time: 0.002, fromPort: 7880, data: Buffer.from('HTTP/1.1 101 Switching Protocols') },
    { time: 0.004, fromPort: 7880, data: Buffer.concat([frame([0x0a, 0]), frame(ANSWER)]) },
    { time: 0.01, toPort: 7880, data: frame(TRICKLE, true) },
    { time: 0.05, fromPort: 7880, data: frame([0x2a, 0]) },
    { time: 0.06, toPort: 7880, data: frame(OFFER, true) },
    { time: 0.063, fromPort: 7880, data: frame(ANSWER) },
  ].map((d) => ({ tcp: true, fromPort: 50_000, toPort: 50_000, ...d }));
  const share = serverShare(tcp, { from: 0, to: 1, signalPort: 7880, clientPort: 1, publisherPorts: [] });
  assert.equal(share.signal.toFixed(3), '7.000');
  assert.equal(share.total.toFixed(3), '7.000');
});

test('of DTLS only the handshake counts: what SCTP asks afterwards keeps no picture waiting', () => {
  const [client, publisher] = [4_000, 5_000];
  const udp = [
    { time: 0, kind: 'dtls', fromPort: client, data: Buffer.from([22, 254, 253]) },
    { time: 0.002, kind: 'dtls', toPort: client, data: Buffer.from([22, 254, 253]) },
    { time: 0.01, kind: 'dtls', fromPort: client, data: Buffer.from([22, 254, 253]) },
    { time: 0.013, kind: 'dtls', toPort: client, data: Buffer.from([20, 254, 253]) },
    { time: 0.014, kind: 'rtcp', toPort: publisher, data: Buffer.from([129, 206]) },
    { time: 0.02, kind: 'dtls', fromPort: client, data: Buffer.from([23, 254, 253]) },
    { time: 0.12, kind: 'dtls', toPort: client, data: Buffer.from([23, 254, 253]) },
    { time: 0.13, kind: 'rtp', fromPort: publisher, data: Buffer.alloc(900, 0x80) },
    { time: 0.132, kind: 'rtp', toPort: client, data: Buffer.alloc(900, 0x80) },
  ].map((d) => ({ fromPort: 1, toPort: 1, ...d }));
  const share = serverShare(udp, { from: 0, to: 1, signalPort: 7880, clientPort: client, publisherPorts: [publisher] });
  assert.deepEqual([share.dtls, share.request, share.forward, share.total].map((ms) => ms.toFixed(3)), ['5.000', '1.000', '2.000', '8.000']);
});

function frame(bytes, isMasked = false) {
  const mask = [7, 8, 9, 10];
  const payload = isMasked ? bytes.map((byte, i) => byte ^ mask[i % 4]) : bytes;
  return Buffer.from([0x82, bytes.length | (isMasked ? 0x80 : 0), ...(isMasked ? mask : []), ...payload]);
}
