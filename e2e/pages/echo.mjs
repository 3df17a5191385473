/** The judge's side of an echo: offers a tone and a picture, and measures what comes back. */

import { ear, eye, lookAt, readPattern, toneTrack, patternTrack } from '/lib/page/media.mjs';
import { media, transport } from '/lib/page/peers.mjs';

const echoes = [];

/** Offers one tone and, unless `video` is 'none', one picture: 'pattern' (readable) or 'camera' (the fake device). */
async function offer({ hertz = 440, video = 'pattern', audio = 'tone', width = 640, height = 360, fps = 30 } = {}) {
  const pc = new RTCPeerConnection();
  const echo = { pc, hertz, received: {} };
  pc.addEventListener('track', ({ track }) => (echo.received[track.kind] = track));
  const devices = await ownDevices({ audio, video, width, height, fps });
  const sound = audio === 'tone' ? await toneTrack(hertz) : devices.getAudioTracks()[0];
  pc.addTrack(sound, new MediaStream([sound]));
  if (video !== 'none') {
    const picture = video === 'pattern' ? patternTrack(width, height, fps) : devices.getVideoTracks()[0];
    pc.addTrack(picture, new MediaStream([picture]));
  }
  await pc.setLocalDescription();
  echoes.push(echo);
  return { index: echoes.length - 1, sdp: pc.localDescription.sdp };
}

/** Real devices also give the page the right to show its own addresses to ICE. */
async function ownDevices({ audio, video, width, height, fps }) {
  const constraints = {
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    video: video === 'camera' ? { width, height, frameRate: fps } : false,
  };
  const stream = await navigator.mediaDevices.getUserMedia(constraints);
  if (audio === 'tone') stream.getAudioTracks().forEach((track) => track.stop());
  return stream;
}

async function answer(index, sdp) {
  const echo = echoes[index];
  await echo.pc.setRemoteDescription({ type: 'answer', sdp });
  if (echo.received.audio) echo.ear = await ear(echo.received.audio);
  if (echo.received.video) echo.eye = eye(echo.received.video);
}

const state = (index) => ({ connection: echoes[index].pc.connectionState, ice: echoes[index].pc.iceConnectionState });
const snr = (index) => echoes[index].ear.snr(echoes[index].hertz);
const frames = (index) => ({ shown: echoes[index].eye.seen.frames, longestGap: echoes[index].eye.seen.longestGap, at: performance.now() });
const close = (index) => echoes[index].pc.close();
const trickle = (index, candidate) => echoes[index].pc.addIceCandidate(candidate);

window.judge = {
  offer,
  answer,
  state,
  snr,
  frames,
  close,
  trickle,
  pattern: (index) => readPattern(echoes[index].eye.video),
  look: (index) => lookAt(echoes[index].eye.video),
  transport: (index) => transport(echoes[index].pc),
  media: (index) => media(echoes[index].pc),
  ready: true,
};
