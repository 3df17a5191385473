/** A network of the benchmark's own. */

import { execFileSync, spawnSync } from 'node:child_process';

/** Runs this proof again where nothing of the machine's network is in reach; as an ordinary user in a user namespace too. */
export function inOwnNamespace(livekit) {
  const flags = process.getuid() === 0 ? ['--net'] : ['--map-root-user', '--net'];
  // Sockets of nobody in particular stay below the ports that the sink swallows.
  const script = 'ip link set lo up && echo "19000 29999" > /proc/sys/net/ipv4/ip_local_port_range && exec "$@"';
  execFileSync('sh', ['-c', 'command -v unshare ip tc taskset'], { stdio: 'ignore' });
  const command = [...flags, 'sh', '-c', script, 'bench', process.execPath, ...process.argv.slice(1)];
  const env = { ...process.env, SLUICE_BENCH_NAMESPACE: 'yes', SLUICE_LIVEKIT_SERVER: livekit ?? '' };
  return spawnSync('unshare', command, { stdio: 'inherit', env }).status ?? 1;
}
