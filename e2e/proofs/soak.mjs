/**
 * PROOF soak: people come and go for minutes, and everything returns to where it was; what a person costs in memory; how fast they
 * can come, beside LiveKit's server. Runs in a network namespace of its own. Servers on core 0, the load on core 1.
 */

import fs from 'node:fs';
import path from 'node:path';
import { RoomServiceClient } from 'livekit-server-sdk';
import { census, chargedMiB, JVM_FLAGS } from '../lib/bench/census.mjs';
import { converse } from '../lib/bench/crowd.mjs';
import { highestRates, isGeneratorFull } from '../lib/bench/join-rate.mjs';
import { leaks } from '../lib/bench/leaks.mjs';
import { inOwnNamespace } from '../lib/bench/namespace.mjs';
import { liveKitServer, loadGenerator } from '../lib/bench/programs.mjs';
import { startLiveKit, startSluice } from '../lib/bench/servers.mjs';
import { OUT } from '../lib/processes.mjs';
import { atLeast, atMost, exactly, info, prove } from '../lib/proof.mjs';
import { until } from '../lib/wait.mjs';

const ROOM_SIZE = 5;
const STAY_MILLIS = 1_000;
const JOINS_PER_SECOND = 25;
const PACKETS_PER_SECOND = 10;
const MOST_JOIN_MILLIS = 1_000;
/** Rooms close 20 s after the last has left; whoever went without a word is waited for 15 s before. */
const SETTLE_MILLIS = 90_000;
const MOST_NAMED = 12;

const PLANS = {
  full: { rooms: 40, hold: 10, warmChurn: 10, churn: 300, leaves: 5, warmJoins: 8, joins: 40, step: 8, rates: [20, 25, 31, 39, 49, 61, 76, 95] },
  short: { rooms: 40, hold: 4, warmChurn: 5, churn: 40, leaves: 4, warmJoins: 5, joins: 10, step: 4, rates: [20, 30] },
};

const note = (text) => console.error(`           ${text}`);
const programs = { jar: loadGenerator(note), livekit: liveKitServer(note, !process.argv.includes('--short')) };
if (!process.env.SLUICE_BENCH_NAMESPACE) process.exit(inOwnNamespace(programs.livekit));

await prove('soak', async ({ short, note: tell }) => {
  const plan = short ? PLANS.short : PLANS.full;
  process.env.JDK_JAVA_OPTIONS = JVM_FLAGS;
  const sluice = await startSluice();
  delete process.env.JDK_JAVA_OPTIONS;
  const results = { date: new Date().toISOString(), plan };
  try {
    const idle = look(sluice);
    const crowd = converse(programs.jar, sluice, ROOM_SIZE);
    results.held = await hold(crowd, plan, tell);
    results.memory = memory(idle, look(sluice), results.held.people, tell);
    await crowd.ask(`churn ${plan.warmChurn} ${plan.leaves}`, 120);
    const start = await emptied(sluice, crowd, tell);
    results.churn = await churn(crowd, plan, tell);
    results.joins = await joins(sluice, crowd, plan, tell);
    const end = await emptied(sluice, crowd, tell, start);
    results.came = results.churn.came + results.joins.joins;
    results.leaks = compare(start, end, results.came, tell);
    if (programs.livekit) results.rates = await beside(sluice, crowd, plan, tell);
  } finally {
    fs.mkdirSync(OUT, { recursive: true });
    fs.writeFileSync(path.join(OUT, 'soak.json'), JSON.stringify(results, null, 1));
  }
  return values(plan, results);
});

