/**
 * What of a stream's gaps is the machine's own: told by a stream beside it, of the same client, that nothing was done to. Time in which
 * that one was late as well is not attributed to what is judged; everything else is.
 */

/** Sound comes every 20 ms. */
const PACKET = 0.02;

/** A stream that is left alone and still is silent for that long was stalled, seconds; less is ordinary jitter and excuses nothing. */
const STALL = 0.04;

/**
 * The gap in [from, to] (seconds) that is attributed to what was done then, and the longest as it was. A control that stalled for more
 * than half of that time is no measure of anything, and excuses nothing.
 *
 * @param {{packets: {time: number}[]}} stream what is judged
 * @param {{packets: {time: number}[]}} control what is left alone
 * @returns {{attributed: number, raw: number, stalled: number}} milliseconds; `stalled`: the most that was taken off one gap
 */
export function attributedGap(stream, control, from, to) {
  if (!control.packets.some(({ time }) => time >= from && time <= to)) throw new Error('the stream that is left alone has ended: nothing can be judged by it');
  const stalls = gaps(control, from, to).filter(([begin, end]) => end - begin >= STALL);
  const silent = stalls.reduce((sum, [begin, end]) => sum + Math.min(end, to) - Math.max(begin, from), 0);
  const late = silent > (to - from) / 2 ? [] : stalls;
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
