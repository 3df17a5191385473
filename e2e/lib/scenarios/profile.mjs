/** Names, metadata and attributes of members and of the room. */

import { until } from '../wait.mjs';
import { event, happened, must, remote } from './cast.mjs';

/** A client changes its own name, metadata and attributes when its token allows that; others notice each. */
export async function ownProfile({ cast, room, service }) {
  const bob = await cast.person('bob', { claims: { grants: { canUpdateOwnMetadata: false } } });
  const ada = await cast.person('ada', { claims: { attributes: { a: '1', b: '2' } } });
  // Others hear of her once her media path is up: what she changed before would be no change to them.
  await until('bob sees ada', () => remote(bob, 'ada'));
  const me = (does, value) => ada.inRoom((of, _, method, given) => of.localParticipant[method](given), does, value);
  await me('setName', 'Ada Lovelace');
  await me('setMetadata', '{"seat":7}');
  await me('setAttributes', { a: '', c: '3' });
  const seen = await until('bob sees the attributes', async () => {
    const one = await remote(bob, 'ada');
    return one.attributes.c === '3' && one;
  });
  must(`bob sees ${JSON.stringify(seen)}`, seen.name === 'Ada Lovelace' && seen.metadata === '{"seat":7}' && seen.attributes.b === '2' && !seen.attributes.a);
  for (const name of ['ParticipantNameChanged', 'ParticipantMetadataChanged', 'ParticipantAttributesChanged']) await event(bob, name);
  const own = (await ada.facts()).local;
  must(`ada sees herself as ${JSON.stringify(own)}`, own.name === 'Ada Lovelace' && own.attributes.c === '3');
  for (const [method, value] of [['setName', 'Robert'], ['setMetadata', 'x'], ['setAttributes', { z: '1' }]]) {
    const refused = await bob.inRoom((of, _, does, given) => of.localParticipant[does](given).then(() => '', (error) => `${error.name} ${error.reasonName ?? error.message}`), method, value);
    must(`${method} without the grant: ${refused || 'went through'}`, refused);
  }
  must('bob changed all the same', (await remote(ada, 'bob')).name === 'bob');
  const large = await ada.inRoom((of) => of.localParticipant.setAttributes({ big: 'x'.repeat(70_000) }).then(() => '', (error) => String(error)));
  must('attributes beyond the limit went through', large);
  await byServer({ ada, bob, room, service });
}

async function byServer({ ada, bob, room, service }) {
  await service.updateParticipant(room, 'bob', { name: 'Bob B.', metadata: 'm', attributes: { z: '9' } });
  await until('ada sees what the server set', async () => {
    const one = await remote(ada, 'bob');
    return one.name === 'Bob B.' && one.metadata === 'm' && one.attributes.z === '9';
  });
  await until('bob sees what the server set', async () => (await bob.facts()).local.attributes.z === '9');
  await service.updateRoomMetadata(room, 'today: tea');
  for (const person of [ada, bob]) {
    await event(person, 'RoomMetadataChanged');
    must('the room has other metadata', (await person.facts()).metadata === 'today: tea');
  }
  must('ada lost her own name', (await ada.facts()).local.name === 'Ada Lovelace');
  must('somebody was put out', (await happened(ada, 'Disconnected')).length + (await happened(bob, 'Disconnected')).length === 0);
}
