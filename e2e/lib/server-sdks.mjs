/** LiveKit's server SDKs behind one interface, so that one scenario judges each. */

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { RoomServiceClient } from 'livekit-server-sdk';
import { OUT, ROOT } from './processes.mjs';
import { KEY, SECRET } from './rooms.mjs';
import { java } from './sluice.mjs';
import { until, within } from './wait.mjs';

const ANSWER_MILLIS = 30_000;
const PEERS = path.join(ROOT, 'e2e/peers');

/** The Node SDK. */
export function nodeSdk(http) {
  const client = new RoomServiceClient(http, KEY, SECRET);
  return {
    name: 'node',
    create: async (name, metadata) => (await client.createRoom({ name, metadata, emptyTimeout: 300, maxParticipants: 10 })).metadata === metadata,
    rooms: async () => (await client.listRooms()).map((room) => room.name),
    participants: async (room) => (await client.listParticipants(room)).map((person) => person.identity),
    participant: async (room, identity) => (await client.getParticipant(room, identity)).identity,
    mute: async (room, identity, sid) => (await client.mutePublishedTrack(room, identity, sid, true)).muted,
    remove: (room, identity) => client.removeParticipant(room, identity),
    delete: (room) => client.deleteRoom(room),
    close: async () => {},
  };
}

/** The Java SDK, in a process of its own. */
export function javaSdk(http) {
  const libraries = path.join(PEERS, 'java/target/dependency');
  return processSdk('java', java(), ['-cp', `${libraries}/*`, path.join(PEERS, 'java/ServerSdk.java'), http, KEY, SECRET], { needs: libraries });
}

/**
 * A server SDK in a process of its own that reads commands and answers each with one line, "OK …" or "ERROR …".
 * Whatever else it says is in e2e/.out/server-sdk-NAME.log, and in the message when it ends.
 */
function processSdk(name, command, args, { needs, env = {} }) {
  if (!fs.existsSync(needs)) throw new Error(`${path.relative(ROOT, needs)} is not there: e2e/prove.sh builds it`);
  fs.mkdirSync(OUT, { recursive: true });
  const log = path.join(OUT, `server-sdk-${name}.log`);
  const errors = fs.openSync(log, 'w');
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', errors], env: { ...process.env, ...env } });
  fs.closeSync(errors);
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(`did not start: ${error.message}`));
    child.once('close', (code, signal) => resolve(`ended with ${signal ?? code}`));
  });
  // A write to a process that has ended is reported by `ended`, not by the stream.
  child.stdin.on('error', () => {});
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const lastWords = (how) => `ERROR ${how}; ${fs.readFileSync(log, 'utf8').trimEnd().split('\n').slice(-8).join(' | ')}`;
  const ask = async (...words) => {
    child.stdin.write(`${words.join(' ')}\n`);
    const answer = lines.next().then(async ({ value, done }) => (done ? lastWords(await ended) : value));
    const line = await within(ANSWER_MILLIS, `server SDK ${name}, ${words[0]}`, answer);
    if (!line.startsWith('OK')) throw new Error(`${words[0]}: ${line}`);
    return line.slice(3).split(' ').filter(Boolean);
  };
  return {
    name,
    create: async (room, metadata) => (await ask('create', room, metadata)).at(-1) === metadata,
    rooms: () => ask('rooms'),
    participants: (room) => ask('participants', room),
    participant: async (room, identity) => (await ask('participant', room, identity))[0],
    mute: async (room, identity, sid) => (await ask('mute', room, identity, sid))[0].toLowerCase() === 'true',
    remove: (room, identity) => ask('remove', room, identity),
    delete: (room) => ask('delete', room),
    close: async () => {
      child.stdin.end();
      const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(late);
    },
  };
}

/**
 * What RoomService does must arrive at the clients: one scenario for every SDK.
 *
 * @param {ReturnType<typeof nodeSdk>} sdk
 * @param {object[]} people two room pages, the host and the guest
 */
export async function roomServiceScenario(sdk, [host, guest], url, how) {
  const room = `room-sdk-${sdk.name}`;
  const must = (what, holds) => {
    if (!holds) throw new Error(what);
  };
  must('create did not keep the metadata', await sdk.create(room, 'colour-blue'));
  must('the new room is not listed', (await sdk.rooms()).includes(room));
  for (const person of [host, guest]) await person.join(url, room, how);
  const [sid] = await guest.publish({ picture: 'none', hertz: 440 });
  await until('the host hears the guest', async () => (await host.snr('guest/microphone', 440))?.snrDb > 15);
  must('not both are listed', (await sdk.participants(room)).sort().join() === 'guest,host');
  must('get found another', (await sdk.participant(room, 'guest')) === 'guest');
  must('the track is not muted in the answer', await sdk.mute(room, 'guest', sid));
  await until('the host sees the mute', async () => (await host.events()).some((event) => event.name === 'TrackMuted'));
  await until('the guest is muted', async () => (await guest.facts()).local.tracks[0].muted);
  await sdk.remove(room, 'guest');
  await until('the guest is out', async () => (await guest.facts()).state === 'disconnected');
  await until('the host sees the guest go', async () => (await host.facts()).remote.length === 0);
  await sdk.delete(room);
  await until('the host is out', async () => (await host.facts()).state === 'disconnected');
  must('the deleted room is still listed', !(await sdk.rooms()).includes(room));
}
