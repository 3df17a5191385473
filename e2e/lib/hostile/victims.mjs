/** Those whom nothing may happen to: people in browsers, and the load generator's, who verify every packet. */

import { launchChromium } from '../browser.mjs';
import { dtlsHandshakes } from '../capture.mjs';
import { toldSince } from '../movers/events.mjs';
import { allPorts } from '../movers/judge.mjs';
import { pagePeople } from '../movers/pages.mjs';
import { everyStream } from '../movers/pairs.mjs';
import { start, tail } from '../processes.mjs';
import { java } from '../sluice.mjs';
import { pause, until, within } from '../wait.mjs';

export const ROOM = 'victims';
const SEATS = [
  { identity: 'ada', room: ROOM },
  { identity: 'bob', room: ROOM, options: { singlePeerConnection: false } },
];

/** Two people in a call, by one and by two peer connections, who also send each other numbered messages. */
export async function callers(url) {
  const { people, close } = await pagePeople({ launch: launchChromium, url, seats: SEATS, size: { width: 320, height: 180 } });
  await until('they receive each other', async () => (await Promise.all(people.map((one) => one.receivesAll(people)))).every(Boolean), { timeout: 40_000 });
  const known = await Promise.all(people.map(async (person) => ({ identity: person.identity, ports: await person.ports(), ssrcs: await person.ssrcs() })));
  for (const person of people) await person.inRoom(countData);
  const from = Date.now() / 1000;
  return { people, known, from, close, stop: () => stopCallers({ people, known, from }) };
}

/** A numbered reliable message every 50 ms; keeps those of the other, by who sent them. */
function countData(room) {
  window.judged = { sent: 0, heard: [] };
  room.on('dataReceived', (payload, participant) => {
    if (participant) window.judged.heard.push(new TextDecoder().decode(payload));
  });
  window.judged.timer = setInterval(() => room.localParticipant.publishData(new TextEncoder().encode(String(window.judged.sent++)), { reliable: true }), 50);
}

/** What they were told, messages that they did not get exactly once, who of them no longer hears the other. */
async function stopCallers({ people, known, from }) {
  const events = await toldSince(people, from);
  const sent = [];
  for (const person of people) sent.push(await person.stopData());
  await pause(2_000);
  const heard = await Promise.all(people.map((person) => person.data()));
  const lost = heard.map(({ heard: all, different }, i) => Math.abs(sent[1 - i] - different) + (all - different));
  const deaf = [];
  for (const person of people) if (!(await person.receivesAll(people))) deaf.push(person.identity);
  for (const [i, person] of people.entries()) known[i].ports.push(...(await person.ports()));
  return { events, lost, deaf };
}

/** How many sessions of the callers were harmed, with what happened to them. */
export function judgeCallers({ datagrams, callers: { known, from }, nodes, told: { events, lost, deaf }, note }) {
  const isNode = (port) => nodes.some((node) => node.ownsPort(port));
  const whole = known.map((person) => ({ ...person, ports: allPorts(datagrams, person.ports, isNode) }));
  const streams = everyStream(datagrams, whole);
  const bad = streams.filter(({ lostUp, lostDown }) => lostUp.length || lostDown.length);
  for (const { name, lostUp, lostDown } of bad) note(`${name}: lost up [${lostUp.slice(0, 12)}], lost down [${lostDown.slice(0, 12)}]`);
  for (const event of events.slice(0, 12)) note(`client event ${JSON.stringify(event)}`);
  // A flight of the node's may be repeated: somebody sent the end of the client's once more.
  const again = whole.filter(({ ports }) => dtlsHandshakes(datagrams, (d) => d.time > from + 2 && ports.includes(d.fromPort)).clientHellos.length);
  const harmed = known.filter(({ identity }, i) => {
    const reasons = [
      bad.some(({ name }) => name.endsWith(` at ${identity}`)) && 'media',
      events.some(({ who }) => who === identity) && 'events',
      lost[i] > 0 && `${lost[i]} messages`,
      deaf.includes(identity) && 'silence',
      again.some((person) => person.identity === identity) && 'a handshake',
    ].filter(Boolean);
    if (reasons.length) note(`${identity} was harmed: ${reasons}`);
    return reasons.length > 0;
  });
  return { harmed: harmed.length, streams: streams.length };
}

/** Rooms of the load generator for `seconds`, and guests who come while it goes on. */
export function crowd({ name, jar, url, rooms, people, joins, seconds }) {
  const options = { url, key: 'devkey', secret: 'secret', 'server-pids': String(process.pid), rooms, people, publishers: people, burst: 3, 'per-second': 10, size: 300, audio: 20, joins, warmup: 1, windows: 1, seconds };
  const words = Object.entries(options).flatMap(([key, value]) => [`--${key}`, String(value)]);
  const load = start(`hostile-${name}`, java(), ['-XX:+UseSerialGC', '-Xmx256m', '--sun-misc-unsafe-memory-access=allow', '-jar', jar, ...words]);
  return { alive: load.alive, ended: () => judgeCrowd(load, rooms * people) };
}

async function judgeCrowd(load, count) {
  const code = await within(600_000, 'the load generator', load.exited);
  const line = load.text().split('\n').find((text) => text.startsWith('{"warmup"'));
  // A run that breaks off says why: somebody lost the connection or could not join.
  if (code !== 0 || !line) return { harmed: count, sessions: count, why: tail(load, 3), joins: 0, verified: 0 };
  const { harmed, windows, joins_ms: joins, warmup } = JSON.parse(line);
  return { harmed, sessions: count, why: '', joins: joins.length, slowest: Math.max(...joins), verified: warmup.delivered + windows[0].delivered };
}
