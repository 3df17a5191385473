/** What a coordinator refuses, and how it says so: tokens, messages that are too long, descriptions that cannot be met. */

import { createHmac, randomBytes } from 'node:crypto';
import { DisconnectReason, SignalRequest } from '@livekit/protocol';
import WebSocket from 'ws';
import { KEY, SECRET, tokenFor } from '../rooms.mjs';
import { joinRequest, SignalClient } from '../signal-client.mjs';
import { pause, within } from '../wait.mjs';

const LIMIT_BYTES = 2 << 20;
const TOO_BIG = 1009;
const PLAIN = 1000;
const PATIENCE = 10_000;
const VANISHED_MILLIS = 500;

/** @returns {Promise<{tried: number, wrong: string[]}>} `wrong`: what was not answered as it must be */
export async function refusals(server, room) {
  const all = [...(await badTokens(server, room)), ...(await tooLong(server, room)), ...(await unmeetable(server, room))];
  return { tried: all.length, wrong: all.filter(Boolean) };
}

/** One who is in the room, at the signal connection only. */
export async function enter(server, room, identity, { query = 'protocol=17&auto_subscribe=1', claims } = {}) {
  const client = new SignalClient(`${server.url}/rtc?${query}&access_token=${await tokenFor(room, identity, claims)}`);
  await client.next('join');
  return client;
}

async function badTokens({ url, http }, room) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: KEY, sub: 'mallory', exp: now + 600, video: { roomJoin: true, room } };
  const good = await tokenFor(room, 'mallory');
  const [head, body, signature] = good.split('.');
  const tokens = {
    'of nobody': '',
    'no JWT': 'abc',
    'three dots': '...',
    'not base64': `${head}.%%%.${signature}`,
    'a megabyte': 'A'.repeat(1 << 19),
    'unsigned': `${part({ alg: 'none' })}.${body}.`,
    'algorithm none, signed': jwt(claims, { alg: 'none' }),
    'another algorithm': jwt(claims, { alg: 'RS256' }),
    'signed by another': jwt(claims, {}, 'another-secret'),
    'changed after signing': `${head}.${part({ ...claims, sub: 'root' })}.${signature}`,
    'cut': good.slice(0, -3),
    'expired': jwt({ ...claims, exp: now - 600 }),
    'not yet valid': jwt({ ...claims, nbf: now + 600 }),
    'expires as a text': jwt({ ...claims, exp: 'tomorrow' }),
    'unknown key': jwt({ ...claims, iss: 'nobody' }),
    'no grant': jwt({ iss: KEY, sub: 'mallory', exp: now + 600 }),
    'grant is a list': jwt({ ...claims, video: [true] }),
    'may not join': jwt({ ...claims, video: { roomJoin: false, room } }),
  };
  const found = [];
  for (const [what, token] of Object.entries(tokens)) {
    const asked = `access_token=${encodeURIComponent(token)}`;
    for (const path of ['/rtc', '/rtc/v1']) {
      const more = path === '/rtc' ? 'protocol=17' : `join_request=${joinRequest()}`;
      const status = await refusedWith(`${url}${path}?${more}&${asked}`);
      found.push(status === 401 ? '' : `token ${what} at ${path}: ${status}`);
    }
    const answer = await fetch(`${http}/rtc/validate?${asked}`);
    found.push(answer.status === 401 ? '' : `token ${what} at /rtc/validate: ${answer.status}`);
  }
  return found;
}

