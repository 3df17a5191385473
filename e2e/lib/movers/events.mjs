/** They come all the time, whoever moves. */
const EVERYDAY = /^(connectionQualityChanged|activeSpeakersChanged)$/i;

/** What the applications of these people were told since `from` (seconds) and would not be told anyway. */
export async function toldSince(movers, from) {
  const told = await Promise.all(movers.map(async (mover) => (await mover.events()).map((event) => ({ who: mover.identity, ...event }))));
  return told.flat().filter(({ at, name }) => at >= from * 1000 && !EVERYDAY.test(name));
}
