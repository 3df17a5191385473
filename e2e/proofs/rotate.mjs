/** PROOF rotate: certificates, authorities and API keys are replaced in their files under a call; nothing is started anew. */

import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { AccessToken } from 'livekit-server-sdk';
import { admin } from '../lib/admin.mjs';
import { launchChromium } from '../lib/browser.mjs';
import { dtlsHandshakes, startCapture } from '../lib/capture.mjs';
import { toldSince } from '../lib/movers/events.mjs';
import { allPorts } from '../lib/movers/judge.mjs';
import { pagePeople } from '../lib/movers/pages.mjs';
import { everyStream } from '../lib/movers/pairs.mjs';
import { freeTcpPorts } from '../lib/ports.mjs';
import { OUT } from '../lib/processes.mjs';
import { exactly, info, prove } from '../lib/proof.mjs';
import { KEY, SECRET } from '../lib/rooms.mjs';
import { SignalClient } from '../lib/signal-client.mjs';
import { startCoordinator, startNodeProcess } from '../lib/sluice.mjs';
import { certificates, coordinatorTls, knock, lanAddress, nodeTls } from '../lib/tls.mjs';
import { pause, until } from '../lib/wait.mjs';

const ROOM = 'rotated';
const SEATS = [{ identity: 'ada', room: ROOM }, { identity: 'bob', room: ROOM, options: { singlePeerConnection: false } }];
const UDP_PORTS = 8;
const NEXT = { key: 'next', secret: crypto.randomBytes(24).toString('base64url') };
const OLD = { key: KEY, secret: SECRET };
let guests = 0;

await prove('rotate', async ({ note }) => {
  const host = lanAddress();
  const live = path.join(OUT, 'rotate-live');
  const first = certificates('rotate-first');
  const second = certificates('rotate-second');
  const files = Object.fromEntries(Object.keys(first).map((name) => [name, path.join(live, name)]));
  const keysFile = path.join(live, 'keys');
  fs.rmSync(live, { recursive: true, force: true });
  fs.mkdirSync(live, { recursive: true });
  for (const name of Object.keys(first)) replace(files[name], read(first, name));
  replace(keysFile, `${OLD.key}: ${OLD.secret}\n`);

  const stage = await startStage({ host, files, keysFile });
  const { people, close } = await pagePeople({ launch: launchChromium, url: stage.coordinator.url, seats: SEATS, size: { width: 320, height: 180 } });
  try {
    await until('both receive each other', async () => (await Promise.all(people.map((one) => one.receivesAll(people)))).every(Boolean), { timeout: 40_000 });
    note('the call runs');
    const capture = await startCapture('rotate');
    const known = await Promise.all(people.map(async (person) => ({ identity: person.identity, ports: await person.ports(), ssrcs: await person.ssrcs() })));
    await pause(2_000);
    const from = Date.now() / 1000;
    const certificate = await rotateCertificates({ ...stage, host, files, first, second, note });
    const moved = await moveToNewcomer({ ...stage, host, second, note });
    const keys = await rotateKeys({ ...stage, keysFile, note });
    await pause(2_000);
    const events = await toldSince(people, from);
    for (const event of events.slice(0, 12)) note(`client event ${JSON.stringify(event)}`);
    const receiving = await Promise.all(people.map((one) => one.receivesAll(people)));
    for (const [i, person] of people.entries()) known[i].ports.push(...(await person.ports()));
    const wire = judge({ datagrams: await capture.stop(), people: known, nodes: stage.nodes, from, note });
    return {
      ...certificate,
      ...moved,
      ...keys,
      people: exactly(receiving.filter(Boolean).length, SEATS.length),
      streams: exactly(wire.streams, 4),
      lost_up: exactly(wire.lostUp, 0),
      lost_down: exactly(wire.lostDown, 0),
      client_events: exactly(events.length, 0),
      dtls_handshakes: exactly(wire.handshakes, 0),
      restarts: exactly(stage.processes().filter((process) => !process.alive()).length, 0),
    };
  } finally {
    await close();
  }
});

