/** Redundant audio (RFC 2198) as livekit-client sends it, and a receiver that knows plain Opus only. */

import { rtpAtClient, startCapture } from '../capture.mjs';
import { ROOT, run } from '../processes.mjs';
import { portsOf, tokenFor } from '../rooms.mjs';
import { hears, must, tone } from './cast.mjs';

const SECONDS = 8;

/** Payload type of audio/red in every description of livekit-client in Chromium. */
const RED = 63;

export async function redundantAudio({ cast, url, room }) {
  const bob = await cast.person('bob');
  const ada = await cast.person('ada', { publish: { ...tone(440), audio: { forceStereo: false } } });
  await hears(bob, 'ada', 440);
  const capture = await startCapture(room);
  const script = [`${ROOT}/e2e/peers/aiortc_room.py`, url, await tokenFor(room, 'aiortc'), '--seconds', String(SECONDS), '--identity', 'ada', '--tone', '440'];
  const text = await run(`aiortc-${room}`, `${ROOT}/e2e/.venv/bin/python`, script, { timeout: SECONDS * 1000 + 40_000 });
  await hears(bob, 'ada', 440);
  const datagrams = await capture.stop();
  const [sent, received] = [await kinds(ada, datagrams, 'up'), await kinds(bob, datagrams, 'down')];
  must(`ada sends payload types ${sent}`, sent === String(RED));
  must(`bob receives payload types ${received}`, received === String(RED));
  const found = JSON.parse(text.trim().split('\n').at(-1));
  const [[type, sound] = [], ...others] = Object.entries(found.sounds);
  must(`aiortc got ${JSON.stringify(found)}`, type && type !== String(RED) && others.length === 0 && sound.packets > 100 && found.tone_snr_db > 15);
  return `${found.tone_snr_db.toFixed(1)} dB at aiortc`;
}

/** Payload types in the headers of what this client sends or receives, as the capture shows them. */
async function kinds(person, datagrams, direction) {
  const streams = (await portsOf(person)).flatMap((port) => rtpAtClient(datagrams, port)[direction]);
  return [...new Set(streams.flatMap(({ packets }) => packets.map((packet) => packet.payloadType)))].join();
}
