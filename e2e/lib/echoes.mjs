import { percentile } from './capture.mjs';
import { pause, until } from './wait.mjs';

/**
 * An echo in a page (pages/echo.html): offers, gets the answer from `answerer`, waits until it is connected.
 *
 * @param {import('puppeteer-core').Page} page
 * @param {(offer: string) => Promise<string>} answerer
 */
export async function startEcho(page, answerer, options = {}) {
  await page.waitForFunction(() => window.judge?.ready);
  const { index, sdp } = await page.evaluate((o) => window.judge.offer(o), options);
  const answer = await answerer(sdp);
  await page.evaluate((i, a) => window.judge.answer(i, a), index, answer);
  const ask = (what) => page.evaluate((w, i) => window.judge[w](i), what, index);
  await until('the echo connects', async () => {
    const { connection } = await ask('state');
    if (connection === 'failed') throw Object.assign(new Error('connection failed'), { final: true });
    return connection === 'connected';
  }, { timeout: options.timeout ?? 20_000 });
  return {
    index,
    ask,
    trickle: (candidate) => page.evaluate((i, c) => window.judge.trickle(i, c), index, candidate),
    close: () => ask('close'),
  };
}

/** Median signal-to-noise ratio of the echoed tone over `seconds`. */
export async function medianSnr(echo, seconds) {
  const values = [];
  for (let i = 0; i < seconds * 2; i++) {
    await pause(500);
    values.push((await echo.ask('snr')).snrDb);
  }
  return percentile(values, 50);
}

/** Frames per second over `seconds`: the lower of what was decoded and what was shown, and whether the picture moved. */
export async function videoFps(echo, seconds) {
  const inbound = async () => (await echo.ask('media')).find((m) => m.type === 'inbound-rtp' && m.kind === 'video');
  const [mediaBefore, shownBefore] = [await inbound(), await echo.ask('frames')];
  let changes = 0;
  let before = (await echo.ask('look'))?.cells;
  for (let i = 0; i < seconds * 2; i++) {
    // Not in step with the camera's picture, which goes round.
    await pause(390 + ((i * 97) % 223));
    const now = (await echo.ask('look'))?.cells;
    if (now !== before) changes++;
    before = now;
  }
  const [after, shown] = [await inbound(), await echo.ask('frames')];
  const decodedFps = ((after.framesDecoded - mediaBefore.framesDecoded) * 1000) / (after.timestamp - mediaBefore.timestamp);
  const shownFps = ((shown.shown - shownBefore.shown) * 1000) / (shown.at - shownBefore.at);
  return { fps: Math.min(decodedFps, shownFps), decodedFps, shownFps, moves: changes > seconds, look: await echo.ask('look') };
}
