/** They come all the time, whoever moves. */
const EVERYDAY = /^(connectionQualityChanged|activeSpeakersChanged)$/i;

/** What the applications of these people were told since `from` (seconds) and would not be told anyway. */
export async function toldSince(movers, from) {
  const told = await Promise.all(movers.map(async (mover) => (await mover.events()).map((event) => ({ who: mover.identity, ...event }))));
  return told.flat().filter(({ at, name }) => at >= from * 1000 && !EVERYDAY.test(name));
}

/** So long after the answer to a resumed move its client may still be telling of it, milliseconds. */
const RESUMED_MILLIS = 5_000;

/**
 * What belongs to a move that went by a resume, apart from what nobody should have been told.
 *
 * @param {{who: string, at: number}[]} events `at` in milliseconds
 * @param {{identity: string, started: number, ended: number, how: string}[]} moves times in seconds
 * @returns {{expected: object[], unexpected: object[]}}
 */
export function apart(events, moves) {
  const resumed = moves.filter(({ how }) => how === 'resumed');
  const isOf = (event) => ({ identity, started, ended }) => event.who === identity && event.at >= started * 1000 && event.at <= ended * 1000 + RESUMED_MILLIS;
  const [expected, unexpected] = [true, false].map((wanted) => events.filter((event) => resumed.some(isOf(event)) === wanted));
  return { expected, unexpected };
}
