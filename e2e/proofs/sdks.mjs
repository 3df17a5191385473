/** PROOF sdks: client SDKs of other languages and of earlier years, and server SDKs, each unchanged. */

import fs from 'node:fs';
import { launchChromium } from '../lib/browser.mjs';
import { goClient, pythonClient } from '../lib/peers.mjs';
import { exactly, info, prove } from '../lib/proof.mjs';
import { openRoomPage, servePages, startSluice } from '../lib/rooms.mjs';
import { GO_PEERS, goSdk, pythonSdk, roomServiceScenario } from '../lib/server-sdks.mjs';
import { publishScreen } from '../lib/scenarios/identity.mjs';
import { wireChecks } from '../lib/wire-checks.mjs';
import { pause, until } from '../lib/wait.mjs';

const PICTURE = { picture: 'pattern', width: 640, height: 360, fps: 15 };
const SEEN_FRAMES = 25;

/** Where there is no Go, what it would judge is named as skipped. */
const hasGo = fs.existsSync(GO_PEERS);

const CLIENTS = {
  'js-v0': (stage) => twoPages(stage, { options: { singlePeerConnection: false } }),
  'js-2.5': (stage) => twoPages(stage, { sdk: 'livekit-client-2.5' }),
  'js-2.0': (stage) => twoPages(stage, { sdk: 'livekit-client-2.0' }),
  'js-1.15': (stage) => twoPages(stage, { sdk: 'livekit-client-1' }),
  'python-single': (stage) => withPython(stage, 'single'),
  'python-dual': (stage) => withPython(stage, 'dual'),
  ...(hasGo && { 'go-dual': (stage) => withGo(stage, 'dual'), 'go-single': (stage) => withGo(stage, 'single'), 'go-bundled': (stage) => withGo(stage, 'bundled') }),
};
const SERVER_SDKS = { python: pythonSdk, ...(hasGo && { go: goSdk }) };

await prove('sdks', async ({ note }) => {
  const wanted = (names) => names.filter((name) => !process.env.SDKS || process.env.SDKS.split(',').includes(name));
  const sluice = await startSluice({ name: 'sdks' });
  const pages = await servePages();
  const browser = await launchChromium();
  const stage = { sluice, pages, browser, note };
  try {
    const [clients, servers] = [wanted(Object.keys(CLIENTS)), wanted(Object.keys(SERVER_SDKS))];
    const failures = [];
    const clientsThatWork = await each(clients, failures, note, (name) => CLIENTS[name]({ ...stage, name }));
    const serversThatWork = await each(servers, failures, note, (name) => withServerSdk(stage, SERVER_SDKS[name]));
    const wire = await wireChecks(sluice);
    for (const { name, fault } of wire.filter((check) => check.fault)) failures.push(`${name}: ${fault}`);
    for (const failure of failures) note(failure);
    return {
      clients: exactly(clientsThatWork.join(',') || 'none', clients.join(',') || 'none'),
      server_sdks: exactly(serversThatWork.join(',') || 'none', servers.join(',') || 'none'),
      wire: exactly(`${wire.filter((check) => !check.fault).length}/${wire.length}`, `${wire.length}/${wire.length}`),
      ...(!hasGo && { skipped: info('go(not_installed)') }),
      ...(failures.length && { failures: info(JSON.stringify(failures.join('; '))) }),
    };
  } finally {
    await browser.close();
    await pages.close();
    await sluice.stop();
  }
});

/** Tries each; one that fails does not keep the others from being tried. */
async function each(names, failures, note, attempt) {
  const worked = [];
  for (const name of names) {
    try {
      await attempt(name);
      note(`${name} works`);
      worked.push(name);
    } catch (error) {
      failures.push(`${name}: ${error.message}`);
    }
  }
  return worked;
}

/** A page with today's livekit-client, and another: with another version of it, or another way to connect. */
async function twoPages(stage, { sdk, options = {} }) {
  const room = `sdks-${stage.name}`;
  const now = await publishingPage(stage, room, 'now', 523);
  const other = await publishingPage(stage, room, 'other', 659, { sdk, options });
  await meet(now, 'other', 659);
  await meet(other, 'now', 523);
  await other.call('localParticipant.setMicrophoneEnabled', false);
  await until('the mute arrives', async () => (await now.facts()).remote[0]?.tracks.find((track) => track.source === 'microphone')?.muted);
  await other.leave();
  await until('the other is gone', async () => (await now.facts()).remote.length === 0);
  await Promise.all([now.page.close(), other.page.close()]);
}

