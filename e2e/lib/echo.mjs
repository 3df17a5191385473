/** Judges an echo from a capture: does every packet that the client sent come back? */

import { continuity } from './capture.mjs';

/**
 * Pairs the streams of one client. An echo keeps the distance of sequence numbers and of timestamps, so the offset
 * between a stream and its echo is one constant for the whole call; a packet that was lost upstream leaves a hole at
 * its own place, and one that was lost and papered over breaks the constant.
 *
 * @param {{up: Stream[], down: Stream[]}} streams as `rtpAtClient` returns them
 * @returns {{up: Stream, down: Stream, seqOffset: number, tsOffset: number, lostUp: number[], lostDown: number[]}[]}
 */
export function pairEcho({ up, down }) {
  const pairs = [];
  for (const back of down) {
    const scored = up.map((forth) => ({ forth, ...commonOffset(forth, back) })).sort((a, b) => b.share - a.share);
    const best = scored[0];
    if (best && best.share > 0.5) pairs.push(judge(best.forth, back, best));
  }
  return pairs;
}

function judge(up, down, { seqOffset, tsOffset }) {
  const returned = new Set(down.packets.map((p) => `${p.seq},${p.timestamp}`));
  const first = down.packets[0].time;
  const last = down.packets.at(-1).time;
  const lostUp = up.packets.filter((p) => {
    const settled = p.time >= first && p.time <= last - 0.5;
    const key = `${(p.seq + seqOffset) & 0xffff},${(p.timestamp + tsOffset) >>> 0}`;
    return settled && !p.padding && !returned.has(key);
  });
  return { up, down, seqOffset, tsOffset, lostUp: lostUp.map((p) => p.seq), lostDown: continuity(down).missing };
}

/** The most frequent (sequence, timestamp) offset of returns within 200 ms of a packet of equal size class. */
function commonOffset(up, down) {
  const votes = new Map();
  let from = 0;
  for (const back of down.packets) {
    while (from < up.packets.length && up.packets[from].time < back.time - 0.2) from++;
    for (let i = from; i < up.packets.length && up.packets[i].time <= back.time; i++) {
      const forth = up.packets[i];
      if (forth.payloadType !== back.payloadType && forth.marker !== back.marker) continue;
      const key = `${(back.seq - forth.seq) & 0xffff},${(back.timestamp - forth.timestamp) >>> 0}`;
      votes.set(key, (votes.get(key) ?? 0) + 1);
    }
  }
  let best = ['0,0', 0];
  for (const vote of votes) if (vote[1] > best[1]) best = vote;
  const [seqOffset, tsOffset] = best[0].split(',').map(Number);
  return { seqOffset, tsOffset, share: best[1] / down.packets.length };
}
