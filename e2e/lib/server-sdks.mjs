/** LiveKit's server SDKs behind one interface, so that one scenario judges each. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import readline from 'node:readline';
import { RoomServiceClient } from 'livekit-server-sdk';
import { ROOT } from './processes.mjs';
import { KEY, SECRET } from './rooms.mjs';
import { java } from './sluice.mjs';

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
  const folder = `${ROOT}/e2e/peers/java`;
  const child = spawn(java(), ['-cp', `${folder}/target/dependency/*`, `${folder}/ServerSdk.java`, http, KEY, SECRET], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = readline.createInterface({ input: child.stdout });
  const ask = async (...words) => {
    const answer = once(lines, 'line');
    child.stdin.write(`${words.join(' ')}\n`);
    const [line] = await Promise.race([answer, once(child, 'exit').then(() => [`ERROR the Java SDK's process ended`])]);
    if (!line.startsWith('OK')) throw new Error(`Java SDK, ${words[0]}: ${line}`);
    return line.slice(3).split(' ').filter(Boolean);
  };
  return {
    name: 'java',
    create: async (name, metadata) => (await ask('create', name, metadata)).at(-1) === metadata,
    rooms: () => ask('rooms'),
    participants: (room) => ask('participants', room),
    participant: async (room, identity) => (await ask('participant', room, identity))[0],
    mute: async (room, identity, sid) => (await ask('mute', room, identity, sid))[0] === 'true',
    remove: (room, identity) => ask('remove', room, identity),
    delete: (room) => ask('delete', room),
    close: async () => {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
