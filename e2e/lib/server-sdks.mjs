/** LiveKit's server SDKs behind one interface, so that one scenario judges each. */

import path from 'node:path';
import { RoomServiceClient } from 'livekit-server-sdk';
import { lineProcess } from './line-process.mjs';
import { ROOT } from './processes.mjs';
import { KEY, SECRET } from './rooms.mjs';
import { java } from './sluice.mjs';
import { until } from './wait.mjs';

const PEERS = path.join(ROOT, 'e2e/peers');

/** The programs that e2e/prove.sh prepares. */
export const GO_PEERS = path.join(PEERS, 'go/target/peers');
export const PYTHON = path.join(ROOT, 'e2e/.venv/bin/python');
export const PYTHON_PEER = path.join(PEERS, 'livekit_sdk.py');

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
  return processSdk('java', java(), ['-cp', `${libraries}/*`, path.join(PEERS, 'java/ServerSdk.java'), http, KEY, SECRET], libraries);
}

/** The Go SDK, in a process of its own. */
export const goSdk = (http) => withUpdates(processSdk('go', GO_PEERS, ['server', http, KEY, SECRET], GO_PEERS));

/** The Python SDK, in a process of its own. */
export const pythonSdk = (http) => withUpdates(processSdk('python', PYTHON, [PYTHON_PEER, 'server', http, KEY, SECRET], PYTHON));

function processSdk(name, command, args, needs) {
  const { ask, close } = lineProcess(`server-sdk-${name}`, command, args, { needs });
  const words = async (...command) => (await ask(...command)).split(' ').filter(Boolean);
  return {
    name,
    words,
    create: async (room, metadata) => (await words('create', room, metadata)).at(-1) === metadata,
    rooms: () => words('rooms'),
    participants: (room) => words('participants', room),
    participant: async (room, identity) => (await words('participant', room, identity))[0],
    mute: async (room, identity, sid) => (await words('mute', room, identity, sid))[0].toLowerCase() === 'true',
    remove: (room, identity) => words('remove', room, identity),
    delete: (room) => words('delete', room),
    close,
  };
}

const withUpdates = (sdk) => ({
  ...sdk,
  update: async (room, identity, metadata) => (await sdk.words('update', room, identity, metadata))[0] === metadata,
  roomMetadata: async (room, metadata) => (await sdk.words('metadata', room, metadata))[0] === metadata,
});

/**
 * What RoomService does must arrive at the clients: one scenario for every SDK.
 *
 * @param {ReturnType<typeof nodeSdk>} sdk `update` and `roomMetadata` are tried where it has them
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
  if (sdk.update) await updates(sdk, room, host, must);
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

async function updates(sdk, room, host, must) {
  must('the answer lacks the new metadata', await sdk.update(room, 'guest', 'mood-good'));
  await until('the host sees metadata and attribute', async () => {
    const [guest] = (await host.facts()).remote;
    return guest?.metadata === 'mood-good' && guest.attributes.by === 'mood-good';
  });
  must('the answer lacks the room’s new metadata', await sdk.roomMetadata(room, 'colour-red'));
  await until('the host sees the room’s metadata', async () => (await host.events()).some((event) => event.name === 'RoomMetadataChanged'));
}
