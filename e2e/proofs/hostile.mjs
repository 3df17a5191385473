/**
 * PROOF hostile: parsers are fuzzed by coverage and planted faults found; hostile datagrams, messages and clients beside real calls harm
 * nobody: every datagram is counted by its reason, no nonce is used twice. `--seed=N` repeats a run, `--fuzz-seconds=N` is the time of each
 * parser, which its fuzz targets share, `--only=wire` leaves the fuzzing out (no PROOF line then), `--resume` the
 * targets that ran so long before in this tree on the same compiled classes (an hour and a half at two cores otherwise). The short form
 * fuzzes for half a minute each, and plants the faults of four targets, which change with the seed; what the committed inputs reach and
 * what a forwarded packet allocates is measured in both forms.
 */

import os from 'node:os';
import { startCapture } from '../lib/capture.mjs';
import { admin } from '../lib/admin.mjs';
import { launchChromium } from '../lib/browser.mjs';
import { loadGenerator } from '../lib/bench/programs.mjs';
import { abuseData, abuseSignal } from '../lib/hostile/abuse.mjs';
import { dropped, growth } from '../lib/hostile/counters.mjs';
import { checkOfAnother, CLASSES } from '../lib/hostile/datagrams.mjs';
import { nonceConflicts } from '../lib/hostile/nonces.mjs';
import * as fuzz from '../lib/hostile/fuzz.mjs';
import { garbage } from '../lib/hostile/garbage.mjs';
import { seeded } from '../lib/hostile/random.mjs';
import { enter, refusals } from '../lib/hostile/refusals.mjs';
import { HOSTILE_TTL, sendAll } from '../lib/hostile/sender.mjs';
import { targetsOf } from '../lib/hostile/targets.mjs';
import { callers, crowd, judgeCallers, ROOM } from '../lib/hostile/victims.mjs';
import { atLeast, exactly, info, prove } from '../lib/proof.mjs';
import { servePages, startSluice } from '../lib/rooms.mjs';
import { pause, until } from '../lib/wait.mjs';

const SEED = Number(process.argv.find((word) => word.startsWith('--seed='))?.slice(7) ?? Date.now() % 1_000_000);
const FUZZ_SECONDS = Number(process.argv.find((word) => word.startsWith('--fuzz-seconds='))?.slice(15) ?? 600);
const RESUMES = process.argv.includes('--resume');
const ONLY_WIRE = process.argv.includes('--only=wire');
/** Everything is on two cores: more would measure the machine. */
const DATAGRAMS_PER_SECOND = 1_500;
const SETTLE_MILLIS = 400;
/** Faults that are planted in the short form: those of the next targets the next time. */
const SHORT_PLANTED = 4;
const SHORT_FUZZ_SECONDS = 30;
/** For each planted fault. */
const PLANTED_SECONDS = 30;
/** On each port of each node there is one, very likely. */
const ATTACKERS = 16;

await prove('hostile', async ({ short, note }) => {
  const plan = short ? { each: 1_000, storms: 8, moves: 2, joins: 6, seconds: 75 } : { each: 15_000, storms: 60, moves: 12, joins: 40, seconds: 800 };
  note(`seed ${SEED}`);
  const wire = await onTheWire(plan, note);
  const all = await fuzz.targets();
  const fuzzed = ONLY_WIRE ? {} : await parsers({ short, all, note });
  const line = {
    fuzz_targets: atLeast(all.length, 14, 0),
    ...fuzzed,
    nonce_conflicts: exactly(wire.nonces.conflicts.length, 0),
    sessions_harmed: exactly(wire.harmed, 0),
    sessions: atLeast(wire.sessions, 10, 0),
    hostile_datagrams: info(wire.sent),
    uncounted: exactly(wire.uncounted, 0),
    answers_to_strangers: exactly(wire.answers, 0),
    refusals: info(wire.refused.tried),
    wrong_refusals: exactly(wire.refused.wrong.length, 0),
    abuses: info(wire.abuses),
    moves: exactly(wire.moves, plan.moves),
    joins_under_fire: exactly(wire.joins, plan.joins),
    seals: info(wire.nonces.seals),
  };
  if (!ONLY_WIRE) return line;
  note(Object.entries(line).map(([key, { value, ok }]) => `${key}=${value}${ok ? '' : ' MISSED'}`).join(' '));
  throw new Error('only the wire was looked at: a look, not a proof');
});

