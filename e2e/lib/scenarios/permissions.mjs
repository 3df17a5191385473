/** What a token allows, and what a client is told when it does not. */

import { createHmac } from 'node:crypto';
import { AccessToken, TrackSource } from 'livekit-server-sdk';
import { KEY, SECRET, tokenFor } from '../rooms.mjs';
import { pause, until } from '../wait.mjs';
import { av, happened, hears, must, remote, tone } from './cast.mjs';

/** Who may not come in: HTTP status of the check and the client's error, for each fault of a token. */
export async function refusedTokens({ cast, url, room, sluice }) {
  await otherRoom({ room, http: sluice.http });
  const now = Math.floor(Date.now() / 1000);
  const cases = [
    ['no roomJoin', await tokenFor(room, 'x', { grants: { roomJoin: false } }), 401],
    ['no room', await tokenFor('', 'x'), 400],
    ['no identity', jwt({ iss: KEY, exp: now + 600, video: { roomJoin: true, room } }), 400],
    ['name too long', await tokenFor(room, 'x'.repeat(300)), 400],
    ['wrong secret', await signed(KEY, 'another-secret', room), 401],
    ['unknown key', await signed('nobody', SECRET, room), 401],
    ['expired', jwt({ iss: KEY, sub: 'x', exp: now - 600, nbf: now - 1200, video: { roomJoin: true, room } }), 401],
    ['not yet valid', jwt({ iss: KEY, sub: 'x', exp: now + 1200, nbf: now + 600, video: { roomJoin: true, room } }), 401],
    ['no token', '', 401],
    ['no JWT', 'abc', 401],
    ['no grants', jwt({ iss: KEY, sub: 'x', exp: now + 600 }), 401],
  ];
  const page = await cast.enter('x');
  for (const [what, token, status] of cases) {
    const answer = await fetch(`${url.replace(/^ws/, 'http')}/rtc/validate?access_token=${token}`);
    const text = await answer.text();
    must(`${what}: status ${answer.status} ${text}`, answer.status === status && text.length > 5);
    if (status !== 401 || !token) continue;
    const seen = await page.judge('refusal', { url, token });
    must(`${what}: the client sees ${JSON.stringify(seen)}`, seen?.name === 'ConnectionError' && seen.reason === 'NotAllowed' && seen.status === 401);
  }
}

/** A token that administers one room does nothing in another. */
async function otherRoom({ room, http }) {
  const token = new AccessToken(KEY, SECRET);
  token.addGrant({ roomAdmin: true, room: `${room}-mine` });
  const headers = { authorization: `Bearer ${await token.toJwt()}`, 'content-type': 'application/json' };
  for (const [method, body] of [['ListParticipants', { room }], ['RemoveParticipant', { room, identity: 'x' }], ['DeleteRoom', { room }], ['ListRooms', {}]]) {
    const answer = await fetch(`${http}/twirp/livekit.RoomService/${method}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    must(`${method}: status ${answer.status} ${text}`, [401, 403].includes(answer.status) && ['unauthenticated', 'permission_denied'].includes(JSON.parse(text).code));
  }
}

const signed = (key, secret, room) => {
  const token = new AccessToken(key, secret, { identity: 'x' });
  token.addGrant({ roomJoin: true, room });
  return token.toJwt();
};

/** Any claims at all, signed with the right secret. */
function jwt(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}

/** canPublish, canPublishSources, canSubscribe, hidden: what a member may not do does not happen, and the rest does. */
export async function grants({ cast }) {
  const bob = await cast.person('bob', { publish: av(300) });
  const mute = await cast.person('mute', { claims: { grants: { canPublish: false } } });
  await hears(mute, 'bob', 300);
  must('somebody without canPublish published', await publishFails(mute, 'microphone'));
  const voice = await cast.person('voice', { claims: { grants: { canPublishSources: [TrackSource.MICROPHONE] } } });
  must('a camera came through canPublishSources=[microphone]', await publishFails(voice, 'camera'));
  await voice.publish(tone(500));
  await hears(bob, 'voice', 500);
  const deaf = await cast.person('deaf', { claims: { grants: { canSubscribe: false } }, publish: tone(700) });
  await hears(bob, 'deaf', 700);
  await until('deaf sees the tracks', async () => (await remote(deaf, 'bob'))?.tracks.length === 2);
  const ghost = await cast.person('ghost', { claims: { grants: { hidden: true, canPublish: false } } });
  await hears(ghost, 'bob', 300);
  await pause(500);
  must('deaf got a track', (await happened(deaf, 'TrackSubscribed')).length === 0);
  const seen = (await bob.facts()).remote.map((one) => one.identity).sort().join();
  must(`bob sees ${seen}`, seen === 'deaf,mute,voice');
  must('bob heard of the hidden one', !(await happened(bob, 'ParticipantConnected')).some((one) => one.args[0] === 'ghost'));
  await ghost.leave();
  await pause(500);
  must('bob heard the hidden one leave', (await happened(bob, 'ParticipantDisconnected')).length === 0);
}

/** True when publishing rejects, within the time a client waits. */
const publishFails = (person, source) =>
  person.inRoom(async (room, { patternTrack, toneTrack }, what) => {
    const track = what === 'camera' ? patternTrack(160, 90, 5) : await toneTrack(333);
    try {
      await room.localParticipant.publishTrack(track, { source: what });
      return false;
    } catch {
      return true;
    }
  }, source);

/** The server changes what a member may do while it is there: tracks end, tracks come. */
export async function changedPermissions({ cast, room, service }) {
  const bob = await cast.person('bob', { publish: tone(300) });
  const ada = await cast.person('ada', { publish: av(440), claims: { grants: { canSubscribe: false } } });
  await hears(bob, 'ada', 440);
  const change = (permission) => service.updateParticipant(room, 'ada', { permission: { canPublish: true, canSubscribe: true, canPublishData: true, ...permission } });
  await change({});
  await hears(ada, 'bob', 300);
  await change({ canPublish: false });
  await until('bob sees ada without tracks', async () => (await remote(bob, 'ada')).tracks.length === 0);
  await until('ada knows', async () => (await happened(ada, 'LocalTrackUnpublished')).length === 2);
  await change({});
  // The server has answered the API; ada's page hears of it on its own connection, on a busy machine later.
  await until('ada may publish', () => ada.inRoom((room) => room.localParticipant.permissions.canPublish));
  await ada.publish(tone(550));
  await hears(bob, 'ada', 550);
  await service.updateSubscriptions(room, 'bob', [(await remote(bob, 'ada')).tracks[0].sid], false);
  await until('bob is unsubscribed', async () => !(await remote(bob, 'ada')).tracks[0].subscribed);
  await hears(ada, 'bob', 300);
}

/** Who may receive, decided by the publisher. */
export async function publisherDecides({ cast }) {
  const ada = await cast.person('ada', { publish: tone(440) });
  const bob = await cast.person('bob');
  const cyd = await cast.person('cyd');
  await hears(bob, 'ada', 440);
  await hears(cyd, 'ada', 440);
  await ada.inRoom((room) => room.localParticipant.setTrackSubscriptionPermissions(false, [{ participantIdentity: 'cyd', allowAll: true }]));
  await until('bob may no longer hear', async () => !(await remote(bob, 'ada')).tracks[0].subscribed);
  await hears(cyd, 'ada', 440);
  await ada.inRoom((room) => room.localParticipant.setTrackSubscriptionPermissions(true, []));
  await hears(bob, 'ada', 440);
}
