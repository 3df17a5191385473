/** In the page: makes tones and pictures that can be recognised, and measures what arrives. */

import { toneSnr } from '/lib/dsp.mjs';

let audio;

/** The page's one AudioContext, running. */
export async function context() {
  audio ??= new AudioContext({ sampleRate: 48_000, latencyHint: 'playback' });
  if (audio.state !== 'running') await audio.resume();
  return audio;
}

/** A microphone that plays one pure tone. */
export async function toneTrack(hertz, gain = 0.4) {
  const ctx = await context();
  const oscillator = new OscillatorNode(ctx, { frequency: hertz });
  const volume = new GainNode(ctx, { gain });
  const out = new MediaStreamAudioDestinationNode(ctx, { channelCount: 1 });
  oscillator.connect(volume).connect(out);
  oscillator.start();
  return out.stream.getAudioTracks()[0];
}

const COLOURS = ['#e02020', '#20b020', '#2030d0', '#d8c020'];
const BITS = 16;

/**
 * A camera whose picture can be read back: four colour fields, a bar that moves, and the frame number as 16 black or
 * white blocks along the bottom edge.
 */
export function patternTrack(width = 640, height = 360, fps = 30) {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const pen = canvas.getContext('2d', { alpha: false });
  let frame = 0;
  const draw = () => {
    frame = (frame + 1) & 0xffff;
    COLOURS.forEach((colour, i) => {
      pen.fillStyle = colour;
      pen.fillRect(((i % 2) * width) / 2, (i >> 1) * (height * 0.4), width / 2, height * 0.4);
    });
    pen.fillStyle = '#ffffff';
    pen.fillRect((frame * 7) % width, height * 0.35, width / 20, height * 0.1);
    for (let bit = 0; bit < BITS; bit++) {
      pen.fillStyle = (frame >> bit) & 1 ? '#ffffff' : '#000000';
      pen.fillRect((bit * width) / BITS, height * 0.8, width / BITS + 1, height * 0.2);
    }
  };
  draw();
  const timer = ticker(1000 / fps, draw);
  const track = canvas.captureStream(fps).getVideoTracks()[0];
  track.addEventListener('ended', () => timer.terminate());
  return track;
}

/** Timers of a page are throttled in the background, those of a worker are not. */
function ticker(millis, tick) {
  const code = `setInterval(() => postMessage(0), ${millis})`;
  const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  worker.onmessage = tick;
  return worker;
}

/** Listens to a track. `snr(hertz)` looks at the last 0.34 s. */
export async function ear(track) {
  const ctx = await context();
  const stream = new MediaStream([track]);
  // Chromium delivers a remote track to WebAudio only while an element plays it.
  const player = Object.assign(new Audio(), { srcObject: stream, muted: true });
  await player.play().catch(() => {});
  const analyser = new AnalyserNode(ctx, { fftSize: 16_384 });
  new MediaStreamAudioSourceNode(ctx, { mediaStream: stream }).connect(analyser);
  const block = new Float32Array(analyser.fftSize);
  return {
    player,
    snr(hertz) {
      analyser.getFloatTimeDomainData(block);
      return toneSnr(block, hertz, ctx.sampleRate);
    },
  };
}

/** Watches a track (or an element that shows one): counts presented frames, reads numbers and colours back. */
export function eye(track, element) {
  const video = element ?? document.createElement('video');
  if (!element) {
    Object.assign(video, { muted: true, autoplay: true, playsInline: true, srcObject: new MediaStream([track]) });
    document.body.append(video);
    video.play().catch(() => {});
  }
  const seen = { frames: 0, firstAt: 0, last: 0, longestGap: 0, times: [] };
  const onFrame = (now) => {
    seen.frames++;
    seen.firstAt ||= now;
    if (seen.last) seen.longestGap = Math.max(seen.longestGap, now - seen.last);
    seen.last = now;
    seen.times.push(now);
    video.requestVideoFrameCallback(onFrame);
  };
  video.requestVideoFrameCallback(onFrame);
  return { video, seen, read: () => readPattern(video), look: () => lookAt(video) };
}

/** Decodes the picture of `patternTrack`: its frame number, and how far the four colours are from what was sent. */
export function readPattern(video) {
  const { pixel, width, height } = pixelsOf(video);
  if (!width) return null;
  let frame = 0;
  for (let bit = 0; bit < BITS; bit++) {
    const [r, g, b] = pixel(((bit + 0.5) * width) / BITS, height * 0.9);
    if (r + g + b > 380) frame |= 1 << bit;
  }
  const fields = [[0.25, 0.15], [0.75, 0.15], [0.25, 0.6], [0.75, 0.6]].map(([x, y]) => pixel(width * x, height * y));
  const wanted = COLOURS.map((c) => [1, 3, 5].map((i) => parseInt(c.slice(i, i + 2), 16)));
  const colourError = Math.max(...fields.map((field, i) => Math.max(...field.map((v, k) => Math.abs(v - wanted[i][k])))));
  return { frame, colourError, width, height };
}

/** A coarse 8 × 8 picture and a hash of it: two looks differ if the picture moves. */
export function lookAt(video) {
  const { pixel, width, height } = pixelsOf(video);
  if (!width) return null;
  const cells = [];
  for (let y = 0; y < 8; y++) for (let x = 0; x < 8; x++) cells.push(pixel(((x + 0.5) * width) / 8, ((y + 0.5) * height) / 8));
  const mean = [0, 1, 2].map((k) => cells.reduce((sum, cell) => sum + cell[k], 0) / cells.length);
  return { mean, cells: cells.map((c) => c.map((v) => v >> 4).join('')).join(''), width, height };
}

function pixelsOf(video) {
  const width = video.videoWidth;
  const height = video.videoHeight;
  if (!width) return { width: 0 };
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen.drawImage(video, 0, 0);
  const { data } = pen.getImageData(0, 0, width, height);
  const pixel = (x, y) => {
    const at = (Math.floor(y) * width + Math.floor(x)) * 4;
    return [data[at], data[at + 1], data[at + 2]];
  };
  return { pixel, width, height };
}
