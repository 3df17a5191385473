/** Moves whose target process is killed or stopped at seeded instants; judged at the clients and on the wire. */

import { spawn } from 'node:child_process';
import { admin } from '../admin.mjs';
import { startCapture } from '../capture.mjs';
import { seeded } from '../impair.mjs';
import { startNode } from '../sluice.mjs';
import { pause, until } from '../wait.mjs';
import { toldSince } from './events.mjs';
import { everyStream } from './pairs.mjs';

/** A node that was stopped is killed when the source must have given it up, milliseconds after. */
const HUNG_MILLIS = 2_500;

/** A binding request, in IPv4: type and magic cookie stand behind the UDP header of 8 bytes. */
const CHECK = 'udp[8:2] = 0x0001 and udp[12:4] = 0x2112a442';

/**
 * The instants: so long after the call of the move, or after the client's first check of the target, which is followed by the freeze,
 * the capsule and the words that make the session the target's, all within some 10 ms.
 *
 * @param {number} seed
 * @param {{calls: number, checks: number, hangs: number}} counts
 * @returns {{from: 'call' | 'check', signal: 'SIGKILL' | 'SIGSTOP', millis: number}[]}
 */
export function instants(seed, { calls, checks, hangs }) {
  const random = seeded(seed);
  const spread = (count, most) => Array.from({ length: count }, (_, i) => ((i + random()) / count) * most);
  return [
    ...spread(checks, 12).map((millis) => ({ from: 'check', signal: 'SIGKILL', millis })),
    ...spread(hangs, 3).map((millis) => ({ from: 'check', signal: 'SIGSTOP', millis })),
    ...spread(calls, 400).map((millis) => ({ from: 'call', signal: 'SIGKILL', millis })),
  ];
}

/**
 * Moves one of two people to a fresh node that is killed meanwhile.
 *
 * @param {{sluice: object, room: string, people: object[], number: number, at: {from: string, signal: string, millis: number}}} trial
 * @returns {Promise<{outcome: 'stayed' | 'moved' | 'lost', why: string, events: object[], lost: number, longestMillis: number}>}
 */
export async function killedMove({ sluice, room, people, number, at }) {
  const target = await startNode({ name: `move-fails-killed-${number}`, coordinators: [sluice.coordinator.cluster] });
  await until('the target is known', async () => (await nodeIds(sluice)).includes(target.name));
  const capture = await startCapture('move-fails-killed');
  try {
    const check = at.from === 'check' ? await firstCheck(target) : { came: Promise.resolve() };
    await pause(700);
    const from = Date.now() / 1000;
    const [answer] = await Promise.all([
      admin(sluice, 'MoveParticipant', { room, identity: people[0].identity, node_id: target.name }),
      check.came.then(() => strike(target, at)),
    ]);
    await pause(2_500);
    const why = String(answer.body.msg ?? '');
    const outcome = outcomeOf(answer);
    const events = await toldSince(people, from);
    const facts = outcome === 'stayed' ? await factsOf(people) : [];
    const datagrams = await capture.stop();
    return { outcome, why, events, ...judged(datagrams, facts) };
  } finally {
    await capture.stop().catch(() => {});
    await target.stop('SIGKILL').catch(() => {});
  }
}

/** How a move ended, as its caller is told. */
export function outcomeOf({ status, body }) {
  if (status === 200) return 'moved';
  return /did not confirm|did not say how/.test(String(body.msg)) ? 'lost' : 'stayed';
}

export const nodeIds = async (sluice) => (await admin(sluice, 'ListNodes')).body.nodes.map(({ node_id: id }) => id);

export const factsOf = (people) => Promise.all(people.map(async (person) => ({ identity: person.identity, ports: await person.ports(), ssrcs: await person.ssrcs() })));

/** Every packet that either sent has to be at the other. */
function judged(datagrams, facts) {
  const streams = everyStream(datagrams, facts);
  const longest = streams.map(({ down: { packets } }) => Math.max(...packets.slice(1).map(({ time }, i) => time - packets[i].time)));
  return {
    lost: streams.reduce((sum, { lostUp, lostDown }) => sum + lostUp.length + lostDown.length, 0),
    missing: streams.filter(({ lostUp, lostDown }) => lostUp.length + lostDown.length).map(({ name, lostUp, lostDown }) => `${name}: up [${lostUp.slice(0, 8)}], down [${lostDown.slice(0, 8)}]`),
    longestMillis: Math.max(0, ...longest) * 1000,
  };
}

/** Ends the target at its instant; one that is only stopped is ended when it has been given up. */
async function strike(target, { signal, millis }) {
  const { pid } = target.process;
  await pause(millis);
  process.kill(pid, signal);
  if (signal === 'SIGSTOP') {
    await pause(HUNG_MILLIS);
    process.kill(pid, 'SIGKILL');
  }
}

/** Looks for checks at the node's ports; `came` resolves within a millisecond or two of the first, also when none comes for 4 s. */
export async function firstCheck({ facts }) {
  const ports = facts.media_addresses.map(({ port }) => `dst port ${port}`).join(' or ');
  const dump = spawn('tcpdump', ['-i', 'lo', '-n', '-l', '--immediate-mode', '-c', '1', `(${ports}) and ${CHECK}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  const seen = new Promise((resolve) => dump.stdout.once('data', resolve));
  await new Promise((resolve) => dump.stderr.on('data', (text) => String(text).includes('listening on') && resolve()).once('end', resolve));
  return { came: Promise.race([seen, pause(4_000)]).then(() => dump.kill('SIGKILL')) };
}
