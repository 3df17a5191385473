/** PROOF move: people in a call are moved to another node and back, one by one; judged at their ports and in their pages. */

import { AccessToken } from 'livekit-server-sdk';
import { launchChromium } from '../lib/browser.mjs';
import { dtlsHandshakes, percentile, rtpAtClient, startCapture } from '../lib/capture.mjs';
import { pairEcho } from '../lib/echo.mjs';
import { atMost, exactly, info, prove } from '../lib/proof.mjs';
import { KEY, SECRET, openRoomPage, portsOf, servePages, startSluice } from '../lib/rooms.mjs';
import { attributedGap } from '../lib/stalls.mjs';
import { pause } from '../lib/wait.mjs';

/** A session that returns within 30 s takes another port of four. */
const BETWEEN_MOVES_MILLIS = 4_000;
const CLIENTS = { chromium_v1: {}, chromium_v0: { singlePeerConnection: false } };
/** They come all the time, whoever moves. */
const EVERYDAY = ['ConnectionQualityChanged', 'ActiveSpeakersChanged'];

await prove('move', async ({ short, note }) => {
  const moves = short ? 4 : 40;
  const found = [];
  for (const [name, options] of Object.entries(CLIENTS)) found.push(await oneKind({ name, options, moves, note }));
  const sum = (key) => found.reduce((total, one) => total + one[key], 0);
  const all = (key) => found.flatMap((one) => one[key]);
  return {
    clients: exactly(found.map((one) => one.name).join(), 'chromium_v1,chromium_v0,rtc_node,firefox'),
    n: exactly(Math.min(...found.map((one) => one.done)), moves),
    lost_up: exactly(sum('lostUp'), 0),
    lost_down: exactly(sum('lostDown'), 0),
    client_events: exactly(sum('events'), 0),
    dtls_handshakes: exactly(sum('handshakes'), 0),
    gap_p90_ms: atMost(percentile(all('gaps'), 90), 60),
    gap_max_ms: info(Math.max(...all('gaps')).toFixed(1)),
    with_stalls_p90_ms: info(percentile(all('raw'), 90).toFixed(1)),
    data_lost: exactly(sum('dataLost'), 0),
    relay_added_ms_p50: atMost(Math.max(...found.map((one) => one.relayAdded)), 1, 2),
  };
});

/** Two people who see and hear each other, and two who stay where they are and tell what the machine does to sound by itself. */
async function oneKind({ name, options, moves, note }) {
  const sluice = await startSluice({ name: `move-${name}`, nodes: 2 });
  const pages = await servePages();
  const browser = await launchChromium();
  try {
    const people = await Promise.all(['ada', 'bob', 'cara', 'dan'].map((identity) => openRoomPage(browser, pages.url, identity)));
    for (const [i, person] of people.entries()) {
      await person.allow();
      await person.join(sluice.url, i < 2 ? 'moving' : 'still', { options: { adaptiveStream: false, dynacast: false, ...options } });
      const picture = i < 2 ? 'camera' : 'none';
      await person.publish({ picture, width: 640, height: 360, hertz: 440 + 110 * i, publish: { simulcast: false } });
    }
    const [ada, bob, , dan] = people;
    await pause(6_000);
    const capture = await startCapture(`move-${name}`);
    await Promise.all([ada, bob].map(countData));
    const before = await Promise.all([ada, bob].map((person) => person.events()));
    await pause(2_000);
    const quietFrom = Date.now() / 1000;
    const done = [];
    for (let i = 0; i < moves; i++) {
      const identity = i % 2 ? 'bob' : 'ada';
      const started = Date.now() / 1000;
      const answer = await admin(sluice, 'MoveParticipant', { room: 'moving', identity });
      note(`${name} move ${i + 1}: ${identity} ${answer.status} ${JSON.stringify(answer.body)}`);
      if (answer.status === 200) done.push({ started, ended: Date.now() / 1000, isSpread: i % 2 === 0 });
      await pause(BETWEEN_MOVES_MILLIS);
    }
    const events = (await Promise.all([ada, bob].map((person) => person.events()))).flatMap((now, i) => now.slice(before[i].length)).filter((event) => !EVERYDAY.includes(event.name));
    for (const event of events) note(`client event ${JSON.stringify(event)}`);
    const data = await Promise.all([ada, bob].map(stopData));
    await pause(1_000);
    const heard = await Promise.all([ada, bob].map(heardData));
    const ports = await Promise.all([ada, bob, dan].map(portsOf));
    const datagrams = await capture.stop();
    const dataLost = data[0] - heard[1] + data[1] - heard[0];
    note(`${name}: data ${data} sent, ${[...heard].reverse()} heard`);
    return { name, done: done.length, events: events.length, dataLost, ...judge({ datagrams, ports, done, quietFrom, note: (text) => note(`${name}: ${text}`) }) };
  } finally {
    await browser.close();
    await pages.close();
    await sluice.stop();
  }
}

