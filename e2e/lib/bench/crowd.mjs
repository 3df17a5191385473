/** The load generator in conversation: people who come, stay, go, and join at a steady rate. */

import { start, tail } from '../processes.mjs';
import { java } from '../sluice.mjs';
import { until } from '../wait.mjs';
import { LOAD_CORE, onCore } from './servers.mjs';

/** What everybody publishes: ten video and ten audio packets a second. */
const STREAMS = { burst: 1, 'per-second': 10, size: 1_100, audio: 10 };

/**
 * Starts it against a server.
 *
 * @returns {{ask: (step: string, patience?: number) => Promise<Record<string, any>>, pid: number, stop: () => Promise<void>}}
 *   `ask`: does a step and returns its figures; waits at most `patience` seconds
 */
export function converse(jar, server, roomSize) {
  const options = { conversation: roomSize, url: server.url, key: 'devkey', secret: server.secret, 'server-pids': server.pids.join(','), ...STREAMS };
  const words = Object.entries(options).flatMap(([key, value]) => [`--${key}`, String(value)]);
  const flags = ['-XX:+UseSerialGC', '-Xmx768m', '--sun-misc-unsafe-memory-access=allow'];
  const [command, ...args] = onCore(LOAD_CORE, [java(), ...flags, '-jar', jar, ...words]);
  const name = `crowd-${server.name}`;
  const process = start(name, command, args, { input: true });
  let answers = 0;
  const ask = async (step, patience = 60) => {
    process.tell(step);
    const number = answers++;
    const line = await until(`${name}: ${step}`, () => {
      if (!process.alive()) throw Object.assign(new Error(`${name} ended:\n${tail(process)}`), { final: true });
      return process.text().split('\n').slice(0, -1).filter((text) => text.startsWith('{'))[number];
    }, { timeout: patience * 1_000, every: 50 });
    return JSON.parse(line);
  };
  return { ask, pid: process.pid, stop: () => process.stop() };
}
