/** PROOF move_fails: moves whose target is full, hangs or dies change nothing; a cordoned node empties. Judged at ports and clients. */

import fs from 'node:fs';
import { admin } from '../lib/admin.mjs';
import { launchChromium, launchFirefox } from '../lib/browser.mjs';
import { rtpAtClient, startCapture } from '../lib/capture.mjs';
import { toldSince } from '../lib/movers/events.mjs';
import { bothWays } from '../lib/movers/judge.mjs';
import { instants, killedMove } from '../lib/movers/killed.mjs';
import { pagePeople } from '../lib/movers/pages.mjs';
import { stalledMove, stallInstants } from '../lib/movers/stalled.mjs';
import { everyStream } from '../lib/movers/pairs.mjs';
import { goClient } from '../lib/peers.mjs';
import { atLeast, atMost, exactly, info, prove } from '../lib/proof.mjs';
import { startSluice } from '../lib/rooms.mjs';
import { GO_PEERS } from '../lib/server-sdks.mjs';
import { startNode } from '../lib/sluice.mjs';
import { pause, until } from '../lib/wait.mjs';

const SMALL = { width: 320, height: 240, fps: 15 };

/** A client of the Go SDK tries no other node, so that a move of it waits: this long after the call it does, milliseconds. */
const WAITING = 700;

/** How long a cordoned node may take to empty, seconds. */
const EMPTY_SECONDS = 10;

const hasGo = fs.existsSync(GO_PEERS);

/** The instants at which targets are killed come from it. */
const SEED = 15;

await prove('move_fails', async ({ short, note }) => {
  const sluice = await startSluice({ name: 'move-fails', nodes: 2 });
  try {
    const cordon = await cordoned(sluice, note);
    const still = await stalled(sluice, short, note);
    const failures = hasGo ? await failing(sluice, note) : { skipped: info('failures(no_Go_SDK_here)') };
    return { ...failures, ...cordon, ...still, ...(await killed(short, note)) };
  } finally {
    await sluice.stop();
  }
});

/** A target that stands still, and that others of the room are on, keeps nobody's words from anybody. */
async function stalled(sluice, short, note) {
  const room = 'stalled';
  const seats = [{ identity: 'ada', room }, { identity: 'bob', room, options: { singlePeerConnection: false } }, { identity: 'cara', room, picture: false }];
  const page = await pagePeople({ launch: launchChromium, url: sluice.url, seats, size: SMALL });
  try {
    const { people } = page;
    const [ada, bob, cara] = people;
    await until('ada and bob receive each other', async () => (await ada.receives(bob)) && bob.receives(ada), { timeout: 40_000 });
    const [port] = await ada.farPorts();
    const target = sluice.nodes.find((node) => !node.ownsPort(port));
    const moved = await admin(sluice, 'MoveParticipant', { room, identity: cara.identity, node_id: target.name });
    if (moved.status !== 200) throw new Error(`cara did not move: ${JSON.stringify(moved.body)}`);
    const done = [];
    for (const millis of stallInstants(SEED, short ? 2 : 8)) {
      const order = done.length % 2 === 0 ? [ada, bob, cara] : [bob, ada, cara];
      const trial = await stalledMove({ sluice, room, people: order, target, millis, note });
      note(`${order[0].identity}, target stands still ${millis.toFixed(1)} ms after the check: ${trial.outcome}${trial.why ? ` (${trial.why})` : ''}, ${trial.events.length} client events, ${trial.lost} packets and ${trial.dataLost} messages lost`);
      for (const event of trial.events) note(`client event ${JSON.stringify(event)}`);
      done.push(trial);
      if (trial.outcome !== 'stayed' || /the other stays/.test(trial.why)) await back(sluice, room, order[0], target);
      await pause(1_000);
    }
    const stayed = done.filter(({ outcome }) => outcome === 'stayed');
    return {
      stalled_stayed: short ? info(stayed.length) : atLeast(stayed.length, 1, 0),
      stalled_of: exactly(done.length, short ? 2 : 8),
      stalled_lost: exactly(done.filter(({ outcome }) => outcome !== 'lost').reduce((sum, { lost }) => sum + lost, 0), 0),
      stalled_data_lost: exactly(done.filter(({ outcome }) => outcome !== 'lost').reduce((sum, { dataLost }) => sum + dataLost, 0), 0),
      stalled_stayed_events: exactly(stayed.reduce((sum, { events }) => sum + events.length, 0), 0),
    };
  } finally {
    await page.close();
  }
}

async function back(sluice, room, person, from) {
  const home = sluice.nodes.find((node) => node !== from);
  await until(`${person.identity} is back`, async () => (await admin(sluice, 'MoveParticipant', { room, identity: person.identity, node_id: home.name })).status === 200, { timeout: 20_000 });
}

