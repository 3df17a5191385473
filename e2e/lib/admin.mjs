import { AccessToken } from 'livekit-server-sdk';
import { KEY, SECRET } from './rooms.mjs';

/** Calls the coordinator's own service, which can do what LiveKit's API has no words for: `MoveParticipant`, `CordonNode`, `ListNodes`. */
export async function admin(sluice, method, body = {}) {
  const token = new AccessToken(KEY, SECRET, { identity: 'operator' });
  token.addGrant({ roomAdmin: true, roomCreate: true, roomList: true, room: body.room });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await token.toJwt()}` };
  const response = await fetch(`${sluice.http}/twirp/sluice.Admin/${method}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}
