/** Judges an echo from a capture: does every packet that the client sent come back? */

import { continuity } from './capture.mjs';

/**
 * Pairs the streams of one client. An echo keeps the distance of timestamps, so the offset between a stream and its echo is one
 * constant for the whole call, and each timestamp comes back with as many packets as it was sent with: a packet that was lost
 * upstream is missing there, whether the rewriter left a hole in the sequence numbers or papered over it. Packets of padding alone
 * (a sender without RTX probes with them) need not come back.
 *
 * @param {{up: Stream[], down: Stream[]}} streams as `rtpAtClient` returns them
 * @returns {{up: Stream, down: Stream, tsOffset: number, lostUp: number[], lostDown: number[]}[]}
 */
export function pairEcho({ up, down }) {
  const pairs = [];
  for (const back of down) {
    const scored = up.map((forth) => ({ forth, ...commonOffset(forth, back) })).sort((a, b) => b.share - a.share);
    const best = scored[0];
    if (best && best.share > 0.5) pairs.push(judge(best.forth, back, best.tsOffset));
  }
  return pairs;
}

function judge(up, down, tsOffset) {
  const returned = byTimestamp(down.packets);
  const last = down.packets.at(-1).time;
  const begin = down.packets[0];
  const lostUp = [];
  for (const [timestamp, sent] of byTimestamp(up.packets)) {
    const back = returned.get((timestamp + tsOffset) >>> 0)?.size ?? 0;
    const isFirst = ((timestamp + tsOffset) >>> 0) === begin.timestamp;
    const settled = sent.first >= begin.time || isFirst;
    if (settled && sent.first <= last - 0.5 && back < sent.size) lostUp.push(...[...sent.seqs].slice(back));
  }
  return { up, down, tsOffset, lostUp, lostDown: continuity(down).missing };
}

/** Sequence numbers of each timestamp's packets, without those of padding alone and without doubles. */
function byTimestamp(packets) {
  const found = new Map();
  for (const { timestamp, seq, padding, time } of packets) {
    if (padding) continue;
    const entry = found.get(timestamp) ?? { seqs: new Set(), first: time, size: 0 };
    entry.seqs.add(seq);
    entry.size = entry.seqs.size;
    found.set(timestamp, entry);
  }
  return found;
}

/** The most frequent timestamp offset of returns within 200 ms of a packet with the same payload type. */
function commonOffset(up, down) {
  const votes = new Map();
  let from = 0;
  for (const back of down.packets) {
    while (from < up.packets.length && up.packets[from].time < back.time - 0.2) from++;
    const seen = new Set();
    for (let i = from; i < up.packets.length && up.packets[i].time <= back.time; i++) {
      const forth = up.packets[i];
      if (forth.payloadType === back.payloadType) seen.add((back.timestamp - forth.timestamp) >>> 0);
    }
    for (const offset of seen) votes.set(offset, (votes.get(offset) ?? 0) + 1);
  }
  let best = [0, 0];
  for (const vote of votes) if (vote[1] > best[1]) best = vote;
  return { tsOffset: best[0], share: best[1] / down.packets.length };
}
