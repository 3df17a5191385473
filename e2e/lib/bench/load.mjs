/** Runs the load generator, on a core of its own, and reads what it found. */

import { start, tail } from '../processes.mjs';
import { java } from '../sluice.mjs';
import { within } from '../wait.mjs';
import { LOAD_CORE, onCore, SERVER_CORE } from './servers.mjs';

/** One publisher at 300 packets a second, in bursts of a frame. */
export const fanout = (subscribers) => ({ rooms: 1, people: subscribers + 1, publishers: 1, burst: 10, 'per-second': 30, size: 1_100 });

/** Everybody sends 100 video and 50 audio packets a second: each receives 150 from each other. */
export const meetings = (rooms) => ({ rooms, people: 4, publishers: 4, burst: 4, 'per-second': 25, size: 1_100, audio: 50 });

/** Rooms of ten, VP8 at 1 Mbit/s and 30 frames a second, everybody sends. */
export const seed = (rooms) => ({ rooms, people: 10, publishers: 10, burst: 4, 'per-second': 30, size: 1_042 });

/** Bursts big enough that a wake-up costs next to nothing beside the copies; no receiver at the end. */
export const sunk = { people: 51, publishers: 1, subscribers: 50, burst: 16, 'per-second': 100, size: 1_100, sink: 1 };

/** 20,000 packets a second out, evenly spaced. */
export const lowLatency = { people: 51, publishers: 1, subscribers: 50, burst: 1, 'per-second': 400, size: 1_100 };

/** Windows end in the middle of a burst, and a server that is behind makes up for it in the next; more than that is loss. */
const MOST_MISSING = 0.02;

/** Load on a server. */
export const against = (jar, server, options) =>
  run(jar, `bench-load-${server.name}`, { url: server.url, key: 'devkey', secret: server.secret, 'server-pids': server.pids.join(','), ...options });

/** The same on the C reference. */
export function againstC(jar, forwarder, options) {
  const command = onCore(SERVER_CORE, [forwarder, 'forward', '--seconds', '120']);
  const size = options.size + 12 + 8 + 16;
  const bare = onCore(SERVER_CORE, [forwarder, 'bare', '--first', '30000', '--count', '50', '--size', String(size), '--seconds', '2']);
  return run(jar, 'bench-load-c', { forwarder: command.join(' '), ...options, ...(options.sink ? { bare: bare.join(' ') } : {}) });
}

async function run(jar, name, options) {
  const words = Object.entries(options).flatMap(([key, value]) => [`--${key}`, String(value)]);
  const [command, ...args] = onCore(LOAD_CORE, [java(), '-XX:+UseSerialGC', '-Xmx512m', '--sun-misc-unsafe-memory-access=allow', '-jar', jar, ...words]);
  const process = start(name, command, args);
  const code = await within(180_000, name, process.exited);
  const line = process.text().split('\n').find((text) => text.startsWith('{"warmup"'));
  if (code !== 0 || !line) throw new Error(`${name} ended with ${code}:\n${tail(process)}`);
  const result = JSON.parse(line);
  const faults = [result.warmup, ...result.windows].map(({ damaged, forged, late }) => damaged + forged + late).reduce((a, b) => a + b);
  if (faults) throw new Error(`${name}: ${faults} packets were damaged, forged or out of order: ${line}`);
  const sum = (key) => result.windows.reduce((total, window) => total + window[key], 0);
  const missing = 1 - sum('delivered') / sum('expected');
  if (missing > MOST_MISSING) throw new Error(`${name}: ${(missing * 100).toFixed(1)} % of the packets did not arrive, so this was not the work that was asked: ${line}`);
  return result;
}
