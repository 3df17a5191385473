/**
 * PROOF bench: what a forwarded packet costs, beside a C reference that does the same work and beside LiveKit's server, in one run.
 * Runs in a network namespace of its own: all load stays on its loopback. Servers on core 0, the load on core 1, alternated.
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fields, median, say, summary } from '../lib/bench/figures.mjs';
import { against, againstC, fanout, lowLatency, meetings, seed, sunk } from '../lib/bench/load.mjs';
import { inOwnNamespace } from '../lib/bench/namespace.mjs';
import { cReference, liveKitServer, loadGenerator } from '../lib/bench/programs.mjs';
import { JVM_FLAGS, profile, show } from '../lib/bench/profile.mjs';
import { CORES, startLiveKit, startSluice } from '../lib/bench/servers.mjs';
import { OUT, stopAll } from '../lib/processes.mjs';
import { atMost, info, prove } from '../lib/proof.mjs';

const BELIEVABLE = 1.55;
const CORES_OF_THE_CLAIM = 4;
const PLANNED_LOAD = 0.8;
/** `--only=c,latency`: some scenarios, to look at one thing; no PROOF line then. */
const ONLY = process.argv.find((word) => word.startsWith('--only='))?.slice(7).split(',');
/** `--rounds=2`: fewer or more turns than the plan's. */
const ROUNDS = Number(process.argv.find((word) => word.startsWith('--rounds='))?.slice(9) ?? 0);

const note = (text) => console.error(`           ${text}`);
const PROFILE = process.argv.includes('--profile');
const programs = { jar: loadGenerator(note), c: PROFILE ? undefined : cReference(note), livekit: PROFILE ? undefined : liveKitServer(note, !process.argv.includes('--short')) };
if (!process.env.SLUICE_BENCH_NAMESPACE) process.exit(inOwnNamespace(programs.livekit));
if (PROFILE) process.exit(await profiles());

await prove('bench', async ({ short, note: say_ }) => {
  const plan = short ? { rounds: 1, warmup: 4, seconds: 3, windows: 2, joins: 12 } : { rounds: 3, warmup: 12, seconds: 5, windows: 2, joins: 40 };
  if (ROUNDS) plan.rounds = ROUNDS;
  if (CORES < 2) say_('one core only: server and load share it, the figures are of little worth');
  const sluice = await startSluice();
  const livekit = programs.livekit ? await startLiveKit(programs.livekit) : undefined;
  const results = { date: new Date().toISOString(), machine: machine(), plan };
  try {
    const scenarios = {
      c: () => reference(sluice, plan, say_),
      latency: () => latency(sluice, plan, say_),
      join: () => joins(sluice, livekit, plan, say_),
      fanout50: () => beside('fan-out 1->50', sluice, livekit, fanout(50), plan, say_),
      fanout100: () => beside('fan-out 1->100', sluice, livekit, fanout(100), plan, say_),
      meeting: () => beside('10 meetings of 4', sluice, livekit, meetings(10), plan, say_),
      seed: () => seeds(sluice, plan, say_),
    };
    const wanted = ONLY ?? Object.keys(scenarios).filter((name) => !short || name !== 'fanout100');
    for (const name of wanted) results[name] = await scenarios[name]();
  } finally {
    fs.writeFileSync(path.join(OUT, 'bench.json'), JSON.stringify(results, null, 1));
  }
  if (ONLY) throw new Error(`only ${ONLY} ran: a look, not a proof`);
  return values(results);
});

function values({ c, fanout50, meeting, seed: seeded, join, latency: late }) {
  return {
    ratio_to_c: c ? info(c.ratio.toFixed(2)) : info('no_c_reference'),
    ...(c ? { c_vs_bare: atMost(c.vsBare, BELIEVABLE, 2) } : {}),
    fanout50_vs_livekit: info(fanout50.ratio?.toFixed(2) ?? 'no_livekit'),
    meeting_vs_livekit: info(meeting.ratio?.toFixed(2) ?? 'no_livekit'),
    seed_participants_4_cores: info(seeded.participants),
    join_first_packet_ms_p50: atMost(join.sluice.p50, 100, 0),
    latency_p99_vs_c: late ? atMost(late.ratio, 2, 2) : info('no_c_reference'),
  };
}

/** The same load on both, in turns. */
async function beside(title, sluice, livekit, load, plan, tell) {
  const runs = { sluice: [], livekit: [] };
  for (let round = 0; round < plan.rounds; round++) {
    for (const server of [sluice, livekit].filter(Boolean)) {
      runs[server.name].push(await against(programs.jar, server, { ...load, ...timing(plan) }));
    }
  }
  const result = { sluice: summary(runs.sluice), livekit: livekit && summary(runs.livekit) };
  tell(`${title}: Sluice ${say(result.sluice)}`);
  if (!livekit) return result;
  tell(`${title}: LiveKit ${say(result.livekit)}`);
  return { ...result, ratio: result.sluice.cpu_ns / result.livekit.cpu_ns };
}

