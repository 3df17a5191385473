import { pause, until } from './wait.mjs';

const ORDER = ['LOW', 'HIGH', 'MEDIUM', 'HIGH', 'LOW', 'MEDIUM'];

/** Widths of the three layers that livekit-client makes of a 720p camera. */
const WIDTHS = { LOW: 320, MEDIUM: 640, HIGH: 1280 };

/**
 * Asks for one layer after another of one view; each must arrive. Counts the key frames decoded from the wish until 1.5 s
 * after the arrival: what the switch cost.
 *
 * @returns {Promise<{widths: Set<number>, keyFrames: number[], millis: number[]}>}
 */
export async function switchLayers(client, key, count) {
  const view = async () => (await client.views()).find((candidate) => candidate.key === key);
  const go = async (quality) => {
    const started = Date.now();
    await client.setQuality(key, quality);
    await until(`${key} shows ${quality}`, async () => (await view()).width === WIDTHS[quality], { timeout: 12_000, every: 50 });
    return Date.now() - started;
  };
  const found = { widths: new Set([(await view()).width]), keyFrames: [], millis: [] };
  await go('MEDIUM');
  await pause(1_500);
  found.widths.add((await view()).width);
  for (let i = 0; i < count; i++) {
    const before = await view();
    found.millis.push(await go(ORDER[i % ORDER.length]));
    await pause(1_500);
    const after = await view();
    found.widths.add(after.width);
    found.keyFrames.push(after.keyFramesDecoded - before.keyFramesDecoded);
  }
  return found;
}
