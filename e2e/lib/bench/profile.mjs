/**
 * Where the time of a forwarded packet goes: perf's samples of the media node under load, sorted by what the stack says was being done.
 * Java's frames come from the map of compiled code that the JVM writes; what is inlined counts for the method around it.
 */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { OUT, run, start } from '../processes.mjs';
import { java } from '../sluice.mjs';
import { pause } from '../wait.mjs';
import { against } from './load.mjs';
import { read, table } from './stacks.mjs';

const FREQUENCY = 1_999;
/** Without it perf cannot walk compiled Java. */
export const JVM_FLAGS = '-XX:+PreserveFramePointer';
/** At a load's end people leave: no part of it. */
const TAIL_SECONDS = 0.5;

/** Samples the node while the load runs. @returns {Promise<{cpu_ns: number, samples: number, parts: {part: string, share: number, ns: number}[]}>} */
export async function profile(jar, server, load, { seconds, warmup }) {
  const data = path.join(OUT, 'bench-perf.data');
  const node = { ...server, pids: [server.node] };
  const running = against(jar, node, { ...load, warmup, seconds, windows: 1 });
  running.catch(() => {});
  await pause(2_000);
  const perf = start('bench-perf', 'perf', ['record', '-q', '-e', 'cpu-clock', '-F', String(FREQUENCY), '-g', '-k', 'CLOCK_MONOTONIC', '-o', data, '-p', String(server.node)]);
  const result = await running;
  await perf.stop('SIGINT');
  await run('bench-perfmap', path.join(path.dirname(java()), 'jcmd'), [String(server.node), 'Compiler.perfmap']);
  const text = execFileSync('perf', ['script', '-i', data, '-F', 'comm,tid,time,ip,sym,dso'], { maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  fs.writeFileSync(path.join(OUT, 'bench-perf.txt'), text);
  const samples = read(text);
  const end = samples.at(-1).time - TAIL_SECONDS;
  return table(samples.filter(({ time }) => time <= end && time > end - seconds), result.windows[0].cpu_ns);
}

export function show(title, { cpu_ns, samples, parts }) {
  console.log(`\n${title}: ${cpu_ns.toFixed(0)} ns of CPU a packet (${samples} samples)`);
  for (const { part: name, share, ns } of parts) console.log(`${ns.toFixed(0).padStart(7)} ns  ${(share * 100).toFixed(1).padStart(5)} %  ${name}`);
}
