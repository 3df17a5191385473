/** Moves whose target stands still in the middle for longer than the source waits, and then goes on, as one on a crowded machine does. */

import { admin } from '../admin.mjs';
import { startCapture } from '../capture.mjs';
import { seeded } from '../impair.mjs';
import { pause } from '../wait.mjs';
import { toldSince } from './events.mjs';
import { allPorts } from './judge.mjs';
import { factsOf, firstCheck, outcomeOf } from './killed.mjs';
import { everyStream } from './pairs.mjs';

/** Longer than a source waits for a target that has its final capsule (2 s), and shorter than what ends a client's path (2.5 s), milliseconds. */
const STALL_MILLIS = 2_250;

/** From the client's first check of the target, milliseconds: the source freezes the session one or two later, and the target takes it over within some ten. */
export function stallInstants(seed, count) {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, i) => ((i + random()) / count) * 5);
}

/**
 * Moves a person to a node that others of the room are on, so that media and messages go between the nodes meanwhile. Everybody has to hear everything: what was
 * sent to and by a session that stood still and stayed, too.
 *
 * @param {{sluice: object, room: string, people: object[], target: object, millis: number, note: (text: string) => void}} trial
 * @returns {Promise<{outcome: string, why: string, lost: number, dataLost: number, events: object[]}>}
 */
export async function stalledMove({ sluice, room, people, target, millis, note }) {
  const [mover] = people;
  const capture = await startCapture('move-fails-stalled');
  try {
    for (const person of people) await person.startData();
    const before = await factsOf(people);
    const check = await firstCheck(target);
    await pause(700);
    const from = Date.now() / 1000;
    const [answer] = await Promise.all([
      admin(sluice, 'MoveParticipant', { room, identity: mover.identity, node_id: target.name }),
      check.came.then(() => standStill(target, millis)),
    ]);
    await pause(2_000);
    const dataLost = await lostMessages(people, note);
    // Also the ports of before: of a connection that has not come back yet the page names none.
    const facts = (await factsOf(people)).map((fact, i) => ({ ...fact, ports: [...before[i].ports, ...fact.ports] }));
    const datagrams = await capture.stop();
    const isNode = (port) => sluice.nodes.some((node) => node.ownsPort(port));
    const streams = everyStream(datagrams, facts.map((fact) => ({ ...fact, ports: allPorts(datagrams, fact.ports, isNode) })));
    for (const { name, lostUp, lostDown } of streams) if (lostUp.length + lostDown.length) note(`${name}: lost up [${lostUp.slice(0, 12)}], down [${lostDown.slice(0, 12)}]`);
    return {
      outcome: outcomeOf(answer),
      why: String(answer.body.msg ?? ''),
      streams: streams.length,
      lost: streams.reduce((sum, { lostUp, lostDown }) => sum + lostUp.length + lostDown.length, 0),
      dataLost,
      events: await toldSince(people, from),
    };
  } finally {
    await capture.stop().catch(() => {});
  }
}

async function standStill({ process: { pid } }, millis) {
  await pause(millis);
  process.kill(pid, 'SIGSTOP');
  await pause(STALL_MILLIS);
  process.kill(pid, 'SIGCONT');
}

/** Messages that somebody has not heard, or has heard twice. */
async function lostMessages(people, note) {
  const sent = [];
  for (const person of people) sent.push(await person.stopData());
  await pause(1_500);
  const heard = await Promise.all(people.map(async (person) => (await person.data()).heard));
  const total = sent.reduce((sum, count) => sum + count, 0);
  const lost = heard.reduce((sum, count, i) => sum + Math.abs(total - sent[i] - count), 0);
  if (lost > 0) note(`data: ${sent} sent, ${heard} heard`);
  return lost;
}
