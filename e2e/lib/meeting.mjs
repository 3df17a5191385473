import { toneSnr } from './dsp.mjs';
import { openJudgePage } from './pages.mjs';
import { pause } from './wait.mjs';

const RATE = 48_000;

/** One person at the meeting page that the coordinator serves, joined as a person would: by link, name and button. */
export async function joinMeeting(browser, url, room, name) {
  const page = await openJudgePage(browser, `${url}/?room=${encodeURIComponent(room)}`);
  await page.setViewport({ width: 1280, height: 800 });
  await page.waitForSelector('input[name=name]');
  // The form remembers who joined last.
  await page.click('input[name=name]', { count: 3 });
  await page.type('input[name=name]', name);
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-testid=state].on', { timeout: 30_000 });
  return {
    page,
    name,
    people: () => page.$$eval('[data-testid=participant]', (all) => all.map((one) => one.textContent)),
    press: (label) => page.evaluate(pressButton, label),
    tiles: () => page.evaluate(readTiles),
    hears: async (hertz) => toneSnr(Float32Array.from(await page.evaluate(listen, RATE)), hertz, RATE).snrDb,
    panel: () => page.evaluate(readPanel),
    figures: () => page.evaluate(readStatistics),
  };
}

/** Median of `count` looks at the sound, half a second apart. */
export async function medianTone(person, hertz, count = 7) {
  const values = [];
  for (let i = 0; i < count; i++) {
    await pause(500);
    values.push(await person.hears(hertz));
  }
  return values.sort((a, b) => a - b)[count >> 1];
}

function pressButton(label) {
  const button = [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === label);
  if (!button) throw new Error(`no button "${label}"`);
  button.click();
}

/** What each tile shows: whose it is, from where, and 64 grey values of its picture. */
function readTiles() {
  return [...document.querySelectorAll('.lk-participant-tile')].map((tile) => {
    const video = tile.querySelector('video');
    const shown = { source: tile.getAttribute('data-lk-source'), isLocal: tile.getAttribute('data-lk-local-participant') === 'true' };
    if (!video?.videoWidth) return { ...shown, width: 0 };
    const canvas = Object.assign(document.createElement('canvas'), { width: 8, height: 8 });
    const pen = canvas.getContext('2d');
    pen.drawImage(video, 0, 0, 8, 8);
    const { data } = pen.getImageData(0, 0, 8, 8);
    const cells = Array.from({ length: 64 }, (_, i) => data[4 * i] + data[4 * i + 1] + data[4 * i + 2]);
    return { ...shown, width: video.videoWidth, height: video.videoHeight, cells: cells.join(), brightest: Math.max(...cells) };
  });
}

/** The last third of a second of what the page plays. */
async function listen(rate) {
  const player = [...document.querySelectorAll('audio')].find((one) => one.srcObject?.getAudioTracks().length && !one.paused);
  if (!player) throw new Error('the page plays no sound');
  window.__ears ??= new AudioContext({ sampleRate: rate });
  await window.__ears.resume();
  const block = new Float32Array(16_384);
  if (window.__ear?.of !== player.srcObject) {
    const analyser = new AnalyserNode(window.__ears, { fftSize: block.length });
    new MediaStreamAudioSourceNode(window.__ears, { mediaStream: player.srcObject }).connect(analyser);
    window.__ear = { of: player.srcObject, analyser };
    await new Promise((done) => setTimeout(done, 500));
  }
  window.__ear.analyser.getFloatTimeDomainData(block);
  return [...block];
}

/** The panel as a person reads it. */
function readPanel() {
  const text = (id) => document.querySelector(`[data-testid=${id}]`)?.textContent ?? '';
  const tracks = [...document.querySelectorAll('[data-testid=track-row]')].map((card) => ({
    who: card.querySelector('strong').textContent,
    what: card.querySelector('.source').textContent,
    isSent: card.querySelector('.arrow').textContent === '↑',
    streams: [...card.querySelectorAll('[data-testid=stream]')].map((row) => {
      const [layer, picture, bitrate, loss, rtt] = [...row.querySelectorAll('td')].map((cell) => cell.textContent);
      return { layer, picture, kbps: parseFloat(bitrate), lossPercent: parseFloat(loss), rttMillis: parseFloat(rtt) };
    }),
  }));
  return { node: text('node'), address: text('node-address'), tracks };
}

/** The same from the browser's own statistics. */
async function readStatistics() {
  const found = { streams: [], remotes: [] };
  for (const peer of window.__peers.filter((one) => one.connectionState === 'connected')) {
    const stats = new Map(await peer.getStats());
    for (const stat of stats.values()) {
      if (stat.type === 'inbound-rtp' || stat.type === 'outbound-rtp') {
        const { type, kind, rid, frameWidth, frameHeight, bytesReceived, bytesSent, timestamp } = stat;
        found.streams.push({ type, kind, rid, width: frameWidth, height: frameHeight, bytes: bytesReceived ?? bytesSent, timestamp });
      }
      if (stat.type === 'transport' && stat.selectedCandidatePairId) {
        const { address, port } = stats.get(stats.get(stat.selectedCandidatePairId).remoteCandidateId);
        found.remotes.push(`${address.includes(':') ? `[${address}]` : address}:${port}`);
      }
    }
  }
  return found;
}
