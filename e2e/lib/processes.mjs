import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pause, within } from './wait.mjs';

/** Root of the repository, and the folder for logs and captures of this run. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const OUT = path.join(ROOT, 'e2e', '.out');

const running = new Set();
let hooked = false;

/**
 * Starts a program as a process of its own; its output goes to e2e/.out/NAME.log. `input`: `tell` writes to its standard input.
 *
 * @returns {{name: string, pid: number, log: string, exited: Promise<number|string>,
 *   alive: () => boolean, text: () => string, tell: (line: string) => void, stop: (signal?: string, patience?: number) => Promise<void>}} `stop`: kills it after `patience` ms
 */
export function start(name, command, args = [], { env = {}, cwd = ROOT, input = false } = {}) {
  hookExit();
  fs.mkdirSync(OUT, { recursive: true });
  const log = path.join(OUT, `${name}.log`);
  const out = fs.openSync(log, 'w');
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: [input ? 'pipe' : 'ignore', out, out] });
  fs.closeSync(out);
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve(String(error)));
    child.once('exit', (code, signal) => resolve(signal ?? code));
  });
  const handle = {
    name,
    pid: child.pid,
    log,
    exited,
    alive: () => child.exitCode === null && child.signalCode === null,
    text: () => fs.readFileSync(log, 'utf8'),
    tell: (line) => child.stdin.write(`${line}\n`),
    stop: (signal = 'SIGTERM', patience = 8_000) => stop(handle, signal, patience),
  };
  running.add(handle);
  exited.then(() => running.delete(handle));
  return handle;
}

/** Runs a program to its end and returns its output; throws on a non-zero exit. */
export async function run(name, command, args = [], options = {}) {
  const handle = start(name, command, args, options);
  const code = await within(options.timeout ?? 120_000, name, handle.exited);
  if (code !== 0) throw new Error(`${name} ended with ${code}; last lines:\n${tail(handle)}`);
  return handle.text();
}

/** The last lines of a program's log, for error messages. */
export const tail = (handle, lines = 20) => handle.text().trimEnd().split('\n').slice(-lines).join('\n');

/** Ends every program that this process started and that still runs. */
export const stopAll = () => Promise.all([...running].map((handle) => handle.stop()));

async function stop(handle, signal, patience) {
  if (!handle.alive()) return;
  process.kill(handle.pid, signal);
  const ended = await Promise.race([handle.exited.then(() => true), pause(patience).then(() => false)]);
  if (!ended && handle.alive()) process.kill(handle.pid, 'SIGKILL');
  await handle.exited;
}

function hookExit() {
  if (hooked) return;
  hooked = true;
  process.once('exit', () => {
    for (const handle of running) if (handle.alive()) process.kill(handle.pid, 'SIGKILL');
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
}
