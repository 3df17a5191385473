/** PROOF room: four people, two browser engines, a cut signal connection, and two server SDKs. */

import { launchChromium, launchFirefox } from '../lib/browser.mjs';
import { dtlsHandshakes, longestGapMs, rtpAtClient, startCapture } from '../lib/capture.mjs';
import { atLeast, atMost, exactly, info, prove } from '../lib/proof.mjs';
import { openRoomPage, portsOf, servePages, startSluice } from '../lib/rooms.mjs';
import { javaSdk, nodeSdk, roomServiceScenario } from '../lib/server-sdks.mjs';
import { startTcpProxy } from '../lib/tcp-proxy.mjs';
import { pause, until } from '../lib/wait.mjs';

const TILES = { tile: { width: 320, height: 180 }, options: { adaptiveStream: true, dynacast: false } };

/** Chromium's camera goes round three times a second: looks at whole seconds see the same picture again, the more so the quieter the machine is. */
const LOOK_JITTER_MILLIS = [70, 140, -60, 110];

await prove('room', async ({ short, note }) => {
  const sluice = await startSluice({ name: 'room' });
  const pages = await servePages();
  const stage = { sluice, pages, short, note };
  try {
    const firefox = await inBrowsers([launchChromium, launchFirefox], (browsers) => withFirefox(browsers, stage));
    const resume = await inBrowsers([launchChromium], (browsers) => cutSignal(browsers[0], stage));
    const sdks = await inBrowsers([launchChromium], (browsers) => serverSdks(browsers[0], stage));
    const four = await inBrowsers([launchChromium], (browsers) => fourPeople(browsers[0], stage));
    return { ...four, ...firefox, ...resume, ...sdks };
  } finally {
    await pages.close();
    await sluice.stop();
  }
});

async function inBrowsers(launchers, body) {
  const browsers = [];
  try {
    for (const launch of launchers) browsers.push(await launch());
    return await body(browsers);
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()));
  }
}

/** Four pages see and hear each other: twelve views. */
async function fourPeople(browser, { sluice, pages, short, note }) {
  const people = [];
  for (const [i, identity] of ['ada', 'bob', 'cyd', 'dan'].entries()) {
    const person = await openRoomPage(browser, pages.url, identity);
    await person.allow();
    await person.join(sluice.url, 'room', TILES);
    await person.publish({ picture: 'camera', width: 640, height: 360, hertz: 400 + 150 * i });
    people.push(person);
  }
  const views = async () => (await Promise.all(people.map(async (person) => (await person.views()).map((view) => ({ ...view, at: person.identity }))))).flat();
  await until('twelve views play', async () => (await views()).filter((view) => view.framesDecoded > 0).length === 12, { timeout: 30_000 });
  await pause(short ? 10_000 : 20_000);
  const before = await views();
  const looks = new Map(before.map((view) => [`${view.at}<${view.sid}`, new Set()]));
  let last = before;
  for (let second = 3; second <= (short ? 12 : 30); second += 3) {
    await pause(3_000 + LOOK_JITTER_MILLIS[(second / 3) % LOOK_JITTER_MILLIS.length]);
    const now = await views();
    for (const view of now) looks.get(`${view.at}<${view.sid}`)?.add(view.look?.cells);
    for (const line of frozen(last, now)) note(`second ${second}: ${line}`);
    last = now;
  }
  const after = await views();
  const seen = after.map((view) => {
    const first = before.find((other) => other.at === view.at && other.sid === view.sid);
    const fps = ((view.framesDecoded - first.framesDecoded) * 1000) / (view.timestamp - first.timestamp);
    return { at: view.at, key: view.key, fps, freezes: view.freezeCount - first.freezeCount, width: view.width, moves: looks.get(`${view.at}<${view.sid}`).size > 1 };
  });
  for (const view of seen) note(`${view.at} sees ${view.key}: ${view.fps.toFixed(1)} fps, ${view.freezes} freezes, ${view.width} wide`);
  const sounds = await heardPairs(people);
  return {
    views: exactly(seen.filter((view) => view.moves && view.fps > 5).length, 12),
    fps: atLeast(Math.min(...seen.map((view) => view.fps)), 18),
    freezes: exactly(seen.reduce((sum, view) => sum + view.freezes, 0), 0),
    sounds: exactly(sounds, 12),
    widest_tile: info(Math.max(...seen.map((view) => view.width))),
  };
}

