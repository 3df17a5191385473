/**
 * What of a stream's gaps is the machine's own: told by a stream beside it, of the same client, that nothing was done to. Time in which
 * that one was late as well is not attributed to what is judged; everything else is.
 */

/** Sound comes every 20 ms. */
const PACKET = 0.02;

/** A stream that is left alone and still is silent for that long was stalled, seconds; less is ordinary jitter and excuses nothing. */
const STALL = 0.04;

/**
 * The gap in [from, to] (seconds) that is attributed to what was done then, and the longest as it was.
 *
 * @param {{packets: {time: number}[]}} stream what is judged
 * @param {{packets: {time: number}[]}} control what is left alone
 * @returns {{attributed: number, raw: number, stalled: number}} milliseconds; `stalled`: the most that was taken off one gap
 */
export function attributedGap(stream, control, from, to) {
  const late = gaps(control, from, to).filter(([begin, end]) => end - begin >= STALL);
  const silent = late.reduce((sum, [begin, end]) => sum + Math.min(end, to) - Math.max(begin, from), 0);
  if (!control.packets.some(({ time }) => time >= from && time <= to) || silent > (to - from) / 2) {
    throw new Error(`the stream that is left alone was silent for ${(silent * 1000).toFixed(0)} of ${((to - from) * 1000).toFixed(0)} ms: nothing can be judged by it`);
  }
  let worst = { attributed: 0, raw: 0, stalled: 0 };
  for (const [begin, end] of gaps(stream, from, to)) {
    const stalled = late.reduce((sum, [a, b]) => sum + Math.max(0, Math.min(end, b) - Math.max(begin, a) - PACKET), 0);
    const attributed = end - begin - stalled;
    worst = { attributed: Math.max(worst.attributed, attributed), raw: Math.max(worst.raw, end - begin), stalled: Math.max(worst.stalled, stalled) };
  }
  return Object.fromEntries(Object.entries(worst).map(([key, seconds]) => [key, seconds * 1000]));
}

/** Times between consecutive arrivals that touch [from, to]. */
function gaps({ packets }, from, to) {
  const times = packets.map(({ time }) => time).sort((a, b) => a - b);
  return times.slice(1).map((time, i) => [times[i], time]).filter(([begin, end]) => end >= from && begin <= to);
}
