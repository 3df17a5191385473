import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { OUT } from './processes.mjs';
import { dtlsRecords, kindOf, readPcap, rtpOf } from './packets.mjs';
import { until } from './wait.mjs';

/**
 * Starts tcpdump on the loopback interface; what goes to an own address passes there as well.
 * The capture counts only if the kernel dropped nothing: `stop()` throws otherwise.
 */
export async function startCapture(name, filter = 'udp and not port 53', { bufferKilobytes = 32_768 } = {}) {
  fs.mkdirSync(OUT, { recursive: true });
  const file = path.join(OUT, `${name}.pcap`);
  fs.rmSync(file, { force: true });
  const args = ['-i', 'lo', '-n', '-U', '-B', String(bufferKilobytes), '-s', '2048', '-Z', 'root', '-w', file, filter];
  const dump = spawn('tcpdump', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = new Promise((resolve) => dump.once('exit', resolve).once('error', resolve));
  let report = '';
  dump.stderr.on('data', (text) => (report += text));
  const kill = () => dump.kill('SIGKILL');
  process.once('exit', kill);
  await until('tcpdump listens', () => {
    if (dump.exitCode !== null) throw new Error(`tcpdump ended: ${report}`);
    return report.includes('listening on');
  });
  return {
    file,
    async stop() {
      dump.kill('SIGINT');
      await exited;
      process.removeListener('exit', kill);
      const dropped = Number(/(\d+) packets? dropped by kernel/.exec(report)?.[1] ?? 0);
      if (dropped > 0) throw new Error(`capture ${name} is unusable: the kernel dropped ${dropped} packets`);
      return readPcap(fs.readFileSync(file)).map((d) => ({ ...d, kind: d.tcp ? 'tcp' : kindOf(d.data) }));
    },
  };
}

/**
 * Packets of the client that owns the UDP ports `client` (one, or one per address family), up and down, whatever
 * address is at the far end.
 */
export function rtpAtClient(datagrams, client) {
  const own = new Set([client].flat());
  const up = new Map();
  const down = new Map();
  for (const d of datagrams) {
    if (d.kind !== 'rtp' || d.data.length < 12) continue;
    const side = own.has(d.fromPort) ? up : own.has(d.toPort) ? down : null;
    if (!side) continue;
    const rtp = rtpOf(d.data);
    const far = side === up ? `${d.to}:${d.toPort}` : `${d.from}:${d.fromPort}`;
    const list = side.get(rtp.ssrc) ?? [];
    list.push({ time: d.time, far, ...rtp });
    side.set(rtp.ssrc, list);
  }
  const finish = (side) => [...side].map(([ssrc, packets]) => ({ ssrc, packets: unwrap(packets) }));
  return { up: finish(up), down: finish(down) };
}

/** Adds `ext`, the sequence number without wrap, and `extTs`, the timestamp without wrap. */
function unwrap(packets) {
  let last = null;
  let lastTs = null;
  for (const packet of packets) {
    packet.ext = last === null ? packet.seq : last + (((packet.seq - last) << 16) >> 16);
    packet.extTs = lastTs === null ? packet.timestamp : lastTs + ((packet.timestamp - lastTs) | 0);
    if (last === null || packet.ext > last) last = packet.ext;
    if (lastTs === null || packet.extTs > lastTs) lastTs = packet.extTs;
  }
  return packets;
}

/** Every UDP port that talks to one which `isNode` names, in order of first packet. */
export function clientsOf(datagrams, isNode) {
  const clients = new Set();
  for (const d of datagrams) {
    if (isNode(d.toPort) && !isNode(d.fromPort)) clients.add(d.fromPort);
    if (isNode(d.fromPort) && !isNode(d.toPort)) clients.add(d.toPort);
  }
  return [...clients];
}

/** What is missing, doubled or late in one stream's sequence numbers. */
export function continuity({ packets }) {
  const seen = new Set();
  const missing = [];
  let duplicates = 0;
  let reordered = 0;
  let highest = -Infinity;
  let lowest = Infinity;
  for (const { ext } of packets) {
    if (seen.has(ext)) duplicates++;
    else if (ext < highest) reordered++;
    seen.add(ext);
    highest = Math.max(highest, ext);
    lowest = Math.min(lowest, ext);
  }
  for (let ext = lowest; ext <= highest; ext++) if (!seen.has(ext)) missing.push(ext & 0xffff);
  return { packets: packets.length, missing, duplicates, reordered };
}

/** Longest time between two arrivals in [from, to] (seconds), in ms. */
export function longestGapMs({ packets }, from = -Infinity, to = Infinity) {
  let gap = 0;
  let previous = null;
  for (const { time } of packets) {
    if (previous !== null && time >= from && previous <= to) gap = Math.max(gap, time - previous);
    previous = time;
  }
  return gap * 1000;
}

/** Handshake records (RFC 6347 content type 22) in the capture, ClientHellos told apart. */
export function dtlsHandshakes(datagrams, accept = () => true) {
  const records = datagrams
    .filter((d) => d.kind === 'dtls' && accept(d))
    .flatMap((d) => dtlsRecords(d.data).map((record) => ({ time: d.time, ...record })))
    .filter((record) => record.type === 22);
  return { records, clientHellos: records.filter((record) => record.handshakeType === 1) };
}

/** Percentile of a list of numbers, nearest rank. */
export function percentile(values, p) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length ? sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] : NaN;
}