/** A coordinator and two nodes on an address that others reach, all with the same files. */
async function startStage({ host, files, keysFile }) {
  const [cluster] = await freeTcpPorts(1);
  const coordinator = await startCoordinator({
    name: 'rotate-coordinator',
    settings: { 'nodes-bind': host, 'nodes-port': cluster, dev: 'false', 'api-keys-file': keysFile, ...coordinatorTls(files) },
  });
  const nodes = [];
  const stage = { coordinator, cluster, nodes, processes: () => [coordinator.process, ...nodes.map(({ process }) => process)] };
  for (let i = 0; i < 2; i++) await addNode(stage, host, `rotate-node-${i}`, files);
  return stage;
}

async function addNode({ coordinator, cluster, nodes }, host, name, files) {
  const node = await startNodeProcess({ name, coordinators: [`${host}:${cluster}`], settings: { 'control-host': host, ...nodeTls(files) } });
  nodes.push({ ...node, ownsPort: (port) => port >= node.mediaPort && port < node.mediaPort + UDP_PORTS });
  await until(`${name} registers`, async () => {
    if (!node.process.alive()) throw Object.assign(new Error(node.process.text()), { final: true });
    return JSON.stringify(await admin(coordinator, 'ListNodes')).includes(name);
  }, { timeout: 150_000 });
}

/** Both authorities are trusted, then the certificate is the second one's, then only the second is trusted; last, a key that fits nothing. */
async function rotateCertificates({ coordinator, cluster, nodes, host, files, first, second, note }) {
  const doors = [cluster, ...nodes.map(({ controlPort }) => controlPort)];
  const through = async (trusted, shown) => (await Promise.all(doors.map((port) => knock(host, port, trusted, shown)))).filter(Boolean);
  const before = await through(first, first);
  const steps = [
    ['ca.crt', read(first, 'ca.crt') + read(second, 'ca.crt')],
    ['tls', null],
    ['ca.crt', read(second, 'ca.crt')],
  ];
  const during = [];
  for (const [i, [name, text]] of steps.entries()) {
    for (const file of text === null ? ['tls.crt', 'tls.key'] : [name]) replace(files[file], text ?? read(second, file));
    await until(`step ${i + 1} is taken`, async () => (await counts({ coordinator, nodes }, 'certificates_taken')).every((count) => count === i + 1), { timeout: 20_000 });
    note(`${name} is in use everywhere`);
    // Whoever has not been given new files yet is still let in while both are trusted.
    if (i < 2) during.push((await through({ 'ca.crt': files['ca.crt'] }, first)).length);
  }
  const fingerprint = new crypto.X509Certificate(read(second, 'tls.crt')).fingerprint256;
  const after = await through(second, second);
  const strangers = (await through(second, first)).length;
  replace(files['tls.key'], read(first, 'tls.key'));
  await until('the wrong key is refused', async () => (await counts({ coordinator, nodes }, 'certificates_refused')).every((count) => count === 1), { timeout: 20_000 });
  const despite = (await through(second, second)).filter((shown) => shown === fingerprint).length;
  replace(files['tls.key'], read(second, 'tls.key'));
  return {
    old_certificate_shown: exactly(before.filter((shown) => shown !== fingerprint).length, doors.length),
    let_in_while_both_trusted: exactly(Math.min(...during), doors.length),
    new_certificate_shown: exactly(after.filter((shown) => shown === fingerprint).length, doors.length),
    old_certificate_let_in: exactly(strangers, 0),
    despite_wrong_key: exactly(despite, doors.length),
  };
}

/** Connections that begin now: a node that knows the second authority only registers, and somebody of the call moves to it. */
async function moveToNewcomer({ host, second, note, ...stage }) {
  await addNode(stage, host, 'rotate-newcomer', second);
  const { status, body } = await admin(stage.coordinator, 'MoveParticipant', { room: ROOM, identity: 'ada', node_id: 'rotate-newcomer' });
  note(`ada moves: ${status} ${JSON.stringify(body)}`);
  return { moved_to_newcomer: exactly(body.node_id ?? status, 'rotate-newcomer') };
}