function judge({ datagrams, ports, done, quietFrom, note }) {
  const [ada, bob, dan] = ports.map((own) => rtpAtClient(datagrams, own));
  const ways = [pairEcho({ up: ada.up, down: bob.down }), pairEcho({ up: bob.up, down: ada.down })];
  if (ways.some((pairs) => pairs.length !== 2)) throw new Error(`expected sound and picture each way, found ${ways.map((pairs) => pairs.length)}`);
  const control = dan.down.sort((a, b) => b.packets.length - a.packets.length)[0];
  if (!control) throw new Error('those who stay are not in the capture');
  const pairs = ways.flat();
  for (const { down, lostUp, lostDown } of pairs) note(`stream ${down.ssrc}: ${down.packets.length} packets, lost up [${lostUp.slice(0, 12)}], lost down [${lostDown.slice(0, 12)}]`);
  const sounds = ways.map((both) => both.reduce((a, b) => (packetsOf(a) < packetsOf(b) ? a : b)));
  const judged = done.flatMap((m) => sounds.map(({ down }) => attributedGap(down, control, m.started, m.ended + 2)));
  note(`gaps ${judged.map(({ attributed }) => attributed.toFixed(0)).join(' ')} ms`);
  const own = ports.slice(0, 2).flat();
  const late = dtlsHandshakes(datagrams, (d) => d.time > quietFrom && (own.includes(d.fromPort) || own.includes(d.toPort)));
  return {
    lostUp: pairs.reduce((sum, pair) => sum + pair.lostUp.length, 0),
    lostDown: pairs.reduce((sum, pair) => sum + pair.lostDown.length, 0),
    handshakes: late.records.length,
    gaps: judged.map(({ attributed }) => attributed),
    raw: judged.map(({ raw }) => raw),
    relayAdded: relayAdded(sounds, done),
  };
}

function packetsOf({ up }) {
  return up.packets.length;
}

/** How much longer a packet takes from client to client when they are on two nodes than on one, milliseconds, medians. */
function relayAdded(sounds, done) {
  const delays = { true: [], false: [] };
  for (const { up, down, tsOffset } of sounds) {
    const sent = new Map(up.packets.map((packet) => [(packet.timestamp + tsOffset) >>> 0, packet.time]));
    for (const packet of down.packets) {
      const at = sent.get(packet.timestamp);
      const phase = done.filter((m) => m.ended + 0.5 < packet.time).at(-1);
      const next = done.find((m) => m.started > packet.time - 0.5);
      if (at !== undefined && phase && (!next || packet.time < next.started - 0.1)) delays[phase.isSpread].push((packet.time - at) * 1000);
    }
  }
  return percentile(delays.true, 50) - percentile(delays.false, 50);
}

async function admin(sluice, method, body) {
  const token = new AccessToken(KEY, SECRET, { identity: 'operator' });
  token.addGrant({ roomAdmin: true, room: body.room });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await token.toJwt()}` };
  const response = await fetch(`${sluice.http}/twirp/sluice.Admin/${method}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

/** A numbered reliable message every 50 ms; counts those of the other. */
function countData(person) {
  return person.inRoom((room) => {
    window.judged = { sent: 0, heard: new Set() };
    room.on('dataReceived', (payload) => window.judged.heard.add(new TextDecoder().decode(payload)));
    window.judged.timer = setInterval(() => room.localParticipant.publishData(new TextEncoder().encode(String(window.judged.sent++)), { reliable: true }), 50);
  });
}

function stopData(person) {
  return person.inRoom(() => (clearInterval(window.judged.timer), window.judged.sent));
}

function heardData(person) {
  return person.inRoom(() => window.judged.heard.size);
}
