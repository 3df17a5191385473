/** The servers that are measured, each as its users start it, all on core 0. */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { OUT, start, tail } from '../processes.mjs';
import { startCoordinator, startNode } from '../sluice.mjs';
import { until } from '../wait.mjs';

/** With one core only everything shares it: figures are then of little worth, and the run says so. */
export const CORES = os.availableParallelism();
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

const LIVEKIT_PORT = 11_880;
const LIVEKIT_SECRET = 'a-secret-of-the-benchmark-only-0123456789';

/** @typedef {{name: string, url: string, secret: string, pids: number[], stop: () => Promise<void>}} Server */

/**
 * Coordinator and media node; what both use counts.
 *
 * @returns {Promise<Server & {http: string, metrics: string, coordinator: number, node: number}>} also its API, its node's metrics page, and who is who
 */
export async function startSluice() {
  const coordinator = await startCoordinator({ name: 'bench-coordinator' });
  const settings = { 'media-ports': 12_000 };
  const node = await startNode({ name: 'bench-node', coordinators: [coordinator.cluster], settings });
  await until('the node has registered', async () => (await fetch(coordinator.http)).ok, { timeout: 30_000 });
  await until('the node has rehearsed', () => node.process.text().includes('rehearsed'), { timeout: 60_000 });
  const pids = [coordinator.process.pid, node.process.pid];
  pids.forEach(pin);
  const stop = () => Promise.all([node.stop(), coordinator.stop()]);
  const [http, metrics] = [coordinator.http, `${node.httpUrl}/metrics`];
  return { name: 'sluice', url: coordinator.url, http, metrics, secret: 'secret', pids, coordinator: pids[0], node: pids[1], stop };
}

/** @returns {Promise<Server>} */
export async function startLiveKit(program) {
  fs.mkdirSync(OUT, { recursive: true });
  const config = path.join(OUT, 'bench-livekit.yaml');
  fs.writeFileSync(config, liveKitConfig());
  const server = start('bench-livekit', program, ['--config', config]);
  await until('LiveKit answers', async () => {
    if (!server.alive()) throw Object.assign(new Error(`LiveKit ended:\n${tail(server)}`), { final: true });
    return (await fetch(`http://127.0.0.1:${LIVEKIT_PORT}`)).ok;
  }, { timeout: 30_000 });
  pin(server.pid);
  return { name: 'livekit', url: `ws://127.0.0.1:${LIVEKIT_PORT}`, secret: LIVEKIT_SECRET, pids: [server.pid], stop: () => server.stop() };
}

/** Its defaults, but for loopback: a port for each peer connection, its own logging. */
const liveKitConfig = () => `port: ${LIVEKIT_PORT}
bind_addresses: [127.0.0.1]
rtc:
  tcp_port: ${LIVEKIT_PORT + 1}
  port_range_start: 13000
  port_range_end: 18000
  node_ip: 127.0.0.1
  use_external_ip: false
  enable_loopback_candidate: true
  interfaces:
    includes: [lo]
keys:
  devkey: ${LIVEKIT_SECRET}
`;

/** A command that runs on one core, where there is another one for the servers. */
export const onCore = (core, command) => (CORES > 1 ? ['taskset', '-c', String(core), ...command] : command);

function pin(pid) {
  if (CORES > 1) execFileSync('taskset', ['-acp', String(SERVER_CORE), String(pid)], { stdio: 'ignore' });
}
