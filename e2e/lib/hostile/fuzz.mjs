/** Fuzzing by coverage, planted faults and the coverage of the committed inputs: `./sluice fuzz` does it, its last line says what came out. */

import path from 'node:path';
import { ROOT, run } from '../processes.mjs';

const LONGEST_MILLIS = 4 * 3_600_000;

/** Every fuzz target, by name. */
export async function targets() {
  const text = await fuzz('list', ['--list']);
  return text.trim().split('\n').map((line) => line.split(' ')[0]);
}

/**
 * Findings of all targets, those of one parser sharing `seconds`; `found`: what was found and where it is kept, a line each. With
 * `isResumed` a target stays out that ran so long before on the same compiled classes; `before`: how many did.
 */
export async function findings(seconds, isResumed = false) {
  const text = await fuzz('run', ['--parser-seconds', String(seconds), ...(isResumed ? ['--resume'] : [])]);
  const before = text.split('\n').filter((line) => line.endsWith(' nothing found, before')).length;
  return { ...last(text, 'targets'), before, found: foundLines(text) };
}

/** The lines of the targets that found something, or did not run, with the trace below each. */
export function foundLines(text) {
  const isOfTarget = (line) => /^ {2}\S/.test(line);
  let isBad = false;
  return text.split('\n').filter((line) => {
    if (isOfTarget(line)) isBad = !/ nothing found(, before)?$/.test(line);
    return isBad && /^ {2}/.test(line);
  });
}

/** Planted faults of some targets, and how many were found within `seconds` each. */
export async function planted(names, seconds) {
  return last(await fuzz('planted', [...names, '--planted', '--seconds', String(seconds)]), 'planted');
}

/** Share of the parser classes' branches that the committed inputs take, and the target whose own inputs take the least of its classes. */
export async function coverage() {
  const { coverage: share, worst_target: worst, worst_share: worstShare } = last(await fuzz('coverage', ['--coverage']), 'coverage');
  return { share, worst, worstShare };
}

/** Its exit code says that a bound was missed; so do the figures, which are judged here. */
async function fuzz(name, words) {
  const command = '"$0" fuzz "$@" || true';
  return run(`hostile-fuzz-${name}`, 'bash', ['-c', command, path.join(ROOT, 'sluice'), ...words], { timeout: LONGEST_MILLIS });
}

/** `fuzz key=value …` */
function last(text, key) {
  return lastLine(text, 'fuzz', key);
}

/** The last line of some words and `key=value …`; numbers as numbers. */
export function lastLine(text, words, key = '') {
  const line = text.split('\n').filter((each) => each.startsWith(`${words} ${key}${key && '='}`)).at(-1);
  if (!line) throw new Error(`./sluice ${words} did not end well:\n${text.trim().split('\n').slice(-8).join('\n')}`);
  const pairs = line.split(' ').map((word) => word.split('=')).filter(([, value]) => value !== undefined);
  return Object.fromEntries(pairs.map(([name, value]) => [name, value !== '' && Number.isFinite(Number(value)) ? Number(value) : value]));
}