/** The old key alone, both, the new one alone; last, an empty file. */
async function rotateKeys({ coordinator, keysFile, note }) {
  const attempt = async () => `${await joins(coordinator, OLD)},${await joins(coordinator, NEXT)}`;
  const taken = (count) => until(`key file ${count} is taken`, async () => (await counts({ coordinator, nodes: [] }, 'api_keys_taken'))[0] === count, { timeout: 20_000 });
  const before = await attempt();
  replace(keysFile, `${OLD.key}: ${OLD.secret} ${NEXT.key}\n${NEXT.key}: ${NEXT.secret}\n`);
  await taken(1);
  const overlap = await attempt();
  const renewed = await renewedToken(coordinator);
  replace(keysFile, `${NEXT.key}: ${NEXT.secret}\n`);
  await taken(2);
  const after = await attempt();
  const reconnects = await status(coordinator, renewed);
  replace(keysFile, '');
  await until('the empty file is refused', async () => (await counts({ coordinator, nodes: [] }, 'api_keys_refused'))[0] === 1, { timeout: 20_000 });
  const despite = await attempt();
  note(`old,new: ${before} ${overlap} ${after} ${despite}`);
  return {
    keys_before: exactly(before, '200,401'),
    keys_overlap: exactly(overlap, '200,200'),
    keys_after: exactly(after, '401,200'),
    renewed_reconnects: exactly(reconnects, 200),
    despite_empty_file: exactly(despite, '401,200'),
    renewed_by: info(JSON.parse(Buffer.from(renewed.split('.')[1], 'base64url')).iss),
  };
}

/** Joins with a token of this key: 200 when it is let in and told so, otherwise the status of the refusal. */
async function joins(coordinator, { key, secret }) {
  return status(coordinator, await token(key, secret));
}

async function status(coordinator, jwt) {
  const client = new SignalClient(`${coordinator.url}/rtc?protocol=16`, { Authorization: `Bearer ${jwt}` });
  try {
    await client.next('join');
    return 200;
  } catch (error) {
    return error.status ?? error.message;
  } finally {
    client.close();
  }
}

/** What somebody who came with the old key is given to reconnect with. */
async function renewedToken(coordinator) {
  const client = new SignalClient(`${coordinator.url}/rtc?protocol=16`, { Authorization: `Bearer ${await token(OLD.key, OLD.secret)}` });
  try {
    return (await client.next('refreshToken')).value;
  } finally {
    client.close();
  }
}

function token(key, secret) {
  const made = new AccessToken(key, secret, { identity: `guest-${++guests}` });
  made.addGrant({ roomJoin: true, room: 'guests' });
  return made.toJwt();
}

/** This counter of the coordinator and of each node; nodes that do not have it yet count as 0. */
async function counts({ coordinator, nodes }, name) {
  const pages = [[coordinator.http, `sluice_coordinator_${name}`], ...nodes.map(({ httpUrl }) => [httpUrl, `sluice_node_${name}`])];
  return Promise.all(pages.map(async ([url, metric]) => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(text.match(new RegExp(`^${metric}(?:_total)?(?:\\{[^}]*\\})? ([0-9.]+)`, 'm'))?.[1] ?? -1);
  }));
}

function judge({ datagrams, people, nodes, from, note }) {
  const isNode = (port) => nodes.some((node) => node.ownsPort(port));
  const whole = people.map((person) => ({ ...person, ports: allPorts(datagrams, person.ports, isNode) }));
  const streams = everyStream(datagrams, whole);
  for (const { name, down, lostUp, lostDown } of streams) note(`${name}: ${down.packets.length} packets, lost up [${lostUp.slice(0, 12)}], lost down [${lostDown.slice(0, 12)}]`);
  const own = whole.flatMap((person) => person.ports);
  return {
    streams: streams.length,
    lostUp: streams.reduce((sum, stream) => sum + stream.lostUp.length, 0),
    lostDown: streams.reduce((sum, stream) => sum + stream.lostDown.length, 0),
    handshakes: dtlsHandshakes(datagrams, (d) => d.time > from && (own.includes(d.fromPort) || own.includes(d.toPort))).records.length,
  };
}

function read(files, name) {
  return fs.readFileSync(files[name], 'utf8');
}

/** As Kubernetes and careful people do it: the new file takes the old one's place at once. */
function replace(file, text) {
  fs.writeFileSync(`${file}.next`, text, { mode: 0o600 });
  fs.renameSync(`${file}.next`, file);
}
