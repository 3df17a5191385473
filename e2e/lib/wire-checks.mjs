/** What clients rely on below their SDKs: statuses, texts, headers, frames, older protocol versions. */

import { randomBytes } from 'node:crypto';
import { LeaveRequest_Action as Action, DisconnectReason } from '@livekit/protocol';
import { tokenFor } from './rooms.mjs';
import { joinRequest, SignalClient } from './signal-client.mjs';
import { within } from './wait.mjs';

const ROOM = 'sdks-wire';
const TOO_BIG_BYTES = (2 << 20) + 1;

/** Runs all checks; each is named, and says what is wrong. */
export async function wireChecks(server) {
  const results = [];
  for (const [name, check] of Object.entries(CHECKS)) {
    let fault = null;
    try {
      await check(server);
    } catch (error) {
      fault = error.message;
    }
    results.push({ name, fault });
  }
  return results;
}

const same = (what, actual, wanted) => {
  if (JSON.stringify(actual) !== JSON.stringify(wanted)) throw new Error(`${what} is ${JSON.stringify(actual)}, wanted ${JSON.stringify(wanted)}`);
};
const like = (what, actual, pattern) => {
  if (!pattern.test(String(actual))) throw new Error(`${what} is ${JSON.stringify(actual)}, wanted ${pattern}`);
};

const sorted = (map) => Object.fromEntries(Object.entries(map).sort());

const get = async (url, headers = {}, method = 'GET') => {
  const response = await fetch(url, { headers, method });
  return { status: response.status, body: await response.text(), headers: response.headers };
};

let people = 0;
const bearer = async (how = {}) => ({ Authorization: `Bearer ${await tokenFor(ROOM, how.identity ?? `wire-${++people}`, how)}` });

/** Joins, lets `body` talk, and closes. */
async function connected({ url }, path, body, how) {
  const client = new SignalClient(`${url}${path}`, await bearer(how));
  try {
    const first = await client.frame();
    return await body(client, first);
  } finally {
    client.close();
  }
}

const twirp = async ({ http }, path, type, body, grants) => {
  const token = await tokenFor('', 'admin', { grants });
  const response = await fetch(`${http}${path}`, { method: 'POST', headers: { Authorization: `Bearer ${token}`, 'Content-Type': type }, body });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
};

