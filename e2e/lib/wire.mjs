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
 * signal: request → first bytes, for each message of the client; dtls: each flight; media: from the last handshake datagram of the
 * client to the key frame request at the publisher, and from the first packet of the publisher's next key frame to the client.
 *
 * @param {object[]} datagrams capture with UDP and the signal port's TCP
 * @param {{from: number, to: number, signalPort: number, clientPort: number, publisherPorts: number[]}} join times in seconds
 */
export function serverShare(datagrams, { from, to, signalPort, clientPort, publisherPorts }) {
  const window = datagrams.filter((d) => d.time >= from && d.time <= to);
  const signal = answerTimes(window.filter((d) => d.tcp), (d) => d.toPort === signalPort, (d) => d.fromPort === signalPort);
  const mine = window.filter((d) => !d.tcp && (d.fromPort === clientPort || d.toPort === clientPort));
  const dtls = answerTimes(mine.filter((d) => d.kind === 'dtls'), (d) => d.fromPort === clientPort, (d) => d.toPort === clientPort);
  const stun = answerTimes(mine.filter((d) => d.kind === 'stun').slice(0, 2), (d) => d.fromPort === clientPort, (d) => d.toPort === clientPort);
  const ready = mine.filter((d) => d.kind === 'dtls' && d.fromPort === clientPort).at(-1)?.time;
  const asked = window.find((d) => d.kind === 'rtcp' && publisherPorts.includes(d.toPort) && d.data[1] === 206 && d.time >= ready)?.time;
  const firstOut = mine.find((d) => d.kind === 'rtp' && d.toPort === clientPort && d.data.length > 300);
  const source = firstOut && window.filter((d) => d.kind === 'rtp' && publisherPorts.includes(d.fromPort) && d.time < firstOut.time).at(-1);
  const request = asked && firstOut && asked < firstOut.time ? (asked - ready) * 1000 : 0;
  const forward = source ? (firstOut.time - source.time) * 1000 : 0;
  return { total: signal + dtls + stun + request + forward, signal, dtls, stun, request, forward };
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