/** Fuzzing, planted faults, how much the committed inputs reach, and the garbage of a forwarded packet. */
async function parsers({ short, all, note }) {
  const seconds = short ? SHORT_FUZZ_SECONDS : FUZZ_SECONDS;
  const run = await fuzz.findings(seconds, RESUMES);
  note(`${run.targets} targets of ${run.parsers} parsers, ${seconds} s each parser: ${run.executions} executions, ${run.findings} findings; ${run.before} of them ran before`);
  run.found.forEach((line) => note(line));
  // A finding is an input from now on, which the replay for the coverage stumbles over: the rest waits until it is mended.
  if (run.findings) return { findings: exactly(run.findings, 0) };
  const names = short ? Array.from({ length: SHORT_PLANTED }, (_, i) => all[(SEED + Math.floor((i * all.length) / SHORT_PLANTED)) % all.length]) : all;
  const plants = await fuzz.planted(names, PLANTED_SECONDS);
  note(`${plants.planted} faults planted, ${plants.found} found`);
  const reached = await fuzz.coverage();
  const made = await garbage();
  note(`worker's loop: ${made.allocated_bytes_loop} bytes a packet (${made.loop_without_ciphers} without the ciphers), budget ${made.loop_budget}`);
  return {
    coverage: atLeast(reached.share, 0.9, 3),
    worst_target: info(reached.worst),
    worst_target_coverage: atLeast(reached.worstShare, 0.9, 3),
    fuzzed: exactly(run.targets, all.length),
    fuzzed_before: info(run.before),
    parsers: atLeast(run.parsers, 14, 0),
    fuzz_seconds_each_parser: info(seconds),
    planted: info(plants.planted),
    planted_found: plants.found === plants.planted ? info('all') : exactly(plants.found, 'all'),
    findings: exactly(run.findings, 0),
    allocated_bytes_core: exactly(made.allocated_bytes_core, 0),
    allocated_bytes_loop: info(made.allocated_bytes_loop),
    loop_without_ciphers: info(made.loop_without_ciphers),
  };
}

async function onTheWire(plan, note) {
  const random = seeded(SEED);
  const jar = loadGenerator(note);
  const sluice = await startSluice({ name: 'hostile', nodes: 2, node: { 'node-ip': ownAddress() } });
  const capture = await startCapture('hostile', `udp and not port 53 and not (ip and ip[8] == ${HOSTILE_TTL})`, { bufferKilobytes: 262_144 });
  const called = await callers(sluice.url);
  const load = crowd({ name: 'crowd', jar, url: sluice.url, rooms: 3, people: 3, joins: 0, seconds: plan.seconds });
  try {
    // Three people of a room with two connections each, and the callers' three.
    const targets = await until('everybody is connected', () => targetsOf(sluice.nodes, capture.file, 21), { timeout: 30_000, every: 1_000 });
    must(`keys of another kind: ${targets.map(({ profile }) => profile)}`, targets.every(({ profile }) => profile === 'SRTP_AEAD_AES_128_GCM'));
    note(`${targets.length} sessions; the first attack begins`);
    const counted = await classByClass({ sluice, targets, random, plan, note });
    const storm = await underFire({ sluice, targets, random, plan, jar, note });
    const refused = await refusals(sluice, 'refusals');
    refused.wrong.forEach((text) => note(`WRONG ${text}`));
    const crowded = await load.ended();
    if (crowded.harmed) note(`of the crowd ${crowded.harmed} were harmed ${crowded.why}`);
    if (storm.guests.why) note(`guests: ${storm.guests.why}`);
    const told = await called.stop();
    const datagrams = await capture.stop();
    const broken = await brokenSessions(sluice.nodes);
    const judged = judgeCallers({ datagrams, callers: called, nodes: sluice.nodes, told, note });
    const isOurs = (d) => sluice.nodes.some((node) => node.ownsPort(d.fromPort));
    const nonces = nonceConflicts(datagrams.filter(isOurs));
    nonces.conflicts.slice(0, 10).forEach((text) => note(`NONCE ${text}`));
    const answers = datagrams.filter((d) => isOurs(d) && d.to.startsWith('127.66.')).length;
    return {
      harmed: judged.harmed + crowded.harmed + storm.guests.harmed + broken,
      sessions: 2 + crowded.sessions + storm.guests.sessions,
      sent: counted.sent + storm.sent,
      uncounted: counted.uncounted,
      joins: storm.guests.joins,
      moves: storm.moves,
      abuses: storm.abuses,
      answers,
      refused,
      nonces,
    };
  } finally {
    await called.close();
    await sluice.stop();
  }
}

