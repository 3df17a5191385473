/** PROOF upgrade: media nodes are replaced under a call, one after the other, as Kubernetes does it: a new one starts, the old one gets SIGTERM. */

import { admin } from '../lib/admin.mjs';
import { launchChromium } from '../lib/browser.mjs';
import { dtlsHandshakes, longestGapMs, percentile, startCapture } from '../lib/capture.mjs';
import { toldSince } from '../lib/movers/events.mjs';
import { allPorts } from '../lib/movers/judge.mjs';
import { pagePeople } from '../lib/movers/pages.mjs';
import { everyStream } from '../lib/movers/pairs.mjs';
import { atMost, exactly, info, prove } from '../lib/proof.mjs';
import { startSluice } from '../lib/rooms.mjs';
import { startNode } from '../lib/sluice.mjs';
import { pause, until } from '../lib/wait.mjs';

const ROOM = 'upgraded';
const SEATS = [
  { identity: 'ada', room: ROOM },
  { identity: 'bob', room: ROOM, options: { singlePeerConnection: false } },
  { identity: 'cara', room: ROOM },
];
/** A new node is in service for so long before the old one is told to go, as `minReadySeconds` would have it. */
const SETTLED_MILLIS = 5_000;
/** How long a node waits for its sessions to leave, as a chart would set it; the default of 5 s is for Ctrl-C. */
const GRACE_SECONDS = 30;
const SETTINGS = { 'stop-seconds': GRACE_SECONDS };
const MAX_NOTES = 12;

await prove('upgrade', async ({ short, note }) => {
  const rounds = short ? 2 : 6;
  const sluice = await startSluice({ name: 'upgrade', nodes: 1, node: SETTINGS });
  const nodes = [...sluice.nodes];
  const { people, close } = await pagePeople({ launch: launchChromium, url: sluice.url, seats: SEATS, size: { width: 320, height: 180 } });
  try {
    await until('all receive each other', async () => (await Promise.all(people.map((one) => one.receivesAll(people)))).every(Boolean), { timeout: 40_000 });
    const capture = await startCapture('upgrade');
    for (const person of people) await person.startData();
    const known = await Promise.all(people.map(async (person) => ({ identity: person.identity, ports: await person.ports(), ssrcs: await person.ssrcs() })));
    await pause(3_000);
    const from = Date.now() / 1000;
    const replaced = [];
    for (let i = 1; i <= rounds; i++) replaced.push(await replace({ sluice, nodes, number: i, note }));
    const events = await toldSince(people, from);
    for (const event of events.slice(0, MAX_NOTES)) note(`client event ${JSON.stringify(event)}`);
    const data = await judgeData(people, note);
    const silent = await silentOnes(people);
    for (const [i, person] of people.entries()) known[i].ports.push(...(await person.ports()));
    const datagrams = await capture.stop();
    const wire = judge({ datagrams, people: known, nodes, replaced, from, note });
    return {
      replaced: exactly(replaced.length, rounds),
      people: exactly(people.length, SEATS.length),
      streams: exactly(wire.streams, SEATS.length * (SEATS.length - 1) * 2),
      lost_up: exactly(wire.lostUp, 0),
      lost_down: exactly(wire.lostDown, 0),
      client_events: exactly(events.length, 0),
      dtls_handshakes: exactly(wire.handshakes, 0),
      data_lost: exactly(data.lost, 0),
      silent_after: exactly(silent.join() || 'nobody', 'nobody'),
      gap_p50_ms: info(percentile(wire.gaps, 50).toFixed(0)),
      gap_p90_ms: info(percentile(wire.gaps, 90).toFixed(0)),
      stop_s_p50: info(percentile(replaced.map(({ stopSeconds }) => stopSeconds), 50).toFixed(2)),
      stop_s_max: atMost(Math.max(...replaced.map(({ stopSeconds }) => stopSeconds)), GRACE_SECONDS, 2),
    };
  } finally {
    await close();
    await Promise.all(nodes.map((node) => node.stop()));
    await sluice.stop();
  }
});

/** One more node comes, the one before goes. */
async function replace({ sluice, nodes, number, note }) {
  const old = nodes.at(-1);
  const next = await startNode({ name: `upgrade-node-${number}`, coordinators: [sluice.coordinator.cluster], settings: SETTINGS });
  nodes.push(next);
  await until('the coordinator knows the new node', async () => JSON.stringify(await admin(sluice, 'ListNodes')).includes(next.name), { timeout: 20_000 });
  await pause(SETTLED_MILLIS);
  const told = Date.now() / 1000;
  await old.stop('SIGTERM', (GRACE_SECONDS + 10) * 1000);
  const stopSeconds = Date.now() / 1000 - told;
  note(`${old.name} ended ${stopSeconds.toFixed(2)} s after SIGTERM`);
  await pause(3_000);
  return { told, ended: told + stopSeconds, stopSeconds };
}

async function judgeData(people, note) {
  const sent = [];
  for (const person of people) sent.push(await person.stopData());
  await pause(1_000);
  const heard = await Promise.all(people.map(async (person) => (await person.data()).heard));
  note(`data ${sent} sent, ${heard} heard`);
  const total = sent.reduce((sum, count) => sum + count, 0);
  // Said twice counts as well: the bound is none either way.
  return { lost: heard.reduce((sum, count, i) => sum + Math.abs(total - sent[i] - count), 0) };
}

async function silentOnes(people) {
  const silent = [];
  for (const person of people) if (!(await person.receivesAll(people))) silent.push(person.identity);
  return silent;
}

function judge({ datagrams, people, nodes, replaced, from, note }) {
  const isNode = (port) => nodes.some((node) => node.ownsPort(port));
  const whole = people.map((person) => ({ ...person, ports: allPorts(datagrams, person.ports, isNode) }));
  const streams = everyStream(datagrams, whole);
  for (const { name, down, lostUp, lostDown } of streams) note(`${name}: ${down.packets.length} packets, lost up [${lostUp.slice(0, 12)}], lost down [${lostDown.slice(0, 12)}]`);
  const own = whole.flatMap((person) => person.ports);
  const sounds = streams.filter(({ name }) => name.includes('microphone'));
  return {
    streams: streams.length,
    lostUp: streams.reduce((sum, stream) => sum + stream.lostUp.length, 0),
    lostDown: streams.reduce((sum, stream) => sum + stream.lostDown.length, 0),
    handshakes: dtlsHandshakes(datagrams, (d) => d.time > from && (own.includes(d.fromPort) || own.includes(d.toPort))).records.length,
    gaps: replaced.flatMap(({ told, ended }) => sounds.map(({ down }) => longestGapMs(down, told, ended + 2))),
  };
}
