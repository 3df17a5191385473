/** The judge's side of raw data channels: what an RTCPeerConnection of its own sends, and what comes back. */

import { transport } from '/lib/page/peers.mjs';

let pc;
const channels = new Map();

/** Offers channels: label → options of createDataChannel. */
async function offer(wanted) {
  pc = new RTCPeerConnection();
  for (const [label, options] of Object.entries(wanted)) watch(label, pc.createDataChannel(label, options));
  // The right to show the page's own addresses to ICE.
  (await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks().forEach((track) => track.stop());
  await pc.setLocalDescription();
  return pc.localDescription.sdp;
}

function watch(label, channel) {
  channel.binaryType = 'arraybuffer';
  const entry = { channel, got: [], events: [], sent: 0 };
  for (const name of ['open', 'closing', 'close', 'error']) channel.addEventListener(name, () => entry.events.push(name));
  channel.addEventListener('message', ({ data }) => entry.got.push({ at: performance.timeOrigin + performance.now(), data }));
  channels.set(label, entry);
}

const answer = (sdp) => pc.setRemoteDescription({ type: 'answer', sdp });
const trickle = (candidate) => pc.addIceCandidate(candidate);
const state = () => ({ connection: pc.connectionState, maxMessageSize: pc.sctp?.maxMessageSize, channels: [...channels].map(([label, { channel }]) => [label, channel.readyState]) });

/** Numbers the message in its first four bytes and fills the rest with what the number says. */
function bytes(number, size) {
  const content = new Uint8Array(size).map((_, i) => (number * 31 + i * 7) & 0xff);
  new DataView(content.buffer).setUint32(0, number);
  return content;
}

/** Sends `count` messages of `size` bytes, `every` milliseconds. */
async function send(label, { count = 1, size = 100, every = 0 }) {
  const entry = channels.get(label);
  for (let i = 0; i < count; i++) {
    while (entry.channel.bufferedAmount > 1 << 20) await new Promise((done) => setTimeout(done, 5));
    entry.channel.send(bytes(entry.sent++, size));
    if (every) await new Promise((done) => setTimeout(done, every));
  }
  return entry.sent;
}

const sendText = (label, text) => channels.get(label).channel.send(text);
const texts = (label) => channels.get(label).got.map(({ data }) => (typeof data === 'string' ? data : null));

/** What came back: how many, which are missing, twice, out of order or not as they were sent; the longest time between two. */
function judge(label) {
  const { got, sent, events } = channels.get(label);
  const numbers = got.map(({ data }) => new DataView(data).getUint32(0));
  const seen = new Set(numbers);
  const broken = got.filter(({ data }, i) => !same(new Uint8Array(data), bytes(numbers[i], data.byteLength))).length;
  const gaps = got.slice(1).map(({ at }, i) => at - got[i].at);
  return {
    sent, received: got.length, lost: sent - seen.size, twice: numbers.length - seen.size, broken, events,
    disordered: numbers.slice(1).filter((number, i) => number < numbers[i]).length,
    longestGapMillis: Math.max(0, ...gaps),
  };
}

const same = (one, other) => one.length === other.length && one.every((byte, i) => byte === other[i]);

window.judge = { offer, answer, trickle, state, send, sendText, texts, judge, transport: () => transport(pc), ready: true };
