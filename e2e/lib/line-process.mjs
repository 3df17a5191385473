import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { OUT, ROOT } from './processes.mjs';
import { within } from './wait.mjs';

const ANSWER_MILLIS = 30_000;

/**
 * A program that reads commands and answers each with one line, "OK …" or "ERROR …". Whatever else it says is in
 * e2e/.out/NAME.log, and in the message when it ends.
 *
 * @param {string} needs what must be there before it can start
 * @returns {{ask: (...words: string[]) => Promise<string>, close: () => Promise<void>}}
 */
export function lineProcess(name, command, args, { needs = command } = {}) {
  if (!fs.existsSync(needs)) throw new Error(`${path.relative(ROOT, needs)} is not there: e2e/prove.sh builds it`);
  fs.mkdirSync(OUT, { recursive: true });
  const log = path.join(OUT, `${name}.log`);
  const errors = fs.openSync(log, 'w');
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', errors] });
  fs.closeSync(errors);
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(`did not start: ${error.message}`));
    child.once('close', (code, signal) => resolve(`ended with ${signal ?? code}`));
  });
  // A write to a process that has ended is reported by `ended`, not by the stream.
  child.stdin.on('error', () => {});
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const lastWords = (how) => `ERROR ${how}; ${fs.readFileSync(log, 'utf8').trimEnd().split('\n').slice(-8).join(' | ')}`;
  // Libraries print lines of their own: only answers count.
  const answer = async () => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) return lastWords(await ended);
      if (/^(OK|ERROR)\b/.test(value)) return value;
      fs.appendFileSync(log, `${value}\n`);
    }
  };
  return {
    ask: async (...words) => {
      child.stdin.write(`${words.join(' ')}\n`);
      const line = await within(ANSWER_MILLIS, `${name}, ${words[0]}`, answer());
      if (!line.startsWith('OK')) throw new Error(`${words[0]}: ${line}`);
      return line.slice(3);
    },
    close: async () => {
      child.stdin.end();
      const late = setTimeout(end, 5_000);
      await ended;
      clearTimeout(late);
      process.off('exit', end);
    },
  };
}
