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

/** perf script's text: a line of thread and time, then a line for each frame, innermost first. */
export function read(text) {
  return text.split('\n\n').map((block) => block.split('\n').filter(Boolean)).filter((lines) => lines.length > 1).map(([head, ...frames]) => {
    const [, thread, time] = /^\s*(.*?)\s+\d+\s+([\d.]+):/.exec(head) ?? [];
    return { thread, time: Number(time), frames: frames.map(frame) };
  });
}

function frame(line) {
  const [, name, dso] = /^\s*[0-9a-f]+ (.*) \((.*)\)$/.exec(line) ?? [undefined, line.trim(), ''];
  return { name: name.replace(/\+0x[0-9a-f]+$/, ''), isKernel: dso.startsWith('[kernel') || dso.startsWith('[k') };
}

const OTHER_THREADS = [
  ['JIT compilers', /^C[12] Compiler/],
  ['garbage collector', /^(GC Thread|G1 |VM Thread|VM Periodic)/],
  ['other threads', /^(?!worker-)/],
];
/** By any frame of the stack, for the kernel's own. */
const KERNEL = [
  ["kernel: the receiving end's part of loopback, inside send", /^(net_rx_action|__napi_poll|process_backlog)/, /sendto/],
  ['kernel: send', /_sys_sendto|libc_sendto/],
  ['kernel: receive', /_sys_recvfrom|libc_recvfrom/],
  ['kernel: sleep and wake', /_sys_(epoll_wait|futex|write|read)/],
  ['kernel: rest', /./],
];
/** By the innermost frame that one of these knows. */
const USER = [
  ['AES-GCM: calls into the JDK, its objects and copies', /com\.sun\.crypto|javax\.crypto|node\.crypto|GCMParameterSpec/],
  ['send: user mode', /DatagramChannelImpl\.send|NativeSocketAddress|NioDatagramTransport\.(void )?send|TransmitBatch|send0|sendto/],
  ['receive: user mode', /DatagramChannelImpl\.receive|NioDatagramTransport\.receive|recvfrom|receive0|sun\.nio\.ch|epoll/],
  ['batch for the cipher, copy into the datagram', /room\.Egress|srtp\.SrtpSend/],
  ['rewrite for each subscriber', /room\.Consumer|core\.forwarding|core\.rtp|core\.codec|RoomSession/],
  ["parse, checks and statistics of the publisher's packet", /core\.(session|srtp|stream|congestion|stun|ice|room)/],
  ['loop and timers', /node\.(worker|net|counters)/],
];
const CIPHER_ITSELF = 'AES-GCM: the cipher itself';

/** What was being done. */
export function part({ thread, frames }) {
  const elsewhere = OTHER_THREADS.find(([, pattern]) => pattern.test(thread));
  if (elsewhere) return elsewhere[0];
  if (frames[0].isKernel) {
    return KERNEL.find(([, ...patterns]) => patterns.every((pattern) => frames.some(({ name }) => pattern.test(name))))[0];
  }
  for (const { name } of frames) {
    const known = USER.find(([, pattern]) => pattern.test(withoutArguments(name)));
    if (known) return known === USER[0] && frames[0].name.startsWith('StubRoutines') ? CIPHER_ITSELF : known[0];
  }
  return 'the JVM itself';
}

const withoutArguments = (name) => name.replace(/\(.*/, '');

/** Samples sorted, each part with its share of what a packet costs. */
export function table(samples, cpuNs) {
  const counts = new Map();
  for (const name of samples.map(part)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const parts = [...counts].map(([name, count]) => ({ part: name, share: count / samples.length, ns: (cpuNs * count) / samples.length }));
  return { cpu_ns: cpuNs, samples: samples.length, parts: parts.toSorted((a, b) => b.ns - a.ns) };
}

export function show(title, { cpu_ns, samples, parts }) {
  console.log(`\n${title}: ${cpu_ns.toFixed(0)} ns of CPU a packet (${samples} samples)`);
  for (const { part: name, share, ns } of parts) console.log(`${ns.toFixed(0).padStart(7)} ns  ${(share * 100).toFixed(1).padStart(5)} %  ${name}`);
}
