/** Fuzzing by coverage, planted faults and the coverage of the committed inputs: `./sluice fuzz` does it, its last line says what came out. */

import path from 'node:path';
import { ROOT, run } from '../processes.mjs';

const LONGEST_MILLIS = 4 * 3_600_000;

/** Every fuzz target, by name. */
export async function targets() {
  const text = await fuzz('list', ['--list']);
  return text.trim().split('\n').map((line) => line.split(' ')[0]);
}

/** Findings of some targets, each for `seconds`. */
export async function findings(names, seconds) {
  return last(await fuzz('run', [...names, '--seconds', String(seconds)]), 'targets');
}

/** Planted faults of some targets, and how many were found within `seconds` each. */
export async function planted(names, seconds) {
  return last(await fuzz('planted', [...names, '--planted', '--seconds', String(seconds)]), 'planted');
}

/** Share of the parser classes' branches that the committed inputs take, and the class of which they take the least. */
export async function coverage() {
  const text = await fuzz('coverage', ['--coverage']);
  const classes = [...text.matchAll(/^ {2}(\S+) +(\d+) of +(\d+) branches/gm)].map(([, name, taken, all]) => ({ name, share: all === '0' ? 1 : taken / all }));
  const [worst] = classes.sort((a, b) => a.share - b.share);
  return { share: last(text, 'coverage').coverage, worst: `${worst.name}:${worst.share.toFixed(2)}`, classes: classes.length };
}

/** Its exit code says that a bound was missed; so do the figures, which are judged here. */
async function fuzz(name, words) {
  const command = '"$0" fuzz "$@" || true';
  return run(`hostile-fuzz-${name}`, 'bash', ['-c', command, path.join(ROOT, 'sluice'), ...words], { timeout: LONGEST_MILLIS });
}

/** `fuzz key=value …` */
function last(text, key) {
  const line = text.split('\n').filter((each) => each.startsWith(`fuzz ${key}=`)).at(-1);
  if (!line) throw new Error(`./sluice fuzz did not end well:\n${text.trim().split('\n').slice(-8).join('\n')}`);
  return Object.fromEntries(line.split(' ').slice(1).map((word) => word.split('=')).map(([name, value]) => [name, Number(value)]));
}