/** Source addresses are written into IPv4 headers; browsers do not pair with 127.0.0.1. What goes to an own address stays on loopback. */
function ownAddress() {
  const own = Object.values(os.networkInterfaces()).flat().find(({ family, internal }) => family === 'IPv4' && !internal);
  if (!own) throw new Error('this machine has no IPv4 address but 127.0.0.1, which browsers do not use: add one (ip address add 192.0.2.1/32 dev lo)');
  return own.address;
}

function must(what, isTrue) {
  if (!isTrue) throw new Error(what);
}

/** Each class alone, and what the nodes counted of it; `uncounted`: datagrams that no counter shows. */
async function classByClass({ sluice, targets, random, plan, note }) {
  const sum = { sent: 0, uncounted: 0 };
  const classes = { ...CLASSES, check_of_another: await anothers(sluice) };
  for (const [name, make] of Object.entries(classes)) {
    const before = await dropped(sluice.nodes);
    const sent = await sendAll(Array.from({ length: plan.each }, () => make(random, random.pick(targets))), DATAGRAMS_PER_SECOND);
    await pause(SETTLE_MILLIS);
    const { reasons, total } = growth(before, await dropped(sluice.nodes));
    sum.sent += sent;
    sum.uncounted += Math.max(0, sent - total);
    note(`${name}: ${sent} sent, ${total} counted ${JSON.stringify(reasons)}`);
  }
  return sum;
}

/**
 * People with sessions of their own say to be at the addresses of others: their checks are authentic, at the ports where their
 * sessions are. The node refuses those from a path that somebody uses.
 */
async function anothers(sluice) {
  const mine = [];
  for (let i = 0; i < ATTACKERS; i++) {
    const client = await enter(sluice, `attackers-${i % 4}`, `attacker-${i}`, { query: 'protocol=15&auto_subscribe=1&sdk=go&version=2.4.0' });
    const { value } = await client.next('offer');
    const [ufrag, password] = ['ice-ufrag', 'ice-pwd'].map((name) => new RegExp(`a=${name}:(\\S+)`).exec(value.sdp)[1]);
    mine.push({ ufrag, password });
  }
  return (random, target) => checkOfAnother(random, target, random.pick(mine));
}

/** All classes at once while people are moved, guests join, and clients misbehave. */
async function underFire({ sluice, targets, random, plan, jar, note }) {
  const makers = Object.values(CLASSES);
  const volley = () => Array.from({ length: plan.each }, () => random.pick(makers)(random, random.pick(targets)));
  const fire = async () => {
    let sent = 0;
    for (let i = 0; i < plan.storms; i++) sent += await sendAll(volley(), DATAGRAMS_PER_SECOND);
    return sent;
  };
  const guests = crowd({ name: 'guests', jar, url: sluice.url, rooms: 1, people: 2, joins: plan.joins, seconds: 1 });
  const [sent, moves, abuses] = await Promise.all([fire(), moved(sluice, plan, note), misbehave(sluice, random, note)]);
  return { sent, moves, abuses, guests: await guests.ended() };
}

/** Moves, spread over the whole storm. */
async function moved(sluice, plan, note) {
  const everyMillis = (1_000 * plan.storms * plan.each) / DATAGRAMS_PER_SECOND / plan.moves;
  let done = 0;
  for (let i = 0; i < plan.moves; i++) {
    const { status, body } = await admin(sluice, 'MoveParticipant', { room: ROOM, identity: i % 2 ? 'bob' : 'ada' });
    note(`move under fire: ${status} ${JSON.stringify(body)}`);
    done += status === 200 ? 1 : 0;
    if (i + 1 < plan.moves) await pause(everyMillis);
  }
  return done;
}

async function misbehave(sluice, random, note) {
  const pages = await servePages();
  const browser = await launchChromium();
  try {
    const played = await abuseSignal(sluice, ROOM, random, note);
    await abuseData({ browser, pagesUrl: pages.url, url: sluice.url, room: ROOM, note });
    return played + 1;
  } finally {
    await browser.close();
    await pages.close();
  }
}

/** Sessions that a node itself gave up. */
async function brokenSessions(nodes) {
  let broken = 0;
  for (const { httpUrl } of nodes) {
    const text = await (await fetch(`${httpUrl}/metrics`)).text();
    broken += [...text.matchAll(/^sluice_node_(?:sessions|rooms)_broken\S* (\S+)$/gm)].reduce((sum, [, value]) => sum + Number(value), 0);
  }
  return broken;
}
