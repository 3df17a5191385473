/** Rooms and nodes that are full: the next one is refused with a reason, and comes in when somebody has left. */

import { tokenFor } from '../rooms.mjs';
import { until } from '../wait.mjs';
import { hears, must, tone } from './cast.mjs';

export async function fullRoom({ cast, url, room, service }) {
  await service.createRoom({ name: room, maxParticipants: 2 });
  const ada = await cast.person('ada', { publish: tone(440) });
  const bob = await cast.person('bob');
  await hears(bob, 'ada', 440);
  const cyd = await cast.enter('cyd');
  const seen = await cyd.judge('refusal', { url, token: await tokenFor(room, 'cyd') });
  must(`the third sees ${JSON.stringify(seen)}`, seen?.name === 'ConnectionError' && seen.reason === 'LeaveRequest');
  const again = await cast.person('bob');
  await hears(again, 'ada', 440);
  await ada.leave();
  await until('the third comes in', async () => !(await cyd.judge('refusal', { url, token: await tokenFor(room, 'cyd') })));
}

/** Runs alone: the node is filled through its own API, as another controller's sessions would. */
export async function fullNode({ cast, url, room, sluice }) {
  const { api } = sluice.nodes[0];
  const join = async (identity) => cast.enter(identity).then(async (person) => (await person.join(url, room), person));
  const ada = await join('ada');
  await join('bob');
  const filler = { epoch: { counter: 1, owner: 'filler' }, room_id: 'filler' };
  await api.createRoom(filler);
  const { max_sessions: max, session_count: count } = await api.getNode();
  for (let i = count; i < max; i++) await api.createSession({ ...filler, session_id: `filler-${i}` });
  const cyd = await cast.enter('cyd');
  try {
    for (const where of [room, `${room}-other`]) {
      const seen = await cyd.judge('refusal', { url, token: await tokenFor(where, 'cyd') });
      must(`one too many sees ${JSON.stringify(seen)}`, seen?.name === 'ConnectionError');
      const [status, text] = await validate(sluice, await tokenFor(where, 'cyd'));
      must(`validate answers ${status} ${text}`, status === 503 && text.includes('full'));
    }
    await ada.leave();
    await until('the third comes in', async () => !(await cyd.judge('refusal', { url, token: await tokenFor(room, 'cyd') })));
  } finally {
    await api.closeRoom(filler);
  }
}

/** What a client asks when it could not come in: status and text. */
export async function validate({ http }, token) {
  const answer = await fetch(`${http}/rtc/validate?access_token=${token}`);
  return [answer.status, await answer.text()];
}
