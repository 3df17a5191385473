/** What a capture says about one receiver: holes, jumps in time, and how long the server itself took to answer. */

import { continuity, rtpAtClient } from './capture.mjs';

/**
 * Gaps in the streams that a client received: sequence numbers that never came, and timestamps that do not fit the time of
 * arrival. `primary` are the SSRCs of the media itself (retransmission streams are sparse by nature).
 */
export function receivedGaps(datagrams, ports, primary, clockOf) {
  let seqGaps = 0;
  let timestampGaps = 0;
  let packets = 0;
  for (const port of ports) {
    for (const stream of rtpAtClient(datagrams, port).down) {
      if (!primary.has(stream.ssrc)) continue;
      seqGaps += continuity(stream).missing.length;
      timestampGaps += timestampJumps(stream, clockOf(stream.ssrc));
      packets += stream.packets.length;
    }
  }
  return { seqGaps, timestampGaps, packets };
}

/**
 * Jumps of the media clock against the time of arrival: steps back, and shifts of more than 0.5 s that stay. A stall of the machine
 * is no jump: after it the packets catch up, and the earliest of the next seconds are where they were.
 */
export function timestampJumps({ packets }, clockRate) {
  const order = [...packets].sort((a, b) => a.ext - b.ext);
  const earliest = [];
  let media = 0;
  let jumps = 0;
  for (let i = 1; i < order.length; i++) {
    const step = ((order[i].timestamp - order[i - 1].timestamp) | 0) / clockRate;
    if (step < 0) jumps++;
    media += step;
    const second = Math.floor(order[i].time - order[0].time);
    const offset = order[i].time - order[0].time - media;
    earliest[second] = Math.min(earliest[second] ?? Infinity, offset);
  }
  const seconds = earliest.filter((offset) => offset !== undefined);
  for (let i = 2; i < seconds.length; i++) if (Math.abs(seconds[i] - seconds[i - 2]) > 0.5 && Math.abs(seconds[i] - seconds[i - 1]) < 0.5) jumps++;
  return jumps;
}

/**
 * The server's own part of a late join, in ms, from the wire: between what it receives and what it answers.
 * signal: request to join or offer → the answer to it; dtls: each flight of the handshake (what SCTP says in its records afterwards
 * keeps no picture waiting); request: from the end of the handshake to the key frame request at the publisher; forward: from the
 * first packet of the publisher's next key frame to the client.
 *
 * @param {object[]} datagrams capture with UDP and the signal port's TCP
 * @param {{from: number, to: number, signalPort: number, clientPort: number, publisherPorts: number[]}} join times in seconds
 */
export function serverShare(datagrams, { from, to, signalPort, clientPort, publisherPorts }) {
  const window = datagrams.filter((d) => d.time >= from && d.time <= to);
  const signal = answerTimes(window.filter((d) => d.tcp), (d) => d.toPort === signalPort && asksForAnswer(d.data), (d) => d.fromPort === signalPort && hasAnswer(d.data));
  const mine = window.filter((d) => !d.tcp && (d.fromPort === clientPort || d.toPort === clientPort));
  const handshake = mine.filter(isHandshake);
  const dtls = answerTimes(handshake, (d) => d.fromPort === clientPort, (d) => d.toPort === clientPort);
  const stun = answerTimes(mine.filter((d) => d.kind === 'stun').slice(0, 2), (d) => d.fromPort === clientPort, (d) => d.toPort === clientPort);
  const ready = handshake.at(-1)?.time;
  const asked = window.find((d) => d.kind === 'rtcp' && publisherPorts.includes(d.toPort) && d.data[1] === 206 && d.time >= ready)?.time;
  const firstOut = mine.find((d) => d.kind === 'rtp' && d.toPort === clientPort && d.data.length > 300);
  const source = firstOut && window.filter((d) => d.kind === 'rtp' && publisherPorts.includes(d.fromPort) && d.time < firstOut.time).at(-1);
  const request = asked && firstOut && asked < firstOut.time ? (asked - ready) * 1000 : 0;
  const forward = source ? (firstOut.time - source.time) * 1000 : 0;
  return { total: signal + dtls + stun + request + forward, signal, dtls, stun, request, forward };
}

/** Its first record is one of the handshake: ChangeCipherSpec or Handshake (RFC 6347 §4.1, RFC 5246 §6.2.1). */
function isHandshake({ kind, data }) {
  return kind === 'dtls' && (data[0] === 20 || data[0] === 22);
}

const JOIN = /^GET \/rtc/;
/** Field numbers of livekit.SignalRequest.offer and livekit.SignalResponse.answer. */
const OFFER = 1;
const ANSWER = 2;

function asksForAnswer(data) {
  return JOIN.test(data.toString('latin1', 0, 8)) || messageFields(data).includes(OFFER);
}

function hasAnswer(data) {
  return messageFields(data).includes(ANSWER);
}

/**
 * The field number that each binary WebSocket message of a TCP segment begins with (RFC 6455 §5.2). Segments begin with a frame, or
 * with the upgrade that precedes the first: on the loopback interface each write is one; a compressed message counts as none.
 */
export function messageFields(data) {
  const fields = [];
  let at = data.toString('latin1', 0, 12) === 'HTTP/1.1 101' ? data.indexOf('\r\n\r\n') + 4 : 0;
  while (at + 2 <= data.length && data[at] === 0x82) {
    const isMasked = data[at + 1] >= 0x80;
    let length = data[at + 1] & 0x7f;
    let head = at + 2;
    if (length === 126) {
      length = data.readUInt16BE(head);
      head += 2;
    } else if (length === 127) {
      length = Number(data.readBigUInt64BE(head));
      head += 8;
    }
    const body = isMasked ? head + 4 : head;
    if (body < data.length) fields.push((data[body] ^ (isMasked ? data[head] : 0)) >> 3);
    at = body + length;
  }
  return fields;
}

/** Sum of the times from a question to the next answer, in ms; several questions in a row count from the last. */
function answerTimes(datagrams, isQuestion, isAnswer) {
  let asked = null;
  let sum = 0;
  for (const d of datagrams) {
    if (isQuestion(d)) asked = d.time;
    else if (isAnswer(d) && asked !== null) {
      sum += (d.time - asked) * 1000;
      asked = null;
    }
  }
  return sum;
}