/** Says of each view that froze what else changed meanwhile, and how the others saw the same person: where to look for the cause. */
function frozen(before, after) {
  const change = (view, name) => view[name] - (before.find((other) => other.at === view.at && other.sid === view.sid)?.[name] ?? 0);
  return after.filter((view) => change(view, 'freezeCount') > 0).map((view) => {
    const facts = ['framesDecoded', 'keyFramesDecoded', 'framesDropped', 'packetsLost', 'nackCount', 'pliCount'].map((name) => `${name} +${change(view, name)}`);
    const others = after.filter((other) => other.sid === view.sid && other !== view).map((other) => `${other.at} +${change(other, 'framesDecoded')} frames, ${change(other, 'freezeCount')} freezes`);
    return `${view.at} froze on ${view.key} for ${change(view, 'totalFreezesDuration').toFixed(2)} s: ${facts.join(', ')}; elsewhere ${others.join('; ')}`;
  });
}

/** How many of the twelve pairs hear each other's tone; a busy machine may spoil a moment, so each gets ten looks. */
async function heardPairs(people) {
  const heard = new Set();
  for (let look = 0; look < 10 && heard.size < 12; look++) {
    for (const one of people) {
      for (const [i, other] of people.entries()) {
        if (one === other) continue;
        const sound = await one.snr(`${other.identity}/microphone`, 400 + 150 * i);
        if (sound?.snrDb >= 15) heard.add(`${one.identity}<${other.identity}`);
      }
    }
    await pause(400);
  }
  return heard.size;
}

/** Chromium and Firefox in one room, both ways. */
async function withFirefox([chromium, firefox], { sluice, pages, note }) {
  const ada = await openRoomPage(chromium, pages.url, 'ada');
  const fox = await openRoomPage(firefox, pages.url, 'fox');
  await ada.allow();
  await ada.join(sluice.url, 'room-firefox', TILES);
  await ada.publish({ picture: 'pattern', width: 640, height: 360, hertz: 440 });
  await fox.allow();
  await fox.join(sluice.url, 'room-firefox', { ...TILES, listen: false });
  await fox.publish({ picture: 'camera', width: 640, height: 360, hertz: 'microphone' });
  for (const person of [ada, fox]) {
    await until(`${person.identity} sees the other`, async () => (await person.views())[0]?.framesDecoded > 0, { timeout: 30_000 });
  }
  await pause(6_000);
  const [adaBefore, foxBefore] = [await ada.views(), await fox.views()];
  const energyBefore = await audioEnergy(fox);
  await pause(6_000 + LOOK_JITTER_MILLIS[0]);
  const [adaAfter, foxAfter] = [await ada.views(), await fox.views()];
  const fps = (before, after) => (before[0] && after[0] ? ((after[0].framesDecoded - before[0].framesDecoded) * 1000) / (after[0].timestamp - before[0].timestamp) : 0);
  const heard = await ada.snr('fox/microphone', 880);
  const energy = (await audioEnergy(fox)) - energyBefore;
  const sends = fps(adaBefore, adaAfter) >= 10 && heard?.snrDb >= 15;
  const receives = fps(foxBefore, foxAfter) >= 10 && foxBefore[0].look.cells !== foxAfter[0].look.cells && energy > 0.05;
  note(`Firefox sends ${fps(adaBefore, adaAfter).toFixed(1)} fps, ${heard?.snrDb.toFixed(1)} dB; receives ${fps(foxBefore, foxAfter).toFixed(1)} fps, energy ${energy.toFixed(3)}`);
  return { firefox: exactly([sends && 'sends', receives && 'receives'].filter(Boolean).join(',') || 'nothing', 'sends,receives') };
}

async function audioEnergy(person) {
  const inbound = (await person.connections()).flatMap((c) => c.media).filter((m) => m.type === 'inbound-rtp' && m.kind === 'audio');
  return inbound.reduce((sum, m) => sum + (m.totalAudioEnergy ?? 0), 0);
}

