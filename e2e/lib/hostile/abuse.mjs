/** What a client with a good token can do to the others: at its signal connection, and over data channels of its own. */

import { SignalTarget, TrackType } from '@livekit/protocol';
import { openRoomPage, tokenFor } from '../rooms.mjs';
import { pause } from '../wait.mjs';
import { enter } from './refusals.mjs';

const FRAMES = 5_000;
const TRACKS = 1_000;
const TRICKLES = 5_000;
const LINES = 20_000;

/** Each has a connection of its own; what the coordinator does with it is its affair, as long as the others notice nothing. */
const AT_THE_SIGNAL = {
  'garbage frames': (client, random) => {
    for (let i = 0; i < FRAMES; i++) client.sendRaw(random.bytes(random.between(1, 200)));
  },
  'garbage texts': (client, random) => {
    for (let i = 0; i < FRAMES; i++) client.sendRaw(random.bytes(60).toString('latin1'));
  },
  'deeply nested JSON': (client) => client.sendRaw(`${'{"offer":'.repeat(50_000)}1${'}'.repeat(50_000)}`),
  'a thousand tracks': (client) => {
    for (let i = 0; i < TRACKS; i++) client.send('addTrack', { cid: `cid-${i}`, name: 'n'.repeat(200), type: TrackType.VIDEO, width: 1, height: 1 });
  },
  'a flood of candidates': (client, random) => {
    const init = JSON.stringify({ candidate: `candidate:1 1 udp 1 127.0.0.1 9 typ host ${random.bytes(40).toString('hex')}`, sdpMid: '0' });
    for (let i = 0; i < TRICKLES; i++) client.send('trickle', { candidateInit: i % 2 ? init : random.bytes(80).toString('latin1'), target: i % 2 ? SignalTarget.PUBLISHER : SignalTarget.SUBSCRIBER });
  },
  'a huge description': (client) => {
    const lines = Array.from({ length: LINES }, (_, i) => `a=ssrc:${i} cname:${'c'.repeat(60)}`);
    client.send('offer', { type: 'offer', sdp: ['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0', 'm=video 9 UDP/TLS/RTP/SAVPF 96', ...lines, ''].join('\r\n'), id: 1 });
  },
  'a description of many sections': (client) => {
    const section = (i) => `m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:${i}\r\na=rtpmap:96 VP8/90000\r\na=rtcp-mux\r\n`;
    client.send('offer', { type: 'offer', sdp: `v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n${Array.from({ length: 5_000 }, (_, i) => section(i)).join('')}`, id: 1 });
  },
  'answers to nothing': (client) => {
    for (let i = 0; i < 200; i++) client.send('answer', { type: 'answer', sdp: 'v=0\r\n', id: i });
  },
  'metadata, again and again': (client) => {
    for (let i = 0; i < 300; i++) client.send('updateMetadata', { metadata: 'm'.repeat(60_000), name: `${i}`, attributes: { [`k${i}`]: 'v'.repeat(1_000) } });
  },
  'subscriptions to what is not there': (client) => {
    for (let i = 0; i < 500; i++) client.send('subscription', { trackSids: Array.from({ length: 50 }, (_, k) => `TR_${i}x${k}`), subscribe: i % 2 === 0, participantTracks: [] });
  },
  'half a message': (client) => client.socket._socket.write(Buffer.from([0x82, 0xfe, 0x10, 0x00, 1, 2, 3, 4, 5])),
  'a frame of a reserved kind': (client) => client.socket._socket.write(Buffer.from([0xbf, 0x80, 1, 2, 3, 4])),
};

/** @returns {Promise<number>} how many kinds of abuse were played */
export async function abuseSignal(server, room, random, note) {
  const kinds = Object.entries(AT_THE_SIGNAL);
  for (const [what, act] of kinds) {
    const client = await enter(server, room, `mallory-${what.replaceAll(' ', '-')}`);
    act(client, random);
    const end = await Promise.race([client.closed, pause(1_500).then(() => 'still open')]);
    note(`${what}: ${end}`);
    client.close();
  }
  await comeAndGo(server, room);
  return kinds.length + 1;
}

/** A crowd that joins at once and breaks the connection off, some before they were let in. */
async function comeAndGo(server, room) {
  const crowd = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => enter(server, room, `crowd-${i % 20}`)));
  crowd.forEach(({ value }) => value?.socket.terminate());
}

/**
 * A browser's data channels as weapons: packets as fast as they go, packets that are none, a thousand channels opened and closed.
 * Nobody sees the person (`hidden`), so that what others are told is not of it.
 */
export async function abuseData({ browser, pagesUrl, url, room, note }) {
  const mallory = await openRoomPage(browser, pagesUrl, 'mallory');
  await mallory.join(url, room, { token: await tokenFor(room, 'mallory', { grants: { hidden: true, canPublishData: true, canPublish: false } }) });
  await mallory.inRoom((people) => people.localParticipant.publishData(new Uint8Array([1]), { reliable: true }));
  const done = await mallory.page.evaluate(flood);
  note(`data: ${JSON.stringify(done)}`);
  await mallory.page.close();
}

/** In the page. */
async function flood() {
  const pc = window.__peers.find((one) => one.sctp && one.connectionState === 'connected');
  const opened = (channel) => new Promise((resolve, reject) => ((channel.onopen = () => resolve(channel)), (channel.onerror = reject)));
  const forge = await opened(pc.createDataChannel('forged'));
  const lossy = await opened(pc.createDataChannel('_lossy', { ordered: false, maxRetransmits: 0 }));
  const done = { packets: 0, garbage: 0, channels: 0 };
  const end = performance.now() + 3_000;
  const rest = () => new Promise((resolve) => setTimeout(resolve, 5));
  while (performance.now() < end) {
    for (let i = 0; i < 40 && forge.bufferedAmount < 4_000_000; i++, done.packets++) forge.send(new Uint8Array(1_000).fill(i));
    for (let i = 0; i < 40 && lossy.bufferedAmount < 4_000_000; i++, done.garbage++) lossy.send(crypto.getRandomValues(new Uint8Array(300)));
    await rest();
  }
  for (let i = 0; i < 500; i++) {
    try {
      const channel = pc.createDataChannel('d'.repeat(1 + (i % 500)), { protocol: 'p'.repeat(i % 200), ordered: i % 2 === 0 });
      done.channels++;
      if (i % 3 === 0) channel.close();
    } catch {
      break;
    }
    if (i % 20 === 0) await rest();
  }
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  return done;
}
