/** What forwarding a packet allocates: `./sluice bench garbage` measures it, its last line says what came out. */

import path from 'node:path';
import { ROOT, run } from '../processes.mjs';
import { lastLine } from './fuzz.mjs';

const LONGEST_MILLIS = 600_000;

/** Bytes a packet: in the core alone to fifty subscribers, and in the worker's whole loop with and without the JDK's ciphers. */
export async function garbage() {
  const text = await run('hostile-garbage', path.join(ROOT, 'sluice'), ['bench', 'garbage'], { timeout: LONGEST_MILLIS });
  return lastLine(text, 'bench garbage');
}