/** Guests come one by one into a room where one person sends 30 frames a second. */
async function joins(sluice, livekit, plan, tell) {
  const result = {};
  for (const server of [sluice, livekit].filter(Boolean)) {
    const load = { rooms: 1, people: 2, publishers: 1, burst: 4, 'per-second': 30, joins: plan.joins + 3, warmup: 1, windows: 1, seconds: 1 };
    const ms = (await against(programs.jar, server, load)).joins_ms.slice(3);
    result[server.name] = { p50: median(ms), max: Math.max(...ms), n: ms.length };
    tell(`join to first packet, ${server.name}: p50 ${median(ms)} ms, max ${Math.max(...ms)} ms (n=${ms.length})`);
  }
  return result;
}

/** CPU of a room of ten, and from it how many people four cores carry at 80 % load. */
async function seeds(sluice, plan, tell) {
  const run = await against(programs.jar, sluice, { ...seed(1), ...timing(plan) });
  const found = summary([run]);
  const cpuOfTen = found.busy;
  const participants = Math.floor((CORES_OF_THE_CLAIM * PLANNED_LOAD * 10) / cpuOfTen);
  tell(`seed: ten people cost ${(cpuOfTen * 100).toFixed(1)} % of a core: ${participants} people on 4 cores at 80 %; ${say(found)}`);
  return { ...found, cpuOfTen, participants };
}

/** 20,000 packets a second out, to live receivers. */
async function latency(sluice, plan, tell) {
  if (!programs.c) return undefined;
  const runs = { sluice: [], c: [] };
  // At least two turns each, if need be of one window, as one disturbed moment decides a p99.
  const turns = plan.rounds > 1 ? plan : { ...plan, rounds: 2, windows: 1 };
  for (let round = 0; round < turns.rounds; round++) {
    runs.sluice.push(await against(programs.jar, sluice, { ...lowLatency, ...timing(turns), subscribers: 50 }));
    runs.c.push(await againstC(programs.jar, programs.c, { ...lowLatency, ...timing(turns) }));
  }
  const result = { sluice: summary(runs.sluice), c: summary(runs.c) };
  tell(`20,000 packets/s: Sluice ${say(result.sluice)}`);
  tell(`20,000 packets/s: C ${say(result.c)}`);
  return { ...result, ratio: result.sluice.p99_us / result.c.p99_us };
}

/** The forwarder alone: 80,000 packets a second into a tc drop, as is the bare sendmmsg loop. */
async function reference(sluice, plan, tell) {
  if (!programs.c) return undefined;
  const runs = { sluice: [], c: [] };
  for (let round = 0; round < plan.rounds; round++) {
    runs.sluice.push(await against(programs.jar, sluice, { ...sunk, ...timing(plan) }));
    runs.c.push(await againstC(programs.jar, programs.c, { ...sunk, ...timing(plan), warmup: 2 }));
  }
  const bare = runs.c.map((run) => fields(run.bare).cpu_ns);
  const result = { sluice: summary(runs.sluice), c: summary(runs.c), bare_ns: median(bare) };
  for (const name of ['sluice', 'c']) tell(`into the sink, ${name}: ${say(result[name])}`);
  tell(`into the sink, bare sendmmsg: ${Math.round(result.bare_ns)} ns`);
  return { ...result, ratio: result.sluice.cpu_ns / result.c.cpu_ns, vsBare: result.c.cpu_ns / result.bare_ns };
}

/** `./sluice bench profile`: where the time goes, to live receivers and into the sink. */
async function profiles() {
  process.env.JDK_JAVA_OPTIONS = JVM_FLAGS;
  const sluice = await startSluice();
  delete process.env.JDK_JAVA_OPTIONS;
  console.log(`${machine()}, load average ${os.loadavg().map((each) => each.toFixed(1)).join(' ')}`);
  const plan = process.argv.includes('--short') ? { warmup: 8, seconds: 8 } : { warmup: 20, seconds: 20 };
  show('fan-out 1->50, 15,000 packets/s, to live receivers', await profile(programs.jar, sluice, fanout(50), plan));
  show('1->50, 80,000 packets/s, into the sink', await profile(programs.jar, sluice, sunk, { ...plan, warmup: plan.warmup / 2 }));
  await stopAll();
  return 0;
}

function timing({ warmup, seconds, windows }) {
  return { warmup, seconds, windows };
}

function machine() {
  const cpu = os.cpus()[0]?.model ?? 'unknown';
  return `${CORES} x ${cpu}, ${os.type()} ${os.release()}`;
}