function values(plan, { held, memory: each, churn: churned, joins: joined, leaks: found, came, rates }) {
  return {
    people: exactly(held.people, plan.rooms * ROOM_SIZE),
    audio_video_per_second: info(`${held.audio_per_second.toFixed(1)},${held.video_per_second.toFixed(1)}`),
    seconds: info(churned.seconds.toFixed(0)),
    came: info(came),
    leaks: exactly(found.length, 0),
    ...(found.length ? { leaked: info(JSON.stringify(found.slice(0, MOST_NAMED).join('; '))) } : {}),
    verified: info(held.verified + churned.verified),
    lost: exactly(held.lost + churned.lost, 0),
    bad: exactly(bad(held) + bad(churned) + bad(joined), 0),
    silent: exactly(held.silent + churned.silent, 0),
    thrown_out: exactly(churned.failed, 0),
    node_mb_per_participant: atMost(each.node, 1.5, 2),
    coordinator_mb_per_participant: atMost(each.coordinator, 0.5, 2),
    joins_failed: exactly(joined.failed, 0),
    join_p95_ms: atMost(joined.join_ms_p95, MOST_JOIN_MILLIS, 0),
    ...(rates ? { join_rate: info(rates.sluice), join_rate_livekit: info(rates.livekit), join_rate_vs_livekit: versus(rates) } : { join_rate_vs_livekit: info('no_livekit') }),
  };
}

/** LiveKit may not even have managed the lowest rate tried. */
function versus({ sluice, livekit }) {
  return livekit ? atLeast(sluice / livekit, 1, 2) : { value: sluice ? 'livekit_below_lowest' : 'both_below_lowest', ok: sluice > 0 };
}

/** Packets that were forged, damaged, repeated or out of order. */
function bad({ forged, damaged, late }) {
  return forged + damaged + late;
}

function look(sluice) {
  return { coordinator: census(sluice.coordinator), node: census(sluice.node) };
}

/** Everybody is in and stays; each sends ten packets of each kind a second, and everybody gets all of the others. */
async function hold(crowd, plan, tell) {
  const { people, failed, why } = await crowd.ask(`fill ${plan.rooms}`, 120);
  if (failed) throw new Error(`${failed} could not come: ${why}`);
  const held = await crowd.ask(`hold ${plan.hold}`);
  tell(`${people} people in ${plan.rooms} rooms: ${say(held)}`);
  const least = 0.95 * PACKETS_PER_SECOND;
  if (Math.min(held.audio_per_second, held.video_per_second) < least) {
    throw new Error(`the load generator did not keep up: ${JSON.stringify(held)}`);
  }
  return held;
}

function memory(idle, busy, people, tell) {
  const each = {};
  for (const name of ['node', 'coordinator']) {
    const [before, after] = [chargedMiB(idle[name]), chargedMiB(busy[name])];
    each[name] = (after - before) / people;
    tell(`memory, ${name}: ${before.toFixed(0)} -> ${after.toFixed(0)} MiB, ${each[name].toFixed(2)} a person; heap alive ${idle[name].heapMiB.toFixed(0)} -> ${busy[name].heapMiB.toFixed(0)}`);
  }
  return each;
}

async function churn(crowd, plan, tell) {
  await crowd.ask(`fill ${plan.rooms}`, 120);
  const churned = await crowd.ask(`churn ${plan.churn} ${plan.leaves}`, plan.churn + 120);
  tell(`${churned.left} left (${churned.vanished} without a word), ${churned.rooms_renewed} rooms made anew, ${churned.came} came: ${say(churned)}`);
  await crowd.ask('empty', 60);
  return churned;
}

async function joins(sluice, crowd, plan, tell) {
  await crowd.ask(`joins ${JOINS_PER_SECOND} ${plan.warmJoins} ${STAY_MILLIS}`, 120);
  const joined = await crowd.ask(`joins ${JOINS_PER_SECOND} ${plan.joins} ${STAY_MILLIS}`, 180);
  tell(`joins: ${sayJoins(joined)}`);
  return joined;
}