/** A target that is killed at any instant before the session is its own changes nothing; after it, it says so. */
async function killed(short, note) {
  const sluice = await startSluice({ name: 'move-fails-source', nodes: 1 });
  const room = 'killed';
  const page = await pagePeople({ launch: launchChromium, url: sluice.url, seats: ['ada', 'bob'].map((identity) => ({ identity, room })), size: SMALL });
  try {
    const { people } = page;
    const done = [];
    for (const [number, at] of instants(SEED, short ? { calls: 1, checks: 2, hangs: 1 } : { calls: 6, checks: 10, hangs: 4 }).entries()) {
      await until('the two receive each other', async () => (await Promise.all(people.map((person) => person.receivesAll(people)))).every(Boolean), { timeout: 60_000 });
      const trial = await killedMove({ sluice, room, people, number, at });
      note(`${at.signal} ${at.millis.toFixed(1)} ms after the ${at.from}: ${trial.outcome}${trial.why ? ` (${trial.why})` : ''}, ${trial.events.length} client events, ${trial.lost} packets lost, longest gap ${trial.longestMillis.toFixed(0)} ms`);
      for (const missing of trial.missing) note(missing);
      for (const event of trial.outcome === 'stayed' ? trial.events : []) note(`client event ${JSON.stringify(event)}`);
      done.push(trial);
    }
    const of = (outcome) => done.filter((trial) => trial.outcome === outcome);
    const stayed = of('stayed');
    return {
      killed_stayed: atLeast(stayed.length, Math.ceil(done.length / 4), 0),
      killed_moved_before: info(of('moved').length),
      killed_outcome_unknown: info(of('lost').length),
      killed_stayed_lost: exactly(stayed.reduce((sum, { lost }) => sum + lost, 0), 0),
      killed_stayed_events: exactly(stayed.reduce((sum, { events }) => sum + events.length, 0), 0),
      killed_stayed_said_why: exactly(`${stayed.filter(({ why }) => why.length > 20).length}_of_${stayed.length}`, `${stayed.length}_of_${stayed.length}`),
      killed_longest_gap_ms: atMost(Math.max(0, ...stayed.map(({ longestMillis }) => longestMillis)), 2_500, 0),
    };
  } finally {
    await page.close();
    await sluice.stop();
  }
}

/** Three people of three kinds on a node that is cordoned. */
async function cordoned(sluice, note) {
  const room = 'cordoned';
  const at = [];
  let capture;
  try {
    const chromium = [{ identity: 'ada', room }, { identity: 'bob', room, options: { singlePeerConnection: false } }];
    at.push(await pagePeople({ launch: launchChromium, url: sluice.url, seats: chromium, size: SMALL }));
    at.push(await pagePeople({ launch: launchFirefox, url: sluice.url, seats: [{ identity: 'eve', room }], size: SMALL, isFirefox: true }));
    const people = at.flatMap((one) => one.people);
    await until('all receive each other', async () => (await Promise.all(people.map((person) => person.receivesAll(people)))).every(Boolean), { timeout: 40_000 });
    capture = await startCapture('move-fails-cordon');
    await pause(2_000);
    const from = Date.now() / 1000;
    const full = (await nodesOf(sluice)).find(({ sessions }) => sessions > 0).node_id;
    const seconds = await emptied(sluice, full);
    note(`${full} is empty ${seconds.toFixed(1)} s after it was cordoned`);
    await pause(3_000);
    const events = await toldSince(people, from);
    for (const event of events) note(`client event ${JSON.stringify(event)}`);
    const facts = await Promise.all(people.map(async (person) => ({ identity: person.identity, ports: await person.ports(), ssrcs: await person.ssrcs() })));
    const streams = everyStream(await capture.stop(), facts);
    capture = null;
    for (const { name, down, lostUp, lostDown } of streams) note(`${name}: ${down.packets.length} packets, lost up [${lostUp.slice(0, 12)}], lost down [${lostDown.slice(0, 12)}]`);
    await admin(sluice, 'CordonNode', { node_id: full, is_cordoned: false });
    return {
      cordon_streams: exactly(streams.length, people.length * (people.length - 1) * 2),
      cordon_empty_s: atMost(seconds, EMPTY_SECONDS),
      cordon_lost: exactly(streams.reduce((sum, { lostUp, lostDown }) => sum + lostUp.length + lostDown.length, 0), 0),
      cordon_events: exactly(events.length, 0),
    };
  } finally {
    await capture?.stop().catch(() => {});
    for (const { close } of at) await close();
  }
}

async function emptied(sluice, nodeId) {
  const started = Date.now();
  const { status, body } = await admin(sluice, 'CordonNode', { node_id: nodeId, is_cordoned: true });
  if (status !== 200) throw new Error(`CordonNode: ${status} ${JSON.stringify(body)}`);
  await until(`${nodeId} has no session`, async () => (await nodesOf(sluice)).find(({ node_id: id }) => id === nodeId).sessions === 0, { timeout: 30_000 });
  return (Date.now() - started) / 1000;
}

async function nodesOf(sluice) {
  const { status, body } = await admin(sluice, 'ListNodes');
  if (status !== 200) throw new Error(`ListNodes: ${status} ${JSON.stringify(body)}`);
  return body.nodes;
}