function refusedWith(url) {
  return within(PATIENCE, url.slice(0, 80), new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.once('open', () => (socket.close(), resolve('open')));
    socket.once('unexpected-response', (request, response) => (request.destroy(), resolve(response.statusCode)));
    socket.on('error', (error) => resolve(error.message));
  }));
}

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Any claims at all. */
function jwt(claims, header = {}, secret = SECRET) {
  const text = `${part({ alg: 'HS256', typ: 'JWT', ...header })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/**
 * Beyond 2 MiB: 1009 when it is so long on the wire, a plain close when it is once inflated; up to there it is read. The last of each is
 * the code of the close, or the answer that shows that the message was read.
 */
async function tooLong(server, room) {
  const noise = randomBytes(LIMIT_BYTES + 1);
  const cases = [
    ['binary', (socket) => socket.send(Buffer.alloc(LIMIT_BYTES + 1), { compress: false }), TOO_BIG],
    ['text', (socket) => socket.send('x'.repeat(LIMIT_BYTES + 1), { compress: false }), TOO_BIG],
    ['in pieces', inPieces, TOO_BIG],
    ['compressed, long on the wire', (socket) => socket.send(noise, { compress: true }), TOO_BIG],
    ['compressed, long on the wire in pieces', (socket) => compressedInPieces(socket, noise), TOO_BIG],
    ['compressed, a byte too long inflated', (socket) => socket.send(Buffer.alloc(LIMIT_BYTES + 1), { compress: true }), PLAIN],
    ['compressed, 64 MiB inflated', (socket) => socket.send(Buffer.alloc(64 << 20), { compress: true }), PLAIN],
    ['compressed, 64 MiB inflated in pieces', (socket) => compressedInPieces(socket, Buffer.alloc(64 << 20)), PLAIN],
    ['compressed, just short enough inflated', (socket) => socket.send(longPing(LIMIT_BYTES), { compress: true }), 'pong'],
  ];
  const found = [];
  const before = await oversized(server);
  for (const [what, send, right] of cases) {
    const client = await enter(server, room, `long-${what}`);
    if (!client.socket.extensions.includes('permessage-deflate')) found.push(`a message ${what}: compression was not negotiated`);
    send(client.socket);
    const pong = client.next('pong').then(() => 'pong', () => 'nothing');
    const said = await Promise.race([client.closed, pong]);
    found.push(said === right ? '' : `a message too long, ${what}: ${said}`);
    client.close();
  }
  // Who goes without a word has sent nothing too long.
  const vanishing = await enter(server, room, 'long-vanishing');
  vanishing.socket.terminate();
  await vanishing.closed;
  await pause(VANISHED_MILLIS);
  const counted = (await oversized(server)) - before;
  const long = cases.filter(([, , right]) => right !== 'pong').length;
  found.push(counted === long ? '' : `${long} messages were too long, ${counted} were counted`);
  return found;
}

/** What the coordinator counted. */
async function oversized({ http }) {
  const text = await (await fetch(`${http}/metrics`)).text();
  return Number(/^sluice_coordinator_oversized_messages\S* (\S+)$/m.exec(text)?.[1] ?? NaN);
}

/** A ping whose message has some length: a field that nobody knows makes it long. */
function longPing(bytes) {
  const ping = Buffer.from(new SignalRequest({ message: { case: 'ping', value: 1n } }).toBinary());
  // Field 1000, length-delimited, with a length of four bytes.
  const head = Buffer.from([0xc2, 0x3e, 0, 0, 0, 0]);
  const rest = bytes - ping.length - head.length;
  for (let i = 0; i < 4; i++) head[2 + i] = ((rest >>> (7 * i)) & 0x7f) | (i < 3 ? 0x80 : 0);
  return Buffer.concat([head, Buffer.alloc(rest), ping]);
}

function compressedInPieces(socket, data) {
  const each = Math.ceil(data.length / 8);
  for (let i = 0; i < 8; i++) socket.send(data.subarray(i * each, (i + 1) * each), { fin: i === 7, compress: true });
}

function inPieces(socket) {
  for (let i = 0; i < 40; i++) socket.send(Buffer.alloc(LIMIT_BYTES / 32), { fin: i === 39, compress: false });
}

/** Descriptions with one line that cannot be met; the answer has its number and its text. */
async function unmeetable(server, room) {
  const found = [];
  for (const [what, line, bend] of FAULTS) {
    const client = await enter(server, room, `sdp-${what.replaceAll(' ', '-')}`);
    const lines = bend([...GOOD]);
    client.send('offer', { type: 'offer', sdp: `${lines.join('\r\n')}\r\n`, id: 1 });
    const said = [];
    for (let frame = await client.frame(); ; frame = await client.frame()) {
      if (frame.case === 'requestResponse') said.push(frame.value.message);
      if (frame.case === 'leave') {
        said.push(DisconnectReason[frame.value.reason]);
        break;
      }
      if (frame.case === 'answer') break;
    }
    const number = lines.indexOf(line) + 1;
    const isRight = said.length === 2 && said[0].includes(`line ${number} `) && said[0].includes(line.slice(0, 40));
    found.push(isRight ? '' : `description ${what}: ${JSON.stringify(said)}, wanted line ${number}`);
    client.close();
  }
  return found;
}

const FINGERPRINT = `a=fingerprint:sha-256 ${Array.from({ length: 32 }, (_, i) => i.toString(16).padStart(2, '0').toUpperCase()).join(':')}`;
const GOOD = [
  'v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0', 'a=ice-ufrag:abcd', 'a=ice-pwd:0123456789012345678901', FINGERPRINT,
  'm=audio 9 UDP/TLS/RTP/SAVPF 111', 'c=IN IP4 0.0.0.0', 'a=mid:0', 'a=sendonly', 'a=setup:actpass', 'a=rtcp-mux', 'a=rtpmap:111 opus/48000/2', 'a=msid:s t',
];
const replaced = (from, to) => (lines) => lines.map((line) => (line.startsWith(from) ? to : line));
const added = (line) => (lines) => [...lines, line];
const FAULTS = [
  ['nonsense', 'nonsense', () => ['nonsense']],
  ['no type', '=x', added('=x')],
  ['a section of too few words', 'm=audio 9', replaced('m=audio', 'm=audio 9')],
  ['a port beyond all', 'm=audio 99999 UDP/TLS/RTP/SAVPF 111', replaced('m=audio', 'm=audio 99999 UDP/TLS/RTP/SAVPF 111')],
  ['a payload type beyond all', 'a=rtpmap:999 opus/48000/2', replaced('a=rtpmap', 'a=rtpmap:999 opus/48000/2')],
  ['a clock of letters', 'a=rtpmap:111 opus/fast/2', replaced('a=rtpmap', 'a=rtpmap:111 opus/fast/2')],
  ['a fingerprint of no hexadecimals', 'a=fingerprint:sha-256 00:zz', replaced('a=fingerprint', 'a=fingerprint:sha-256 00:zz')],
  ['a medium nobody knows', 'm=image 9 UDP/TLS/RTP/SAVPF 111', replaced('m=audio', 'm=image 9 UDP/TLS/RTP/SAVPF 111')],
  ['media in the clear', 'm=audio 9 RTP/AVP 111', replaced('m=audio', 'm=audio 9 RTP/AVP 111')],
  ['an extension twice', 'a=extmap:1 urn:b', (lines) => [...lines, 'a=extmap:1 urn:a', 'a=extmap:1 urn:b']],
  ['a mid too long', 'a=mid:12345678901234567', replaced('a=mid', 'a=mid:12345678901234567')],
];