/** The highest rate of each, in turns. */
async function beside(sluice, crowd, plan, tell) {
  const livekit = await startLiveKit(programs.livekit);
  const other = converse(programs.jar, livekit, ROOM_SIZE);
  await other.ask(`joins ${JOINS_PER_SECOND} ${plan.warmJoins} ${STAY_MILLIS}`, 120);
  const turns = [
    { name: 'sluice', ask: crowd.ask },
    { name: 'livekit', ask: other.ask },
  ];
  return highestRates(turns, { ...plan, stay: STAY_MILLIS, most: MOST_JOIN_MILLIS, tell: (name, found) => tell(`${name}: ${sayJoins(found)}${isGeneratorFull(found) ? ': the generator is the limit' : ''}`) });
}

/** Everybody has left: waits until the servers have let everything go, at most as long as their own times say. */
async function emptied(sluice, crowd, tell, start) {
  await crowd.ask('empty', 60);
  const started = Date.now();
  await until('sessions and rooms have gone', async () => {
    const { sessions, rooms, listed } = await inside(sluice);
    return sessions + rooms + listed === 0;
  }, { timeout: SETTLE_MILLIS, every: 500 });
  tell(`no session, no room ${((Date.now() - started) / 1000).toFixed(0)} s after the last has left`);
  const found = look(sluice);
  const isBack = () => ['node', 'coordinator'].every((name) => leaks(start[name], found[name], 0).every((text) => !/^(thread|file)/.test(text)));
  // Threads of pools and closing sockets take their time.
  while (start && !isBack() && Date.now() - started < SETTLE_MILLIS) {
    await new Promise((done) => setTimeout(done, 5_000));
    Object.assign(found, look(sluice));
  }
  return found;
}

/** What the node says of its sessions and rooms, and the coordinator of its rooms. */
async function inside(sluice) {
  const page = await (await fetch(sluice.metrics)).text();
  const gauge = (name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)[1]);
  const listed = await new RoomServiceClient(sluice.http, 'devkey', sluice.secret).listRooms();
  return { sessions: gauge('sluice_node_sessions'), rooms: gauge('sluice_node_rooms'), listed: listed.length };
}

function compare(start, end, came, tell) {
  const found = [];
  for (const name of ['node', 'coordinator']) {
    const [before, after] = [start[name], end[name]];
    found.push(...leaks(before, after, came).map((text) => `${name}: ${text}`));
    const files = (held) => Object.values(held.files).reduce((sum, count) => sum + count, 0);
    tell(
      `${name}, start -> end: threads ${before.threads} -> ${after.threads}, open files ${files(before)} -> ${files(after)} (sockets ${before.files.socket ?? 0} -> ${after.files.socket ?? 0}), ` +
        `heap ${before.heapMiB.toFixed(1)} -> ${after.heapMiB.toFixed(1)} MiB, direct ${before.directMiB.toFixed(1)} -> ${after.directMiB.toFixed(1)} MiB, RSS ${before.rssMiB.toFixed(0)} -> ${after.rssMiB.toFixed(0)} MiB`,
    );
  }
  for (const text of found) tell(`LEAK ${text}`);
  return found;
}

function say(w) {
  return (
    `${w.verified} packets verified (${w.received_per_person.toFixed(1)} a person and second), ${w.lost} lost, ${bad(w)} bad${w.faults ? ` (${w.faults})` : ''}, ${w.silent} of ${w.pairs} looks found a silent stream, ` +
    `${w.failed} thrown out or not let in${w.why ? ` (${w.why})` : ''}, p50/p99 ${w.latency_p50_us}/${w.latency_p99_us} us`
  );
}

function sayJoins(j) {
  return (
    `${j.per_second.toFixed(1)} a second: p50/p95/max ${j.join_ms_p50.toFixed(0)}/${j.join_ms_p95.toFixed(0)}/${j.join_ms_max.toFixed(0)} ms, ${j.failed} of ${j.joins} failed${j.why ? ` (${j.why})` : ''}, ` +
    `${j.heard} got media (p95 ${j.first_packet_ms_p95.toFixed(0)} ms); server ${Math.round(j.server_busy * 100)} %, generator ${Math.round(j.generator_busy * 100)} % of a core, ${j.late_ms} ms behind`
  );
}
