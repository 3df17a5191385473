/**
 * LiveKit's SDK for Node (libwebrtc behind an FFI), driven by lines on standard input; answers each with one line, "OK …" or
 * "ERROR …". One process holds as many participants as are joined.
 *
 * join IDENTITY URL TOKEN HERTZ camera|none · count IDENTITY · stop IDENTITY · facts IDENTITY · leave IDENTITY
 */

import readline from 'node:readline';
import * as rtc from '@livekit/rtc-node';
import { toneSnr } from '../lib/dsp.mjs';

const RATE = 48_000;
const [WIDTH, HEIGHT, FPS] = [320, 240, 15];
const DATA_MILLIS = 50;

/** Heard sound is looked at in blocks of a power of two. */
const EAR = 16_384;

class Person {
  events = [];
  sounds = new Map();
  frames = {};
  data = { sent: 0, heard: 0, different: new Set() };
  room = new rtc.Room();

  async join(url, token, hertz, picture) {
    for (const name of Object.values(rtc.RoomEvent)) {
      if (name !== rtc.RoomEvent.DataReceived) this.room.on(name, () => this.events.push({ at: Date.now(), name }));
    }
    this.room.on(rtc.RoomEvent.DataReceived, (payload) => {
      this.data.heard++;
      this.data.different.add(new TextDecoder().decode(payload));
    });
    this.room.on(rtc.RoomEvent.TrackSubscribed, (track, publication, participant) => {
      const watch = track.kind === rtc.TrackKind.KIND_AUDIO ? this.listen(track, participant.identity) : this.watch(track, participant.identity);
      watch.catch((error) => console.log(`a stream of ${participant.identity} ended: ${error}`));
    });
    await this.room.connect(url, token, { autoSubscribe: true, dynacast: false });
    const me = this.room.localParticipant;
    const sound = new rtc.AudioSource(RATE, 1, 200);
    await me.publishTrack(rtc.LocalAudioTrack.createAudioTrack('microphone', sound), options(rtc.TrackSource.SOURCE_MICROPHONE));
    play(sound, hertz);
    if (picture === 'none') return;
    const camera = new rtc.VideoSource(WIDTH, HEIGHT);
    await me.publishTrack(rtc.LocalVideoTrack.createVideoTrack('camera', camera), options(rtc.TrackSource.SOURCE_CAMERA));
    paint(camera);
  }

  /** Keeps the latest block of what this participant sends. */
  async listen(track, identity) {
    let block = new Float32Array(0);
    for await (const frame of new rtc.AudioStream(track, RATE, 1)) {
      const next = new Float32Array(block.length + frame.data.length);
      next.set(block);
      frame.data.forEach((sample, i) => (next[block.length + i] = sample / 32_768));
      block = next.slice(-EAR);
      this.sounds.set(identity, block);
    }
  }

  async watch(track, identity) {
    this.frames[identity] = 0;
    for await (const _ of new rtc.VideoStream(track)) this.frames[identity]++;
  }

  /** A numbered reliable message every 50 ms. */
  count() {
    const send = () => this.room.localParticipant.publishData(new TextEncoder().encode(String(this.data.sent++)), { reliable: true });
    this.timer = setInterval(() => send().catch((error) => this.events.push({ at: Date.now(), name: `publishData: ${error.message}` })), DATA_MILLIS);
    return null;
  }

  stop() {
    clearInterval(this.timer);
    return this.data.sent;
  }

  async facts() {
    const { publisherStats, subscriberStats } = await this.room.getRtcStats();
    const pairs = [publisherStats, subscriberStats].map(selected).filter(Boolean);
    const sounds = [...this.sounds].filter(([, block]) => block.length === EAR).map(([identity, block]) => ({ identity, ...loudest(block) }));
    return { state: this.room.connectionState, events: this.events, sounds, frames: this.frames, pairs, data: { sent: this.data.sent, heard: this.data.heard, different: this.data.different.size } };
  }
}

function options(source) {
  return new rtc.TrackPublishOptions({ source, dtx: false, simulcast: false, videoCodec: rtc.VideoCodec.VP8 });
}

/** A tone, 10 ms at a time; the source's queue sets the pace. */
async function play(source, hertz) {
  const samples = RATE / 100;
  for (let at = 0; ; at += samples) {
    const wave = Int16Array.from({ length: samples }, (_, i) => 10_000 * Math.sin((2 * Math.PI * hertz * (at + i)) / RATE));
    await source.captureFrame(new rtc.AudioFrame(wave, RATE, 1, samples));
  }
}

/** A white bar that goes from left to right. */
function paint(source) {
  let step = 0;
  setInterval(() => {
    const picture = new Uint8Array(WIDTH * HEIGHT * 4).fill(40);
    const left = (step++ * 8) % (WIDTH - 32);
    for (let y = 0; y < HEIGHT; y++) picture.fill(255, (y * WIDTH + left) * 4, (y * WIDTH + left + 32) * 4);
    source.captureFrame(new rtc.VideoFrame(picture, WIDTH, HEIGHT, rtc.VideoBufferType.RGBA));
  }, 1000 / FPS);
}

/** Addresses of the candidate pair in use. */
function selected(stats) {
  const all = stats.map(({ stats: { case: kind, value } }) => ({ kind, id: value.rtc?.id, ...value }));
  const chosen = all.find(({ kind }) => kind === 'transport')?.transport.selectedCandidatePairId;
  const pair = all.find(({ kind, id }) => kind === 'candidatePair' && id === chosen)?.candidatePair;
  const address = (candidateId) => {
    const { candidate } = all.find(({ id }) => id === candidateId) ?? {};
    return candidate ? `${candidate.address}:${candidate.port}` : null;
  };
  return pair && { local: address(pair.localCandidateId), remote: address(pair.remoteCandidateId) };
}

function loudest(block) {
  const { peakHertz } = toneSnr(block, 440, RATE);
  return { hertz: Math.round(peakHertz), snrDb: toneSnr(block, peakHertz, RATE).snrDb };
}

const people = new Map();

async function perform([command, identity, ...rest]) {
  if (command === 'join') {
    const [url, token, hertz, picture] = rest;
    people.set(identity, new Person());
    await people.get(identity).join(url, token, Number(hertz), picture);
    return 'joined';
  }
  const person = people.get(identity);
  if (!person || !['count', 'stop', 'facts', 'leave'].includes(command)) throw new Error(`no such command: ${command} ${identity}`);
  return command === 'leave' ? person.room.disconnect() : person[command]();
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  try {
    process.stdout.write(`OK ${JSON.stringify((await perform(line.split(' '))) ?? null)}\n`);
  } catch (error) {
    process.stdout.write(`ERROR ${String(error.message ?? error).replaceAll('\n', ' ')}\n`);
  }
}
process.exit(0);
