/** Puts datagrams on the loopback interface under any source address, at a bounded rate. */

import { spawn } from 'node:child_process';
import path from 'node:path';
import { ROOT } from '../processes.mjs';
import { within } from '../wait.mjs';

/** Time to live of everything that is sent here: no client of ours has it. */
export const HOSTILE_TTL = 66;
const LONGEST_MILLIS = 300_000;

/** @param {import('./datagrams.mjs').Datagram[]} datagrams @returns {Promise<number>} how many were sent */
export async function sendAll(datagrams, perSecond) {
  const child = spawn('python3', [path.join(ROOT, 'e2e/peers/raw_udp.py'), String(perSecond)], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  let complained = '';
  child.stdout.on('data', (text) => (said += text));
  child.stderr.on('data', (text) => (complained += text));
  child.stdin.on('error', () => {});
  const exited = new Promise((resolve) => child.once('close', resolve).once('error', resolve));
  for (const { from, fromPort, to, toPort, payload } of datagrams) {
    const head = Buffer.alloc(16);
    head.writeUInt32BE(payload.length, 0);
    address(from).copy(head, 4);
    head.writeUInt16BE(fromPort, 8);
    address(to).copy(head, 10);
    head.writeUInt16BE(toPort, 14);
    child.stdin.write(head);
    child.stdin.write(payload);
  }
  child.stdin.end();
  const code = await within(LONGEST_MILLIS, 'sending hostile datagrams', exited);
  if (code !== 0) throw new Error(`hostile datagrams could not be sent (raw sockets need root): ${complained}`);
  return Number(said);
}

const address = (text) => Buffer.from(text.split('.').map(Number));