/** A page and a client of the Go SDK, which sends back what it receives, while moves of both fail in every way. */
async function failing(sluice, note) {
  const room = 'failing';
  const page = await pagePeople({ launch: launchChromium, url: sluice.url, seats: [{ identity: 'ada', room }], size: SMALL });
  const go = await goClient(sluice.url, room, 'echo', 'single');
  let capture;
  try {
    const [ada] = page.people;
    await until('the page gets its own picture and sound back', async () => ada.receives({ identity: 'echo', hertz: ada.hertz }), { timeout: 30_000 });
    const [port] = await ada.farPorts();
    const source = sluice.nodes.find((node) => node.ownsPort(port));
    const target = sluice.nodes.find((node) => node.name !== source.name);
    capture = await startCapture('move-fails');
    await pause(2_000);
    const from = Date.now() / 1000;
    const known = (await go.facts()).events.length;
    const answers = await failInTurn({ sluice, room, target, note });
    await pause(3_000);
    const events = [...(await toldSince([ada], from)), ...(await go.facts()).events.slice(known).filter((event) => event !== 'keyframe asked')];
    for (const event of events) note(`client event ${JSON.stringify(event)}`);
    const ports = await ada.ports();
    const datagrams = await capture.stop();
    capture = null;
    return { ...answers, ...judge({ datagrams, ports, source, note }), client_events: exactly(events.length, 0) };
  } finally {
    await capture?.stop().catch(() => {});
    await go.close();
    await page.close();
  }
}

async function failInTurn({ sluice, room, target, note }) {
  const move = async (identity, nodeId) => {
    const started = Date.now();
    const { status, body } = await admin(sluice, 'MoveParticipant', { room, identity, node_id: nodeId });
    note(`${identity} to ${nodeId}: ${status} ${JSON.stringify(body)} after ${Date.now() - started} ms`);
    return { status, why: String(body.msg ?? '') };
  };
  const hung = async (act) => {
    process.kill(target.process.pid, 'SIGSTOP');
    const answer = await act();
    process.kill(target.process.pid, 'SIGCONT');
    await until('the node is back', async () => (await nodesOf(sluice)).find(({ node_id: id }) => id === target.name)?.contact === 'HEARD', { timeout: 20_000 });
    return answer;
  };
  const whileWaiting = async (signal, act) => {
    const answer = act();
    await pause(WAITING);
    process.kill(target.process.pid, signal);
    return answer;
  };
  const full = await fullNode(sluice);
  const found = { full: await move('ada', full.name) };
  await full.stop();
  found.hangs_before = await hung(() => move('ada', target.name));
  await pause(2_000);
  found.hangs_while_waiting = await whileWaiting('SIGSTOP', () => move('echo', target.name));
  process.kill(target.process.pid, 'SIGCONT');
  await pause(4_000);
  found.dies_while_waiting = await whileWaiting('SIGKILL', () => move('echo', target.name));
  const words = { full: /full|as many sessions/i, hangs_before: /DEADLINE|answer/i, hangs_while_waiting: /DEADLINE|answer/i, dies_while_waiting: /ended|unreachable|UNAVAILABLE/i };
  return Object.fromEntries(Object.entries(found).map(([name, { status, why }]) => [`target_${name}`, exactly(status !== 200 && words[name].test(why) ? 'stayed,said_why' : `${status}_${why}`.replaceAll(/\s+/g, '_'), 'stayed,said_why')]));
}

/** A node that holds as many sessions as it may, those of another controller. */
async function fullNode(sluice) {
  const node = await startNode({ name: 'move-fails-node-full', coordinators: [sluice.coordinator.cluster], settings: { 'max-sessions': 1 } });
  const filler = { epoch: { counter: 1, owner: 'filler' }, room_id: 'filler' };
  await node.api.createRoom(filler);
  await node.api.createSession({ ...filler, session_id: 'filler-0' });
  await until('the full node is known', async () => (await nodesOf(sluice)).some(({ node_id: id, sessions }) => id === node.name && sessions === 1));
  return node;
}

/** Both are heard and seen without a loss, from the node on which they were. */
function judge({ datagrams, ports, source, note }) {
  const ada = rtpAtClient(datagrams, ports);
  const others = new Set(datagrams.filter((d) => d.kind === 'rtp' && source.ownsPort(d.toPort) && !ports.includes(d.fromPort)).map((d) => d.fromPort));
  const echo = rtpAtClient(datagrams, [...others]);
  const pairs = bothWays(ada, echo);
  for (const { down, lostUp, lostDown } of pairs) note(`stream ${down.ssrc}: ${down.packets.length} packets, lost up [${lostUp.slice(0, 12)}], lost down [${lostDown.slice(0, 12)}]`);
  const elsewhere = [...ada.down, ...echo.down].flatMap(({ packets }) => packets).filter(({ far }) => !source.ownsPort(Number(far.split(':').at(-1))));
  return {
    lost: exactly(pairs.reduce((sum, { lostUp, lostDown }) => sum + lostUp.length + lostDown.length, 0), 0),
    packets_from_elsewhere: exactly(elsewhere.length, 0),
  };
}