async function publishingPage({ browser, pages, sluice }, room, identity, hertz, { sdk, options = {} } = {}) {
  const person = await openRoomPage(browser, pages.url, identity, { sdk });
  await person.allow();
  await person.join(sluice.url, room, { tile: { width: 640, height: 360 }, options });
  await person.publish({ ...PICTURE, hertz });
  return person;
}

/** The page sees whom moving and hears the tone. */
async function meet(person, whom, hertz) {
  const looks = new Set();
  await until(`${person.identity} sees ${whom} moving`, async () => {
    const view = (await person.views()).find(({ key }) => key === `${whom}/camera`);
    if (view?.framesDecoded > 0) looks.add(view.look?.cells);
    return view?.framesDecoded >= SEEN_FRAMES && looks.size > 2;
  }, { timeout: 20_000, every: 250 });
  await until(`${person.identity} hears ${whom}`, async () => (await person.snr(`${whom}/microphone`, hertz))?.snrDb > 15, { every: 250 });
}

/** The Go client sends back what it gets: the page sees and hears itself, there and back without a lost packet; later tracks come too. */
async function withGo(stage, mode) {
  const room = `sdks-${stage.name}`;
  const page = await publishingPage(stage, room, 'page', 523);
  const go = await goClient(stage.sluice.url, room, 'go', mode);
  try {
    await meet(page, 'go', 523);
    await pause(3_000);
    const { received, events } = await go.facts();
    const streams = Object.entries(received);
    stage.note(`${stage.name}: ${JSON.stringify(received)} ${events.filter((event) => event === 'keyframe asked').length} key frames asked`);
    if (streams.length !== 2) throw new Error(`Go got ${streams.length} tracks, wanted 2`);
    for (const [key, { packets, gaps }] of streams) if (packets < SEEN_FRAMES || gaps !== 0) throw new Error(`${key} at Go: ${packets} packets, ${gaps} missing`);
    // Pion takes in nothing new while its SCTP association waits for an answer: a later track shows that it has one.
    await publishScreen(page, 880);
    await until('Go gets the screen and its sound', async () => {
      const { received: now } = await go.facts();
      return ['SCREEN_SHARE', 'SCREEN_SHARE_AUDIO'].every((source) => now[`page/${source}`]?.packets >= SEEN_FRAMES);
    }, { timeout: 20_000, every: 250 });
    await page.call('localParticipant.setMicrophoneEnabled', false);
    await until('Go hears of the mute', async () => (await go.facts()).events.includes('muted page MICROPHONE'));
    await go.leave();
    await until('the page sees Go leave', async () => (await page.facts()).remote.length === 0);
  } finally {
    await go.close();
    await page.page.close();
  }
}

async function withPython(stage, mode) {
  const room = `sdks-${stage.name}`;
  const page = await publishingPage(stage, room, 'page', 523);
  const python = await pythonClient(stage.sluice.url, room, 'python', mode, 659);
  try {
    await meet(page, 'python', 659);
    const facts = await until('Python sees and hears the page', async () => {
      const now = await python.facts();
      const [view, sound] = [now.seen['page/camera'], now.sounds['page/microphone']];
      return view?.changes >= SEEN_FRAMES && Math.abs((sound?.hertz ?? 0) - 523) <= 3 && sound.snrDb > 15 && now;
    }, { timeout: 20_000, every: 500 });
    stage.note(`${stage.name}: ${JSON.stringify(facts)}`);
    await page.call('localParticipant.setMicrophoneEnabled', false);
    await until('Python hears of the mute', async () => (await python.facts()).events.includes('muted page'));
    await python.leave();
    await until('the page sees Python leave', async () => (await page.facts()).remote.length === 0);
  } finally {
    await python.close();
    await page.page.close();
  }
}

async function withServerSdk({ browser, pages, sluice }, start) {
  const sdk = start(sluice.http);
  try {
    const people = await Promise.all(['host', 'guest'].map((identity) => openRoomPage(browser, pages.url, identity)));
    for (const person of people) await person.allow();
    await roomServiceScenario(sdk, people, sluice.url, {});
    await Promise.all(people.map(({ page }) => page.close()));
  } finally {
    await sdk.close();
  }
}
