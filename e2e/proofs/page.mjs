/** PROOF page: two people at the meeting page itself see and hear each other, one shares a screen, and the panel's figures are true. */

import path from 'node:path';
import { launchChromium } from '../lib/browser.mjs';
import { joinMeeting, medianTone } from '../lib/meeting.mjs';
import { OUT } from '../lib/processes.mjs';
import { atLeast, atMost, exactly, prove } from '../lib/proof.mjs';
import { startSluice } from '../lib/rooms.mjs';
import { writeTone } from '../lib/tone.mjs';
import { pause, until } from '../lib/wait.mjs';

const HERTZ = 440;
const ROOM = 'a room & its link';

await prove('page', async ({ short, note }) => {
  const sluice = await startSluice({ name: 'page', nodes: 2 });
  const browser = await launchChromium({
    tone: writeTone(path.join(OUT, 'page-tone.wav'), HERTZ),
    args: ['--auto-select-desktop-capture-source=Entire screen'],
  });
  try {
    const alice = await joinMeeting(browser, sluice.http, ROOM, 'Alice');
    await until('Alice is told that she is alone', () => alice.page.$('.invitation'));
    const bob = await joinMeeting(browser, sluice.http, ROOM, 'Bob');
    const pair = [alice, bob];
    await until('both lists name both', async () => (await Promise.all(pair.map((one) => one.people()))).every((list) => list.length === 2));
    await Promise.all(pair.map((one) => until(`${one.name} sees the other move`, () => moves(one, 'camera', false), { timeout: 20_000 })));
    note('both see each other');
    const tone = Math.min(...(await Promise.all(pair.map((one) => medianTone(one, HERTZ, short ? 5 : 15)))));
    note(`both hear each other: ${tone.toFixed(1)} dB`);
    const figures = await panelAgainstBrowser(bob, sluice.nodes, short ? 4 : 12, note);
    const moved = await moveByButton(bob, sluice, note);
    await Promise.all(pair.map((one) => until(`${one.name} still sees the other move`, () => moves(one, 'camera', false), { timeout: 20_000 })));
    await alice.press('Share screen');
    const screen = await until('Bob sees the screen', () => moves(bob, 'screen_share', false), { timeout: 20_000 });
    const listed = await until('the panel lists the screen', async () => (await bob.panel()).tracks.find((one) => one.what === 'screen' && !one.isSent));
    note(`screen ${screen.width}×${screen.height} from ${listed.who}`);
    await alice.press('Leave');
    await until('Alice is back at the form', () => alice.page.$('input[name=name]'));
    await until('Bob is alone', async () => (await bob.people()).length === 1);
    const problems = pair.flatMap((one) => one.page.problems);
    for (const problem of problems) note(`page error: ${problem}`);
    return {
      sees: exactly(pair.length, 2),
      tone_snr_db: atLeast(tone, 15),
      screen: exactly(screen.width > 0 ? 'arrives' : 'no', 'arrives'),
      bitrate_off_percent: atMost(figures.offPercent, 25),
      resolution: exactly(figures.resolution, 'same'),
      loss_percent: atMost(figures.lossPercent, 2),
      rtt_ms: atMost(figures.rttMillis, 200),
      node: exactly(figures.owner, figures.node),
      address: exactly(figures.address, 'selected_pair'),
      moved_by_button: exactly(moved, 'ok'),
      page_errors: exactly(problems.length, 0),
    };
  } finally {
    await browser.close();
    await sluice.stop();
  }
});

/** Presses the button and reads the panel: another node, another address, and sound that went on. */
async function moveByButton(person, sluice, note) {
  const before = await person.panel();
  await person.press('Move me to another node');
  const after = await until('the panel names another node', async () => {
    const now = await person.panel();
    return sluice.nodes.some(({ name }) => name === now.node && name !== before.node) && now.address !== before.address && now;
  }, { timeout: 20_000 });
  await pause(3_000);
  const gap = await person.page.$eval('[data-testid=longest-gap]', (cell) => cell.textContent);
  note(`moved from ${before.node} ${before.address} to ${after.node} ${after.address}; longest gap ${gap}`);
  if (ownerOf(after.address, sluice.nodes)?.name !== after.node) return `${after.address} is not a port of ${after.node}`;
  return /^\d+ ms$/.test(gap) ? 'ok' : `no gap is shown: ${gap}`;
}

/** The node that has this address's port open, whatever the panel says. */
function ownerOf(address, nodes) {
  return nodes.find((node) => node.ownsPort(Number(address.split(':').at(-1))));
}

/** The tile with that picture, once two looks at it differ and it is not black. */
async function moves(person, source, isLocal) {
  const find = async () => (await person.tiles()).find((tile) => tile.source === source && tile.isLocal === isLocal && tile.width);
  const before = await find();
  await pause(400);
  const after = await find();
  return before && after && before.cells !== after.cells && after.brightest > 60 ? after : null;
}

/** What the panel says over `seconds`, against the browser's own counters over the same time. */
async function panelAgainstBrowser(person, nodes, seconds, note) {
  const camera = (tracks) => tracks.find((one) => one.what === 'camera' && !one.isSent)?.streams[0];
  await until('the panel has figures of the other camera', async () => camera((await person.panel()).tracks)?.kbps > 0);
  const incoming = async () => {
    const { streams } = await person.figures();
    return streams.find((one) => one.type === 'inbound-rtp' && one.kind === 'video');
  };
  const before = await incoming();
  const read = [];
  for (let i = 0; i < seconds; i++) {
    await pause(1_000);
    read.push(await person.panel());
  }
  const after = await incoming();
  const shown = read.map((panel) => camera(panel.tracks));
  const kbps = ((after.bytes - before.bytes) * 8) / (after.timestamp - before.timestamp);
  const meanKbps = shown.reduce((sum, one) => sum + one.kbps, 0) / shown.length;
  const last = read.at(-1);
  const { remotes } = await person.figures();
  note(`panel ${meanKbps.toFixed(0)} kbit/s, browser ${kbps.toFixed(0)}; ${shown.at(-1).picture}; ${last.node} at ${last.address}`);
  return {
    offPercent: (100 * Math.abs(meanKbps - kbps)) / kbps,
    resolution: shown.some((one) => one.picture.startsWith(`${after.width}×${after.height} `)) ? 'same' : `${shown.at(-1).picture}_not_${after.width}x${after.height}`,
    lossPercent: Math.max(...shown.map((one) => one.lossPercent)),
    rttMillis: shown.at(-1).rttMillis,
    node: last.node,
    owner: ownerOf(last.address, nodes)?.name,
    address: remotes.includes(last.address) ? 'selected_pair' : last.address,
  };
}
