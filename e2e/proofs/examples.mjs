/** PROOF examples: the echoes of examples/ as their READMEs start them, each seen and heard in Chromium at its own page. */

import path from 'node:path';
import { launchChromium } from '../lib/browser.mjs';
import { toneSnr } from '../lib/dsp.mjs';
import { openJudgePage } from '../lib/pages.mjs';
import { freeTcpPorts } from '../lib/ports.mjs';
import { OUT, ROOT, start, tail } from '../lib/processes.mjs';
import { atLeast, exactly, prove } from '../lib/proof.mjs';
import { java, startNode } from '../lib/sluice.mjs';
import { writeTone } from '../lib/tone.mjs';
import { pause, until } from '../lib/wait.mjs';

const HERTZ = 440;
const EXAMPLES = path.join(ROOT, 'examples');

await prove('examples', async ({ short, note }) => {
  const node = await startNode({ name: 'examples-node' });
  const [javaPort, nodePort] = await freeTcpPorts(2);
  const programs = [
    { name: 'java-echo', port: javaPort, process: start('java-echo', java(), ['-jar', path.join(EXAMPLES, 'java-echo/target/java-echo.jar'), node.address, `${javaPort}`]) },
    { name: 'node-echo', port: nodePort, process: start('node-echo', process.execPath, ['server.mjs', '--node', node.address, '--port', `${nodePort}`], { cwd: path.join(EXAMPLES, 'node-echo') }) },
  ];
  const browser = await launchChromium({ tone: writeTone(path.join(OUT, 'examples-tone.wav'), HERTZ) });
  try {
    const seen = [];
    for (const program of programs) {
      await until(`${program.name} serves its page`, async () => {
        if (!program.process.alive()) throw Object.assign(new Error(`${program.name} ended: ${tail(program.process)}`), { final: true });
        return (await fetch(`http://127.0.0.1:${program.port}/`)).ok;
      });
      seen.push(await echoAt(browser, program, short ? 5 : 15));
      note(`${program.name}: tone ${seen.at(-1).snr.toFixed(1)} dB, ${seen.at(-1).fps.toFixed(1)} fps`);
    }
    return {
      echoes: exactly(seen.length, 2),
      tone_snr_db: atLeast(Math.min(...seen.map((one) => one.snr)), 15),
      video_fps: atLeast(Math.min(...seen.map((one) => one.fps)), 20),
    };
  } finally {
    await browser.close();
  }
});

/** What a person at the example's page sees and hears of themselves. */
async function echoAt(browser, program, seconds) {
  const page = await openJudgePage(browser, `http://127.0.0.1:${program.port}/`);
  await until(`${program.name} shows a picture`, () => page.evaluate(() => document.querySelector('#back').videoWidth > 0), { timeout: 20_000 });
  await page.evaluate(startMeasuring);
  await pause(seconds * 1_000);
  const { samples, frames, millis, rate } = await page.evaluate(() => window.__measure());
  await page.close();
  return { snr: toneSnr(Float32Array.from(samples), HERTZ, rate).snrDb, fps: (frames * 1000) / millis };
}

async function startMeasuring() {
  const video = document.querySelector('#back');
  const context = new AudioContext({ sampleRate: 48_000 });
  await context.resume();
  const analyser = new AnalyserNode(context, { fftSize: 16_384 });
  new MediaStreamAudioSourceNode(context, { mediaStream: video.srcObject }).connect(analyser);
  let frames = 0;
  const from = performance.now();
  const onFrame = () => (frames++, video.requestVideoFrameCallback(onFrame));
  video.requestVideoFrameCallback(onFrame);
  window.__measure = () => {
    const block = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(block);
    return { samples: [...block], frames, millis: performance.now() - from, rate: context.sampleRate };
  };
}
