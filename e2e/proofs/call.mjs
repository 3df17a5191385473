/** PROOF call: two browsers with an unmodified livekit-client, a coordinator and a media node. */

import { launchChromium } from '../lib/browser.mjs';
import { percentile, startCapture } from '../lib/capture.mjs';
import { ROOT, run } from '../lib/processes.mjs';
import { atLeast, atMost, exactly, info, prove } from '../lib/proof.mjs';
import { openRoomPage, portsOf, servePages, startSluice, tokenFor } from '../lib/rooms.mjs';
import { switchLayers } from '../lib/switches.mjs';
import { pause, until } from '../lib/wait.mjs';
import { receivedGaps, serverShare } from '../lib/wire.mjs';

/** Processes that begin warm, as those of a cluster may: their start takes 20 s. What a cold one takes: ADR 12.*/
const REHEARSED = { coordinator: { rehearsals: 1000 }, node: { 'rehearsal-seconds': 20 } };
const OPTIONS = { adaptiveStream: false, dynacast: false };

await prove('call', async ({ short, note }) => {
  const sluice = await startSluice({ name: 'call', ...REHEARSED });
  const pages = await servePages();
  const stage = { sluice, pages, short, note };
  try {
    const two = await inBrowser((browser) => twoPeople(browser, stage));
    const h264 = await inBrowser((browser) => h264Call(browser, stage));
    const late = await inBrowser((browser) => lateJoiner(browser, stage));
    return { ...two, ...late, ...h264 };
  } finally {
    await pages.close();
    await sluice.stop();
  }
});

async function inBrowser(body) {
  const browser = await launchChromium();
  try {
    return await body(browser);
  } finally {
    await browser.close();
  }
}

/** Two people who both send and both see; then every layer, and a capture of all of it. */
async function twoPeople(browser, { sluice, pages, short, note }) {
  const capture = await startCapture('call');
  const people = await Promise.all(['ada', 'bob'].map((identity) => openRoomPage(browser, pages.url, identity)));
  for (const [i, person] of people.entries()) {
    await person.allow();
    await person.join(sluice.url, 'call', { options: OPTIONS });
    await person.publish({ picture: 'camera', hertz: 440 + i * 220 });
  }
  await until('both see 720p', async () => (await everyView(people)).filter((view) => view.width === 1280).length === 2, { timeout: 40_000 });
  await pause(short ? 8_000 : 15_000);
  const rates = await measure(people, short ? 8 : 20, note);
  const sound = await Promise.all([people[1].snr('ada/microphone', 440), people[0].snr('bob/microphone', 660)]);
  const switches = await switchLayers(people[1], 'ada/camera', short ? 4 : 12);
  note(`switches: key frames ${switches.keyFrames.join(' ')}; ms ${switches.millis.join(' ')}; widths ${[...switches.widths].join(' ')}`);
  const received = await Promise.all(people.map(async (person) => ({ ports: await portsOf(person), ...(await inboundSsrcs(person)) })));
  await people[1].leave();
  const pictures = await pictureIds(sluice, 'call', short ? 12 : 25, note);
  const datagrams = await capture.stop();
  const gaps = received.map(({ ports, primary, clocks }) => receivedGaps(datagrams, ports, primary, (ssrc) => clocks.get(ssrc)));
  note(`capture: ${JSON.stringify(gaps)}`);
  const sum = (name) => gaps.reduce((total, gap) => total + gap[name], 0);
  return {
    views: exactly(rates.views, 2),
    fps: atLeast(rates.fps, 24),
    publisher_kbps: atLeast(rates.kbps, 1200, 0),
    layers: exactly(switches.widths.size, 3),
    keyframes_per_switch: atMost(Math.max(...switches.keyFrames), 1, 0),
    seq_gaps: exactly(sum('seqGaps'), 0),
    timestamp_gaps: exactly(sum('timestampGaps') + pictures.timestampGaps, 0),
    picture_id_gaps: exactly(pictures.gaps, 0),
    tone_snr_db: atLeast(Math.min(...sound.map((s) => s?.snrDb ?? 0)), 15),
  };
}

async function everyView(people) {
  return (await Promise.all(people.map((person) => person.views()))).flat();
}

/** Frames per second of the top layer at each viewer, and what each publisher sends in all layers. */
async function measure(people, seconds, note) {
  const sent = async () => Promise.all(people.map(async (person) => (await outboundVideo(person)).reduce((sum, layer) => sum + layer.bytesSent, 0)));
  const [before, sentBefore, started] = [await everyView(people), await sent(), Date.now()];
  await pause(seconds * 1000);
  const [after, sentAfter, elapsed] = [await everyView(people), await sent(), Date.now() - started];
  const views = after.map((view) => {
    const first = before.find((other) => other.sid === view.sid);
    const decoded = ((view.framesDecoded - first.framesDecoded) * 1000) / (view.timestamp - first.timestamp);
    return { key: view.key, width: view.width, fps: decoded, shown: ((view.shown - first.shown) * 1000) / (view.at - first.at), moves: view.look.cells !== first.look.cells };
  });
  const kbps = sentAfter.map((bytes, i) => ((bytes - sentBefore[i]) * 8) / elapsed);
  note(`views ${JSON.stringify(views)}; sent ${kbps.map((k) => k.toFixed(0)).join(', ')} kbit/s`);
  const top = views.filter((view) => view.width === 1280 && view.moves);
  return { views: top.length, fps: Math.min(...top.map((view) => view.fps)), kbps: Math.min(...kbps) };
}

