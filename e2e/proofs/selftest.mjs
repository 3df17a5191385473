/** Not a proof of Sluice: shows that the browser side of the harness measures what it should, with no server at all. */

import { launchChromium } from '../lib/browser.mjs';
import { openJudgePage, servePages } from '../lib/pages.mjs';
import { atLeast, atMost, prove } from '../lib/proof.mjs';
import { pause } from '../lib/wait.mjs';

await prove('selftest', async () => {
  const pages = await servePages();
  const browser = await launchChromium();
  try {
    const page = await openJudgePage(browser, `${pages.url}/pages/blank.html`);
    await page.evaluate(loopback);
    await pause(5_000);
    const seen = await page.evaluate(() => window.measure());
    if (process.env.E2E_CONSOLE) console.error(seen, page.problems);
    return {
      tone_snr_db: atLeast(seen.snr, 15),
      video_fps: atLeast(seen.fps, 20),
      colour_error: atMost(seen.pattern.colourError, 60),
      moved_frames: atLeast(seen.moved, 10),
    };
  } finally {
    await browser.close();
    await pages.close();
  }
});

async function loopback() {
  const { ear, eye, patternTrack, toneTrack } = await import('/lib/page/media.mjs');
  const [from, to] = [new RTCPeerConnection(), new RTCPeerConnection()];
  from.onicecandidate = ({ candidate }) => candidate && to.addIceCandidate(candidate);
  to.onicecandidate = ({ candidate }) => candidate && from.addIceCandidate(candidate);
  const tracks = {};
  to.ontrack = ({ track }) => (tracks[track.kind] = track);
  const stream = new MediaStream([await toneTrack(440), patternTrack()]);
  for (const track of stream.getTracks()) from.addTrack(track, stream);
  await from.setLocalDescription();
  await to.setRemoteDescription(from.localDescription);
  await to.setLocalDescription();
  await from.setRemoteDescription(to.localDescription);
  const hears = await ear(tracks.audio);
  const sees = eye(tracks.video);
  window.measure = async () => {
    const before = { ...sees.seen, at: performance.now(), frame: sees.read().frame };
    await new Promise((done) => setTimeout(done, 2_000));
    const fps = ((sees.seen.frames - before.frames) * 1000) / (performance.now() - before.at);
    const pattern = sees.read();
    return { snr: hears.snr(440).snrDb, fps, pattern, moved: pattern.frame - before.frame };
  };
}
