/** People of a call that are programs: LiveKit's SDK for Node, all in one process of its own; see kinds.mjs. */

import path from 'node:path';
import { lineProcess } from '../line-process.mjs';
import { ROOT } from '../processes.mjs';
import { tokenFor } from '../rooms.mjs';
import { pause } from '../wait.mjs';

const PEER = path.join(ROOT, 'e2e/peers/rtc-node.mjs');
const FIRST_HERTZ = 440;

/** @param {{name: string, url: string, seats: {identity: string, room: string, picture?: boolean}[]}} how */
export async function rtcNodePeople({ name, url, seats }) {
  const { ask, close } = lineProcess(name, process.execPath, [PEER]);
  const say = async (...words) => JSON.parse(await ask(...words));
  try {
    const people = [];
    for (const [i, { identity, room, picture = true }] of seats.entries()) {
      const hertz = FIRST_HERTZ + 110 * i;
      await say('join', identity, url, await tokenFor(room, identity), hertz, picture ? 'camera' : 'none');
      people.push(mover({ identity, hertz, say }));
    }
    return { people, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function mover({ identity, hertz, say }) {
  const facts = () => say('facts', identity);
  return {
    identity,
    hertz,
    ports: async () => (await facts()).pairs.map(({ local }) => Number(local.split(':').at(-1))),
    startData: () => say('count', identity),
    stopData: () => say('stop', identity),
    data: async () => (await facts()).data,
    events: async () => (await facts()).events,
    receives: async (other) => {
      const before = await facts();
      await pause(1_000);
      const after = await facts();
      const sound = after.sounds.find((one) => one.identity === other.identity);
      return sound?.snrDb > 15 && Math.abs(sound.hertz - other.hertz) < 10 && (after.frames[other.identity] ?? 0) > (before.frames[other.identity] ?? 0);
    },
  };
}