async function outboundVideo(person) {
  const all = (await person.connections()).flatMap((c) => c.media);
  return all.filter((m) => m.type === 'outbound-rtp' && m.kind === 'video');
}

async function inboundSsrcs(person) {
  const inbound = (await person.connections()).flatMap((c) => c.media).filter((m) => m.type === 'inbound-rtp');
  return { primary: new Set(inbound.map((m) => m.ssrc)), clocks: new Map(inbound.map((m) => [m.ssrc, m.kind === 'audio' ? 48_000 : 90_000])) };
}

/** An independent stack reads the packets of Ada's camera while it switches layers. */
async function pictureIds(sluice, room, seconds, note) {
  const token = await tokenFor(room, 'aiortc');
  const script = [`${ROOT}/e2e/peers/aiortc_room.py`, sluice.url, token, '--seconds', String(seconds), '--identity', 'ada'];
  const text = await run('aiortc-room', `${ROOT}/e2e/.venv/bin/python`, script, { timeout: seconds * 1000 + 30_000 });
  const found = JSON.parse(text.trim().split('\n').at(-1));
  note(`aiortc: ${JSON.stringify(found)}`);
  if (!found.packets || new Set(found.widths).size < 2) return { gaps: 'no_switch_seen', timestampGaps: 0 };
  if (found.without_picture_id > 0) return { gaps: 'no_picture_ids', timestampGaps: found.timestamp_gaps };
  return { gaps: found.seq_gaps + found.picture_id_gaps + found.tl0_gaps, timestampGaps: found.timestamp_gaps };
}

/** H.264, judged in Chromium. */
async function h264Call(browser, { sluice, pages, short, note }) {
  const [from, to] = await Promise.all(['hanna', 'ivan'].map((identity) => openRoomPage(browser, pages.url, identity)));
  for (const person of [from, to]) {
    await person.allow();
    await person.join(sluice.url, 'call-h264', { options: OPTIONS });
  }
  await from.publish({ picture: 'camera', publish: { videoCodec: 'h264', simulcast: true } });
  await until('H.264 in 720p arrives', async () => (await to.views())[0]?.width === 1280, { timeout: 30_000 });
  await pause(3_000);
  const before = (await to.views())[0];
  await pause(short ? 4_000 : 10_000);
  const after = (await to.views())[0];
  const fps = ((after.framesDecoded - before.framesDecoded) * 1000) / (after.timestamp - before.timestamp);
  const switches = await switchLayers(to, 'hanna/camera', short ? 2 : 6);
  note(`H.264: ${after.codec} ${fps.toFixed(1)} fps, key frames per switch ${switches.keyFrames.join(' ')}, widths ${[...switches.widths].join(' ')}`);
  return { h264: exactly(after.codec, 'video/H264'), h264_fps: atLeast(fps, 20), h264_layers: exactly(switches.widths.size, 3) };
}

/** Joins again and again while one person publishes; each time is followed by the same between two local peer connections. */
async function lateJoiner(browser, { sluice, pages, short, note }) {
  const [publisher, late] = await Promise.all(['paula', 'late'].map((identity) => openRoomPage(browser, pages.url, identity)));
  await publisher.allow();
  await publisher.join(sluice.url, 'call-late', { options: OPTIONS });
  await publisher.publish({ picture: 'camera' });
  await late.allow();
  await pause(8_000);
  const tokens = await Promise.all(Array.from({ length: 11 }, (_, i) => tokenFor('call-late', `late-${i}`)));
  const join = (token) => late.judge('firstFrame', { url: sluice.url, token, options: OPTIONS });
  await join(tokens[9]);
  await late.judge('firstFrameLocal');
  const capture = await startCapture('call-late', `udp or tcp port ${new URL(sluice.url).port}`);
  const joins = [];
  const locals = [];
  for (let i = 0; i < (short ? 5 : 9); i++) {
    joins.push(await join(tokens[i]));
    await pause(500);
    locals.push((await late.judge('firstFrameLocal')).millis);
    await pause(500);
  }
  const publisherPorts = await portsOf(publisher);
  const datagrams = await capture.stop();
  const shares = joins.map(({ started, shown }) => shareOf(datagrams, started / 1000, shown / 1000, new URL(sluice.url), publisherPorts));
  const [mine, local] = [percentile(joins.map((j) => j.millis), 50), percentile(locals, 50)];
  note(`first frame ${joins.map((j) => j.millis.toFixed(0)).join(' ')} ms; local ${locals.map((m) => m.toFixed(0)).join(' ')} ms`);
  for (const share of shares) note(`server's share ${JSON.stringify(share, (_, v) => (typeof v === 'number' ? Number(v.toFixed(1)) : v))}`);
  return {
    first_frame_ratio: atMost(mine / local, 1.6, 2),
    first_frame_ms: info(mine.toFixed(0)),
    local_ms: info(local.toFixed(0)),
    server_share_ms: atMost(percentile(shares.map((s) => s.total), 50), 30),
  };
}

/** The late joiner's port: the one that does DTLS in this window. */
function shareOf(datagrams, from, to, url, publisherPorts) {
  const hello = datagrams.find((d) => d.kind === 'dtls' && d.time >= from && d.time <= to && d.data[0] === 22 && d.data[13] === 1);
  if (!hello) return { total: NaN };
  return serverShare(datagrams, { from, to, signalPort: Number(url.port), clientPort: hello.fromPort, publisherPorts });
}
