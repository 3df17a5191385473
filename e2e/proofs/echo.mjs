/** PROOF echo: one browser hears and sees itself through a real media node that only its gRPC API drives. */

import { echo as echoOverApi } from '../../examples/node-echo/echo.mjs';
import { launchChromium } from '../lib/browser.mjs';
import { dtlsHandshakes, startCapture } from '../lib/capture.mjs';
import { medianSnr, startEcho, videoFps } from '../lib/echoes.mjs';
import { handshakesSurviveLoss } from '../lib/handshakes.mjs';
import { moveSession } from '../lib/move.mjs';
import { openJudgePage, servePages } from '../lib/pages.mjs';
import { freeTcpPorts } from '../lib/ports.mjs';
import { ROOT, run, start } from '../lib/processes.mjs';
import { atLeast, exactly, prove } from '../lib/proof.mjs';
import { startNode } from '../lib/sluice.mjs';
import { pause, until } from '../lib/wait.mjs';

await prove('echo', async ({ short, note }) => {
  const node = await startNode({ name: 'echo-node-a' });
  const [port] = await freeTcpPorts(1);
  const server = start('node-echo', process.execPath, ['server.mjs', '--node', node.address, '--port', String(port)], { cwd: `${ROOT}/examples/node-echo` });
  const url = `http://127.0.0.1:${port}/`;
  await until('the example serves its page', async () => server.alive() && (await fetch(url)).ok);
  const pages = await servePages();
  const browser = await launchChromium();
  const answerer = async (offer) => {
    const response = await fetch(url, { method: 'POST', body: offer });
    if (!response.ok) throw new Error(await response.text());
    return response.text();
  };
  try {
    const page = await openJudgePage(browser, `${pages.url}/pages/echo.html`);
    const seen = await mediaComesBack(page, answerer, short, note);
    const aesCm = await soundWithAesCm(url, note);
    const loss = await handshakesSurviveLoss(page, answerer, { lanes: short ? 4 : 2, note });
    const moved = await goesOnInFreshProcess(page, node, note);
    return { ...seen, aes_cm: exactly(aesCm, 'ok'), handshake_loss: exactly(loss, 'each_datagram_dropped_once:ok'), export_import: exactly(moved, 'fresh_process:ok') };
  } finally {
    await browser.close();
    await pages.close();
  }
});

async function mediaComesBack(page, answerer, short, note) {
  const echo = await startEcho(page, answerer, { video: 'camera' });
  const { srtpCipher, remote } = await echo.ask('transport');
  note(`connected to ${remote}, ${srtpCipher}`);
  await pause(3_000);
  const snr = await medianSnr(echo, short ? 3 : 10);
  const video = await videoFps(echo, short ? 5 : 20);
  note(`tone ${snr.toFixed(1)} dB, ${video.decodedFps.toFixed(1)} fps decoded, ${video.shownFps.toFixed(1)} shown`);
  const [red, green, blue] = video.look?.mean ?? [0, 0, 0];
  const isCamera = green > 90 && red < 60 && blue < 60;
  if (!video.moves || !isCamera) throw new Error(`the picture that came back is not the camera's: ${JSON.stringify(video.look)}`);
  await echo.close();
  return { tone_snr_db: atLeast(snr, 15), video_fps: atLeast(video.fps, 20), srtp_cipher: exactly(srtpCipher?.replace(/^SRTP_/, ''), 'AEAD_AES_128_GCM') };
}

/** An independent stack that offers AES_CM_128_HMAC_SHA1_80 only. */
async function soundWithAesCm(url, note) {
  const text = await run('aiortc-aes-cm', `${ROOT}/e2e/.venv/bin/python`, [`${ROOT}/e2e/peers/aiortc_echo.py`, url, '--profile', 'aes_cm'], { timeout: 60_000 });
  const found = JSON.parse(text.trim().split('\n').at(-1));
  note(`aiortc: ${JSON.stringify(found)}`);
  return found.snr_db >= 15 && found.profile === 'SRTP_AES128_CM_SHA1_80' ? 'ok' : `snr_${found.snr_db}_${found.profile}`;
}

/** The session's bytes are read by a process that started after the handshake: media goes on there without another. */
async function goesOnInFreshProcess(page, node, note) {
  let session;
  const echo = await startEcho(page, async (offer) => {
    session = await echoOverApi(node.api, offer);
    return session.answer;
  }, { video: 'none' });
  await pause(2_000);
  const fresh = await startNode({ name: 'echo-node-b' });
  const capture = await startCapture('echo-export-import');
  await moveSession({ from: node, to: fresh, session, trickle: echo.trickle });
  const remote = await until('the browser sends to the fresh process', async () => {
    const { remote: now } = await echo.ask('transport');
    return fresh.ownsPort(Number(now.split(':').at(-1))) && now;
  });
  await node.stop();
  await pause(1_000);
  const snr = await medianSnr(echo, 3);
  // At their own ports: what a fresh node rehearses with itself passes the loopback interface as well.
  const isAtNodes = (d) => [node, fresh].some((one) => one.ownsPort(d.fromPort) || one.ownsPort(d.toPort));
  const handshakes = dtlsHandshakes(await capture.stop(), isAtNodes).records.length;
  note(`moved to ${remote}: tone ${snr.toFixed(1)} dB, ${handshakes} handshake records`);
  await fresh.stop();
  return snr >= 15 && handshakes === 0 ? 'fresh_process:ok' : `snr_${snr.toFixed(1)}_handshakes_${handshakes}`;
}