const CHECKS = {
  'validate says success on both paths': async ({ http }) => {
    const answers = [await get(`${http}/rtc/validate`, await bearer()), await get(`${http}/rtc/v1/validate?join_request=${joinRequest()}`, await bearer())];
    for (const { status, body, headers } of answers) {
      same('status', status, 200);
      same('body', body, 'success');
      same('origin', headers.get('access-control-allow-origin'), '*');
    }
  },
  'validate takes the token from the query': async ({ http }) => {
    const token = (await bearer()).Authorization.slice(7);
    same('body', (await get(`${http}/rtc/validate?access_token=${token}&protocol=13&sdk=android`)).body, 'success');
  },
  'validate refuses with a status and a text': async ({ http }) => {
    const cases = [
      [{}, 401], [{ Authorization: 'Bearer rubbish' }, 401], [{ Authorization: 'Basic eDp5' }, 401],
      [await bearer({ grants: { roomJoin: false } }), 401], [await bearer({ grants: { room: '' } }), 400], [await bearer({ identity: 'x'.repeat(257) }), 400],
    ];
    for (const [headers, wanted] of cases) {
      const { status, body } = await get(`${http}/rtc/validate`, headers);
      same('status', status, wanted);
      like('body', body, /\w/);
    }
  },
  'v1 without join_request is a bad request': async ({ http }) => same('status', (await get(`${http}/rtc/v1/validate`, await bearer())).status, 400),
  'a join_request that cannot be read is a bad request': async ({ http }) => {
    for (const text of ['AAAA', '%25%25', joinRequest().slice(0, 9)]) same('status', (await get(`${http}/rtc/v1/validate?join_request=${text}`, await bearer())).status, 400);
  },
  'signal paths without an upgrade are not found': async ({ http }) => {
    for (const path of ['/rtc', `/rtc/v1?join_request=${joinRequest()}`]) same(path, (await get(http + path, await bearer())).status, 404);
  },
  'a refused upgrade carries the status': async ({ url }) => {
    const client = new SignalClient(`${url}/rtc`, { Authorization: 'Bearer rubbish' });
    same('status', await client.opened.then(() => 101, (error) => error.status), 401);
  },
  'preflight and errors carry CORS headers': async ({ http }) => {
    const origin = 'https://app.example';
    const ask = { Origin: origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization,content-type' };
    const preflight = await get(`${http}/twirp/livekit.RoomService/ListRooms`, ask, 'OPTIONS');
    like('preflight status', preflight.status, /^20[04]$/);
    same('origin', preflight.headers.get('access-control-allow-origin'), origin);
    like('headers', preflight.headers.get('access-control-allow-headers'), /authorization/i);
    const refused = await get(`${http}/twirp/livekit.RoomService/ListRooms`, { Origin: origin, Authorization: 'nonsense' }, 'POST');
    same('origin of an error', refused.headers.get('access-control-allow-origin'), origin);
  },
  'the front door answers GET and HEAD': async ({ http }) => {
    same('GET', (await get(http)).body, 'OK');
    same('HEAD', (await get(http, {}, 'HEAD')).status, 200);
  },
  'a doubled slash at the beginning is one': async (server) => {
    const { status } = await twirp(server, '//twirp/livekit.RoomService/ListRooms', 'application/json', '{}', { roomList: true });
    same('status', status, 200);
  },
  'JSON input takes both spellings and unknown members': async (server) => {
    for (const [i, body] of ['{"name":"NAME","empty_timeout":30,"new_thing":{"a":1}}', '{"name":"NAME","emptyTimeout":30}'].entries()) {
      const made = await twirp(server, '/twirp/livekit.RoomService/CreateRoom', 'application/json; charset=utf-8', body.replace('NAME', `sdks-json-${i}`), { roomCreate: true });
      same('empty_timeout', made.body.empty_timeout, 30);
      like('sid', made.body.sid, /^RM_\w{12}$/);
      same('64-bit numbers are texts', typeof made.body.creation_time, 'string');
    }
  },
  'server API errors are Twirp errors': async (server) => {
    const cases = [
      ['/twirp/livekit.RoomService/ListRooms', 'application/json', '{}', {}, 401, 'unauthenticated'],
      ['/twirp/livekit.RoomService/DeleteRoom', 'application/json', '{"room":"nowhere"}', { roomCreate: true }, 404, 'not_found'],
      ['/twirp/livekit.RoomService/ListRooms', 'application/json', '{', { roomList: true }, 400, 'malformed'],
      ['/twirp/livekit.RoomService/ListRooms', 'text/plain', '{}', { roomList: true }, 404, 'bad_route'],
      ['/twirp/livekit.RoomService/Nonsense', 'application/json', '{}', { roomList: true }, 404, 'bad_route'],
    ];
    for (const [path, type, body, grants, status, code] of cases) {
      const answer = await twirp(server, path, type, body, grants);
      same(`${path} ${code}`, [answer.status, answer.body.code, answer.type], [status, code, 'application/json']);
      like('msg', answer.body.msg, /\w/);
    }
  },
  'what is not built says unimplemented': async (server) => {
    for (const method of ['RoomService/MoveParticipant', 'Egress/ListEgress', 'Ingress/CreateIngress', 'SIP/ListSIPInboundTrunk', 'AgentDispatchService/ListDispatch']) {
      const answer = await twirp(server, `/twirp/livekit.${method}`, 'application/json', '{}', { roomAdmin: true, roomRecord: true });
      same(method, [answer.status, answer.body.code], [501, 'unimplemented']);
    }
  },
  'the first frame is the join': (server) => connected(server, '/rtc?protocol=17', async (_, { case: kind, value }) => {
    same('kind', kind, 'join');
    like('sids', `${value.room.sid} ${value.participant.sid}`, /^(RM_\w{12})? PA_\w{12}$/);
    like('version', value.serverInfo.version, /^\d+\.\d+\.\d+$/);
    same('ping', [value.pingInterval > 0, value.pingTimeout > value.pingInterval], [true, true]);
    same('creation time', Math.abs(Number(value.room.creationTimeMs) - Date.now()) < 60_000 * 5, true);
  }),
  'join requests: gzip or not, padded or not, on both paths': async (server) => {
    for (const path of ['/rtc/v1', '/rtc']) {
      for (const how of [{}, { gzip: true }, { padded: false }, { gzip: true, padded: false }]) {
        await connected(server, `${path}?join_request=${joinRequest({ participantAttributes: { seat: '7' } }, how)}`, async (_, { case: kind, value }) => {
          same(`${path} ${JSON.stringify(how)}`, [kind, value.participant.attributes, value.subscriberPrimary], ['join', { seat: '7' }, false]);
        });
      }
    }
  },
  'both pings are answered': (server) => connected(server, '/rtc?protocol=17', async (client) => {
    client.send('ping', BigInt(Date.now()));
    same('pong', Math.abs(Number((await client.next('pong')).value) - Date.now()) < 5_000, true);
    client.send('pingReq', { timestamp: 12345n, rtt: 1n });
    const { value } = await client.next('pongResp');
    same('pong_resp', [value.lastPingTimestamp === 12345n, Math.abs(Number(value.timestamp) - Date.now()) < 5_000], [true, true]);
  }),
  'who sends text is answered in text': (server) => connected(server, '/rtc?protocol=17', async (client, first) => {
    same('first frame is binary', first.isText, false);
    client.sendText('ping', 1n);
    same('pong as text', (await client.next('pong')).isText, true);
    client.sendRaw('{"pingReq":{"timestamp":"7"},"laterThing":true}');
    same('unknown member', (await client.next('pongResp')).value.lastPingTimestamp === 7n, true);
  }),
  'unknown messages and broken frames are passed over': (server) => connected(server, '/rtc?protocol=17', async (client) => {
    client.sendRaw(Buffer.from([0xc2, 0x3e, 0x02, 0x08, 0x01]));
    client.sendRaw(Buffer.from([0xff, 0xff, 0xff]));
    client.sendRaw('not json');
    client.send('ping', 1n);
    await client.next('pong');
  }),
  'a message over 2 MiB closes with 1009': (server) => connected(server, '/rtc?protocol=17', async (client) => {
    // Noise stays as long when it is compressed.
    client.sendRaw(randomBytes(TOO_BIG_BYTES));
    same('close code', await within(8_000, 'close', client.closed), 1009);
  }),
  'a large message below the limit is taken': (server) => connected(server, '/rtc?protocol=17', async (client) => {
    client.send('updateMetadata', { metadata: 'm'.repeat(1 << 20), name: '', requestId: 3 });
    const { value } = await client.next('requestResponse');
    same('reason', [value.requestId, value.reason], [3, 3]);
  }),
  'a resume of nobody is sent away to join anew': async (server) => {
    const resume = joinRequest({ reconnect: true, participantSid: 'PA_unknown12345' });
    for (const path of ['/rtc?protocol=17&reconnect=1&sid=PA_unknown12345', `/rtc/v1?join_request=${resume}`]) {
      await connected(server, path, async (client, { case: kind, value }) => {
        same(path, [kind, value.action, value.reason], ['leave', Action.RECONNECT, DisconnectReason.STATE_MISMATCH]);
        await within(8_000, 'close', client.closed);
      });
    }
  },
  'older protocol versions get what they know': async (server) => {
    for (const protocol of [2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 16]) {
      await connected(server, `/rtc?protocol=${protocol}&sdk=js&auto_subscribe=1`, async (client, { case: kind, value }) => {
        same(`protocol ${protocol}`, [kind, value.subscriberPrimary, value.serverVersion !== ''], ['join', protocol > 2, true]);
        like('offer', (await client.next('offer')).value.sdp, /m=application[\s\S]*a=setup:actpass/);
        client.send('ping', 1n);
        await client.next('pong');
      });
    }
  },
  'a publishing twin has an identity of its own': (server) => connected(server, '/rtc?protocol=13&publish=screen', async (_, { value }) => {
    same('identity', value.participant.identity, 'desk#screen');
    same('permission', [value.participant.permission.canSubscribe, value.participant.permission.canPublish], [false, true]);
  }, { identity: 'desk' }),
  'attributes in the address join those of the token': async (server) => {
    const text = Buffer.from(JSON.stringify({ seat: '7', row: 'b' })).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
    await connected(server, `/rtc?protocol=17&attributes=${encodeURIComponent(text)}`, async (_, { value }) => {
      same('attributes', sorted(value.participant.attributes), { floor: '2', row: 'b', seat: '7' });
    }, { attributes: { floor: '2', row: 'a' } });
  },
  'who says leave is let go': (server) => connected(server, '/rtc?protocol=17', async (client) => {
    client.send('leave', { reason: DisconnectReason.CLIENT_INITIATED });
    same('close code', await within(8_000, 'close', client.closed), 1000);
  }),
};
