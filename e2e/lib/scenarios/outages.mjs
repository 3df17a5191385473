/** Processes that die in the middle of a call: what clients do by themselves, and what is left behind. */

import { get } from 'node:http';
import { tokenFor } from '../rooms.mjs';
import { startCoordinator, startNode } from '../sluice.mjs';
import { pause, until } from '../wait.mjs';
import { validate } from './capacity.mjs';
import { av, event, happened, hearEachOther, must, remote, sees } from './cast.mjs';

/** A node is killed: callers are told to join anew, others get 503 with a reason, and all is well when a node appears. */
export async function nodeKilled({ cast, room, sluice, note, short }) {
  const [ada, bob] = await pair(cast, sluice.url, room);
  const cyd = await cast.enter('cyd');
  // First a node of another name appears; then that one is killed and comes back itself.
  for (let round = 0; round < (short ? 1 : 2); round++) {
    const since = Date.now();
    await sluice.nodes[0].process.stop('SIGKILL');
    for (const person of [ada, bob]) await event(person, 'Reconnecting', { since, timeout: 15_000 });
    note(`callers noticed after ${Date.now() - since} ms`);
    const seen = await cyd.judge('refusal', { url: sluice.url, token: await tokenFor(room, 'cyd') });
    must(`a newcomer sees ${JSON.stringify(seen)}`, seen?.name === 'ConnectionError');
    const [status, text] = await validate(sluice, await tokenFor(room, 'cyd'));
    must(`validate answers ${status} ${text}`, status === 503 && text.includes('node'));
    sluice.nodes[0] = await startNode({ name: 'scenarios-node-1', coordinators: [sluice.coordinator.cluster] });
    note(`${await back(since, ada, bob)} ms after the kill all is well`);
  }
}

/** The coordinator dies and starts again: media goes on, clients come back, and the node keeps nothing of the time before. */
export async function coordinatorRestarted({ cast, room, sluice, note }) {
  const [node] = sluice.nodes;
  const [ada, bob] = await pair(cast, sluice.url, room);
  const since = Date.now();
  await sluice.coordinator.process.stop('SIGKILL');
  await pause(1_500);
  await hearEachOther([ada, 440], [bob, 300]);
  sluice.coordinator = await startCoordinator({ name: 'scenarios-coordinator-1', ports: sluice.coordinator.ports });
  note(`${await back(since, ada, bob)} ms after the kill all is well`);
  const left = await until('the node keeps two sessions only', async () => {
    const { session_count: sessions } = await node.api.getNode();
    const rooms = await openRooms(node);
    if (sessions !== 2 || rooms.length !== 1) throw new Error(`${sessions} sessions in ${rooms.length} rooms`);
    return rooms;
  }, { timeout: 35_000 });
  note(`${Date.now() - since} ms after the kill the node has ${JSON.stringify(left.map((one) => one.session_ids))}`);
}

/**
 * Somebody comes to a coordinator that has just started and knows no node yet: it is held until the node is back, and told why when
 * there is none. The node is stopped for as long as it must not be there; its process lives.
 */
export async function earlyJoin({ cast, url, room, sluice, note }) {
  const [node] = sluice.nodes;
  const restart = async () => {
    process.kill(node.process.pid, 'SIGSTOP');
    await sluice.coordinator.process.stop('SIGKILL');
    sluice.coordinator = await startCoordinator({ name: 'scenarios-coordinator-2', ports: sluice.coordinator.ports });
  };
  try {
    await restart();
    const [status, text] = await validate(sluice, await tokenFor(room, 'ada'));
    must(`validate answers ${status} ${text}`, status === 503 && text.includes('no media node has registered'));
    const since = Date.now();
    const refused = await refusal(sluice, await tokenFor(room, 'ada'));
    const waited = Date.now() - since;
    must(`after ${waited} ms the answer is ${refused}`, refused.startsWith('503 no media node has registered') && waited >= 3_500 && waited < 6_000);
    await sluice.coordinator.process.stop('SIGKILL');
    await restart();
    const ada = await cast.enter('ada');
    const came = Date.now();
    const joined = ada.join(url, room);
    const early = await Promise.race([joined.then(() => 'joined', (error) => error.message), pause(1_000).then(() => 'held')]);
    must(`without a node a join is ${early}`, early === 'held');
    process.kill(node.process.pid, 'SIGCONT');
    await joined;
    note(`in ${Date.now() - came} ms after it came, with the node stopped for the first 1000`);
  } finally {
    process.kill(node.process.pid, 'SIGCONT');
  }
}

/** Status and text with which a request to join is refused, as the first line of HTTP says it. */
function refusal({ http }, token) {
  return new Promise((resolve, reject) => {
    const headers = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'c2x1aWNlIGlzIGhlcmUhIQ==' };
    const request = get(`${http}/rtc?access_token=${token}&protocol=16&sdk=js`, { headers });
    request.on('upgrade', (_, socket) => (socket.destroy(), resolve('upgraded')));
    request.on('response', async (response) => resolve(`${response.statusCode} ${(await response.toArray()).join('')}`));
    request.on('error', reject);
  });
}

async function pair(cast, url, room) {
  const people = [];
  for (const [identity, hertz] of [['ada', 440], ['bob', 300]]) {
    const person = await cast.enter(identity);
    await person.join(url, room);
    await person.publish(av(hertz));
    people.push(person);
  }
  const [ada, bob] = people;
  await hearEachOther([ada, 440], [bob, 300]);
  await sees(bob, 'ada');
  return people;
}

/** Both are connected again, hear and see each other, and each sees one other; milliseconds since then. */
async function back(since, ada, bob) {
  for (const person of [ada, bob]) {
    await event(person, 'Reconnected', { since, timeout: 45_000 });
    must(`${person.identity} gave up`, (await happened(person, 'Disconnected', since)).length === 0);
  }
  await hearEachOther([ada, 440], [bob, 300]);
  await sees(bob, 'ada');
  await sees(ada, 'bob');
  for (const [person, other] of [[ada, 'bob'], [bob, 'ada']]) {
    must(`${person.identity} sees ${(await person.facts()).remote.length} others`, (await person.facts()).remote.length === 1);
    must(`${other} has ${(await remote(person, other)).tracks.length} tracks`, (await remote(person, other)).tracks.length === 2);
  }
  return Date.now() - since;
}

/** What the node says is open on it: the first message of an events stream. */
function openRooms(node) {
  return new Promise((resolve, reject) => {
    const stream = node.api.watchEvents();
    stream.on('data', ({ event: first }) => {
      stream.cancel();
      resolve(first.hello.rooms);
    });
    stream.on('error', reject);
  });
}