/** The signal connection is reset under one client: it resumes with an ICE restart while sound goes on both ways. */
async function cutSignal(browser, { sluice, pages, short, note }) {
  const proxy = await startTcpProxy(Number(new URL(sluice.url).port));
  const [pia, quinn] = await Promise.all(['pia', 'quinn'].map((identity) => openRoomPage(browser, pages.url, identity)));
  for (const [i, person] of [pia, quinn].entries()) {
    await person.allow();
    await person.join(person === pia ? `ws://127.0.0.1:${proxy.port}` : sluice.url, 'room-resume', TILES);
    await person.publish({ picture: 'none', hertz: 500 + i * 200 });
  }
  await until('both hear each other', async () => (await pia.snr('quinn/microphone', 700))?.snrDb > 15 && (await quinn.snr('pia/microphone', 500))?.snrDb > 15, { timeout: 20_000 });
  const capture = await startCapture('room-resume');
  await pause(2_000);
  const ports = new Map([[pia, new Set(await portsOf(pia))], [quinn, new Set(await portsOf(quinn))]]);
  const cuts = [];
  for (let i = 0; i < (short ? 1 : 3); i++) {
    const cut = Date.now() / 1000;
    proxy.cut();
    const names = await until('the client resumes', async () => {
      const since = (await pia.events(cut * 1000)).map((event) => event.name);
      return since.includes('Reconnected') && since;
    }, { timeout: 20_000 });
    if (names.includes('Reconnecting') || names.includes('Disconnected')) throw new Error(`not a resume but ${names}`);
    await pause(3_000);
    cuts.push({ cut, until: Date.now() / 1000 });
    for (const [person, known] of ports) for (const port of await portsOf(person)) known.add(port);
  }
  const sound = Math.min((await pia.snr('quinn/microphone', 700)).snrDb, (await quinn.snr('pia/microphone', 500)).snrDb);
  const datagrams = await capture.stop();
  proxy.close();
  const gaps = cuts.flatMap((window) => [...ports].map(([, known]) => gapOf(datagrams, portsEver(datagrams, known), window)));
  const handshakes = dtlsHandshakes(datagrams, (d) => cuts.some((w) => d.time >= w.cut && d.time <= w.until)).records.length;
  note(`gaps ${gaps.map((gap) => gap.toFixed(0)).join(' ')} ms, sound after ${sound.toFixed(1)} dB, ports ${[...ports.values()].map((p) => [...p].join('/')).join(' ')}`);
  if (sound < 15) throw new Error('no sound after the resume');
  return { resume_audio_gap_ms: atMost(Math.max(...gaps), 100), handshakes_during_resume: exactly(handshakes, 0) };
}

/** All ports a client sent its streams from: an ICE restart goes through some that are selected for a moment only. */
function portsEver(datagrams, known) {
  const packets = datagrams.filter((d) => d.kind === 'rtp' && d.data.length >= 12).map((d) => ({ port: d.fromPort, ssrc: d.data.readUInt32BE(8) }));
  const own = new Set(packets.filter(({ port }) => known.has(port)).map(({ ssrc }) => ssrc));
  return [...new Set(packets.filter(({ ssrc }) => own.has(ssrc)).map(({ port }) => port))];
}

/** Longest time between two sound packets that reached one client at any of its ports. */
function gapOf(datagrams, ports, { cut, until: end }) {
  const bySsrc = new Map();
  for (const port of ports) {
    for (const { ssrc, packets } of rtpAtClient(datagrams, port).down) bySsrc.set(ssrc, [...(bySsrc.get(ssrc) ?? []), ...packets]);
  }
  const streams = [...bySsrc.values()].map((packets) => ({ packets: packets.sort((a, b) => a.time - b.time) }));
  const sound = streams.sort((a, b) => b.packets.length - a.packets.length)[0];
  return longestGapMs(sound, cut - 0.1, end);
}

/** One scenario, once with each server SDK: what it does must arrive at the clients. */
async function serverSdks(browser, { sluice, pages, note }) {
  const [worked, failures] = [[], []];
  for (const start of [javaSdk, nodeSdk]) {
    const name = start.name.replace('Sdk', '');
    let sdk;
    try {
      sdk = start(sluice.http);
      const people = await Promise.all(['host', 'guest'].map((identity) => openRoomPage(browser, pages.url, identity)));
      for (const person of people) await person.allow();
      await roomServiceScenario(sdk, people, sluice.url, TILES);
      worked.push(name);
    } catch (error) {
      failures.push(`${name}: ${error.message}`);
      note(`server SDK ${name}: ${error.stack}`);
    } finally {
      await sdk?.close();
    }
  }
  const values = { server_sdk: exactly(worked.join(',') || 'none', 'java,node') };
  return failures.length ? { ...values, server_sdk_failures: info(JSON.stringify(failures.join('; '))) } : values;
}
