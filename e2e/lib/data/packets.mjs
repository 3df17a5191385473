/** Data packets in a room of livekit-client pages: who gets what, under whose name, and what survives. */

import { DataPacket, DataPacket_Kind, UserPacket } from '@livekit/protocol';
import { openRoomPage, tokenFor } from '../rooms.mjs';
import { event, must } from '../scenarios/cast.mjs';
import { pause, until } from '../wait.mjs';

/** Notes everything this person gets. */
export async function listening(person) {
  await person.inRoom((room) => {
    const got = (room.gotData = []);
    room.on('dataReceived', (payload, participant, kind, topic, encryption, identity) => {
      // Earlier SDKs have no sixth argument.
      got.push({ text: new TextDecoder().decode(payload.slice(0, 200)), size: payload.byteLength, sum: payload.reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7), from: participant?.identity ?? null, kind, topic: topic ?? null, identity: identity ?? null });
    });
  });
  return person;
}

export const got = (person) => person.inRoom((room) => room.gotData);

/** Sends text as user data. */
export const say = (person, text, options = {}) =>
  person.inRoom((room, kit, body, how) => room.localParticipant.publishData(new TextEncoder().encode(body), how), text, { reliable: true, ...options });

/** This person got this text; if not, the error tells the last that came, and from whom. */
export const hasHeard = (person, text, where = () => true, timeout = 10_000) =>
  until(`${person.identity} gets “${text}”`, async () => {
    const all = await got(person);
    const found = all.find((one) => one.text === text && where(one));
    if (!found) throw new Error(`${all.length} came; the last: ${all.slice(-3).map((one) => `“${one.text.slice(0, 40)}” from ${one.from} topic ${one.topic}`).join(', ')}`);
    return found;
  }, { timeout, every: 100 });

/** Somebody who listens, in the room. */
const listener = async (cast, identity, how) => listening(await cast.person(identity, how));
const pair = async (cast, how) => [await listener(cast, 'ada', how), await listener(cast, 'bob', how)];

/** The largest packet that livekit-client sends, 64,000 bytes with its envelope, arrives whole; reliable and lossy. */
export async function largest({ cast, note }) {
  const [ada, bob] = await pair(cast);
  const size = await ada.inRoom(async (room) => {
    const content = (length) => new Uint8Array(length).map((_, i) => i * 13);
    for (let length = 64_000; length > 63_000; length--) {
      try {
        await room.localParticipant.publishData(content(length), { reliable: true });
        return length;
      } catch (error) {
        if (!/larger than 64000/.test(error.message)) throw error;
      }
    }
    return 0;
  });
  must(`livekit-client sent ${size} bytes at most`, size > 63_900);
  const sum = Array.from({ length: size }, (_, i) => (i * 13) & 255).reduce((total, byte) => (total * 31 + byte) >>> 0, 7);
  await until('the large message arrives', async () => (await got(bob)).find((one) => one.size === size && one.sum === sum && one.from === 'ada'));
  await ada.inRoom((room) => room.localParticipant.publishData(new Uint8Array(15_000).fill(9), { reliable: false }));
  await until('the lossy one arrives', async () => (await got(bob)).find((one) => one.size === 15_000 && one.kind === 1));
  note(`livekit-client: ${size} bytes of payload in a packet of 64000`);
}

/** 65,536 bytes on a channel of the application's own: others get it as user data. */
export async function rawInRoom({ cast }) {
  const [ada, bob] = await pair(cast);
  await say(ada, 'the channels are up');
  await hasHeard(bob, 'the channels are up');
  await ada.page.evaluate(() => new Promise((done, fail) => {
    const pc = window.__peers.find((one) => one.sctp && one.connectionState === 'connected');
    const channel = pc.createDataChannel('my-own');
    channel.onerror = ({ error }) => fail(error);
    channel.onopen = () => (channel.send(new Uint8Array(65_536).fill(5)), done());
  }));
  await until('the raw message arrives', async () => (await got(bob)).find((one) => one.size === 65_536 && one.from === 'ada'));
}

/** destinationIdentities: only who is named; never the sender. */
export async function targeted({ cast }) {
  const [ada, bob] = await pair(cast);
  const cyd = await listener(cast, 'cyd');
  await say(ada, 'for bob', { destinationIdentities: ['bob'] });
  await say(ada, 'for cyd and ada', { destinationIdentities: ['cyd', 'ada'] });
  await say(ada, 'for nobody', { destinationIdentities: ['zoe'] });
  await say(ada, 'for all');
  await say(ada, 'lossy for bob', { destinationIdentities: ['bob'], reliable: false });
  for (const person of [bob, cyd]) await hasHeard(person, 'for all', (one) => one.from === 'ada');
  await hasHeard(bob, 'lossy for bob');
  const heard = async (person) => (await got(person)).map(({ text }) => text).sort().join('; ');
  await pause(300);
  must(`bob got ${await heard(bob)}`, (await heard(bob)) === 'for all; for bob; lossy for bob');
  must(`cyd got ${await heard(cyd)}`, (await heard(cyd)) === 'for all; for cyd and ada');
  must(`ada got ${await heard(ada)}`, (await heard(ada)) === '');
}

/** The topic arrives, and messages in the order in which they were sent. */
export async function topics({ cast }) {
  const [ada, bob] = await pair(cast);
  await say(ada, 'with topic', { topic: 'lights' });
  await say(ada, 'without');
  for (let i = 0; i < 50; i++) await say(ada, `#${i}`, { topic: 'count' });
  await hasHeard(bob, 'with topic', ({ topic, kind }) => topic === 'lights' && kind === 0);
  await hasHeard(bob, 'without', ({ topic }) => topic === null);
  await hasHeard(bob, '#49');
  const order = (await got(bob)).filter(({ topic }) => topic === 'count').map(({ text }) => text).join();
  must(`the order is ${order}`, order === Array.from({ length: 50 }, (_, i) => `#${i}`).join());
}

/** A packet in another's name arrives in the sender's, and what is no packet goes nowhere. */
export async function forged({ cast }) {
  const [ada, bob] = await pair(cast);
  const cyd = await listener(cast, 'cyd');
  await say(cyd, 'up');
  await hasHeard(bob, 'up');
  const text = (words) => new TextEncoder().encode(words);
  const user = (words) => ({ case: 'user', value: new UserPacket({ payload: text(words), participantIdentity: 'ada', participantSid: 'PA_forged' }) });
  const packets = [
    new DataPacket({ kind: DataPacket_Kind.LOSSY, participantIdentity: 'ada', participantSid: 'PA_forged', value: user('forged') }).toBinary(),
    text('no packet at all'),
    new Uint8Array([0x12, 0x7f, 1]),
    new DataPacket({ value: user('after it') }).toBinary(),
  ];
  await cyd.inRoom((room, kit, all) => {
    const send = room.engine.dataChannelForKind ? room.engine.dataChannelForKind(0) : room.engine.reliableDC;
    for (const bytes of all) send.send(new Uint8Array(bytes));
  }, packets.map((bytes) => [...bytes]));
  const forgery = await hasHeard(bob, 'forged');
  must(`the forgery came from ${JSON.stringify(forgery)}`, forgery.from === 'cyd' && forgery.identity === 'cyd' && forgery.kind === 0);
  await hasHeard(ada, 'after it', ({ from }) => from === 'cyd');
  must('what is no packet arrived', (await got(bob)).every(({ text: words }) => ['up', 'forged', 'after it'].includes(words)));
}

/** RoomService's SendData: to all, to one by identity and by sid, with a topic, reliable and lossy, not twice for one nonce. */
export async function serverSends({ cast, service, room, sluice }) {
  const [ada, bob] = await pair(cast);
  const { local } = await bob.facts();
  const data = (text) => new TextEncoder().encode(text);
  await service.sendData(room, data('to all'), DataPacket_Kind.RELIABLE, { topic: 'news' });
  for (const person of [ada, bob]) await hasHeard(person, 'to all', ({ from, topic, kind }) => from === null && topic === 'news' && kind === 0);
  await service.sendData(room, data('lossy to all'), DataPacket_Kind.LOSSY, {});
  await service.sendData(room, data('to bob'), DataPacket_Kind.RELIABLE, { destinationIdentities: ['bob'] });
  await service.sendData(room, data('to bob’s sid'), DataPacket_Kind.RELIABLE, { destinationSids: [local.sid] });
  for (const person of [ada, bob]) {
    await hasHeard(person, 'lossy to all', ({ kind }) => kind === 1);
  }
  await hasHeard(bob, 'to bob');
  await hasHeard(bob, 'to bob’s sid');
  await nonces({ sluice, room });
  await hasHeard(ada, 'once');
  await pause(500);
  must('ada got what was for bob', !(await got(ada)).some(({ text }) => text.startsWith('to bob')));
  must('one nonce came twice', (await got(ada)).filter(({ text }) => text === 'once').length === 1);
  const missing = await service.sendData(`${room}-missing`, data('x'), DataPacket_Kind.RELIABLE, {}).catch((error) => error);
  must(`a room that is not there: ${missing?.code}`, missing?.code === 'not_found');
}

/** The same nonce twice, and one of a wrong length, as JSON. */
async function nonces({ sluice, room }) {
  const token = await tokenFor(room, 'server', { grants: { roomAdmin: true } });
  const post = (body) => fetch(`${sluice.http}/twirp/livekit.RoomService/SendData`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ room, ...body }) });
  const once = { data: Buffer.from('once').toString('base64'), nonce: Buffer.alloc(16, 3).toString('base64') };
  for (let i = 0; i < 2; i++) must('SendData with a nonce', (await post(once)).ok);
  const bad = await post({ ...once, nonce: Buffer.alloc(5).toString('base64') });
  must(`a nonce of 5 bytes: ${bad.status}`, bad.status === 400 && (await bad.json()).code === 'invalid_argument');
  const stranger = await tokenFor(room, 'stranger');
  const refused = await fetch(`${sluice.http}/twirp/livekit.RoomService/SendData`, { method: 'POST', headers: { authorization: `Bearer ${stranger}`, 'content-type': 'application/json' }, body: JSON.stringify({ room, data: '' }) });
  must(`somebody without roomAdmin: ${refused.status}`, [401, 403].includes(refused.status));
}

/** canPublishData, in the token and changed later. */
export async function permissions({ cast, service, room }) {
  const bob = await listener(cast, 'bob');
  const dumb = await listener(cast, 'dumb', { claims: { grants: { canPublishData: false } } });
  await say(bob, 'everybody gets data');
  await hasHeard(dumb, 'everybody gets data');
  await say(dumb, 'not allowed').catch(() => {});
  await pause(700);
  must('data without canPublishData arrived', (await got(bob)).length === 0);
  await service.updateParticipant(room, 'dumb', { permission: { canPublish: true, canSubscribe: true, canPublishData: true } });
  await event(dumb, 'ParticipantPermissionsChanged');
  await say(dumb, 'allowed now');
  await hasHeard(bob, 'allowed now', ({ from }) => from === 'dumb');
  await service.updateParticipant(room, 'dumb', { permission: { canPublish: true, canSubscribe: true, canPublishData: false } });
  await until('the permission is gone', async () => dumb.inRoom((there) => there.localParticipant.permissions?.canPublishData === false));
  // The node hears of it beside the client.
  await pause(500);
  await say(dumb, 'not any more').catch(() => {});
  await pause(700);
  must('data after the permission was taken arrived', !(await got(bob)).some(({ text }) => text === 'not any more'));
}

/** A hidden participant hears and is heard without a name. */
export async function hidden({ cast }) {
  const bob = await listener(cast, 'bob');
  const ghost = await listener(cast, 'ghost', { claims: { grants: { hidden: true } } });
  await say(bob, 'anybody there?');
  await hasHeard(ghost, 'anybody there?', ({ from }) => from === 'bob');
  await say(ghost, 'boo');
  const boo = await hasHeard(bob, 'boo');
  must(`boo came from ${JSON.stringify(boo)}`, boo.from === null && !boo.identity);
}

/** What is published while somebody joins waits for its channel. */
export async function joining({ cast, url, room }) {
  const ada = await listener(cast, 'ada');
  const first = await listener(cast, 'first');
  await say(ada, 'up');
  await hasHeard(first, 'up');
  const late = await cast.enter('late');
  const coming = late.join(url, room, {});
  let count = 0;
  let isThere = false;
  coming.then(() => (isThere = true));
  while (!isThere) {
    await say(ada, `while ${count++}`);
    await pause(20);
  }
  await coming;
  await listening(late);
  const from = count;
  for (let i = 0; i < 20; i++) await say(ada, `while ${count++}`);
  await hasHeard(late, `while ${count - 1}`);
  const texts = new Set((await got(late)).map(({ text }) => text));
  for (let i = from; i < count; i++) must(`“while ${i}” is missing`, texts.has(`while ${i}`));
}

/** 128 messages of 4 kB while the signal connection is cut twice: all arrive, once, in order. */
export async function resumed({ cast, note }) {
  const [ada, bob] = await pair(cast);
  await say(ada, 'up');
  await hasHeard(bob, 'up');
  const sending = ada.inRoom(async (room) => {
    for (let i = 0; i < 128; i++) {
      const content = new Uint8Array(4_096).fill(i);
      content.set(new TextEncoder().encode(`n${i};`));
      await room.localParticipant.publishData(content, { reliable: true });
      await new Promise((done) => setTimeout(done, 40));
    }
  });
  for (const person of [ada, bob]) {
    await pause(700);
    const cutAt = Date.now();
    await person.call('simulateScenario', 'signal-reconnect');
    await event(person, 'Reconnected', { since: cutAt });
  }
  await sending;
  const numbers = async () => (await got(bob)).filter(({ size }) => size === 4_096).map(({ text }) => Number(/^n(\d+);/.exec(text)[1]));
  await until('all messages arrive', async () => new Set(await numbers()).size === 128, { timeout: 15_000 });
  const all = await numbers();
  must(`${all.length} arrived, ${all}`, all.every((number, i) => number === i));
  note(`resumed: ${all.length} messages in order over two resumes`);
}

/** A file as a byte stream, much faster than it can be passed on at once: it arrives whole, at a reader that is busy too. */
export async function file({ cast, short }) {
  const [ada, bob] = await pair(cast);
  const cyd = await listener(cast, 'cyd');
  const size = (short ? 6 : 24) << 20;
  const readers = [bob, cyd].map((person) => person.inRoom((room) => new Promise((done) => {
    room.registerByteStreamHandler('files', async (reader) => {
      let [length, sum] = [0, 7];
      for await (const chunk of reader) for (const byte of chunk) [length, sum] = [length + 1, (sum * 31 + byte) >>> 0];
      done({ length, sum, name: reader.info.name });
    });
  })));
  const started = Date.now();
  const sent = await ada.inRoom(async (room, kit, bytes) => {
    const content = new Uint8Array(bytes).map((_, i) => i * 7 + (i >> 9));
    await room.localParticipant.sendFile(new File([content], 'a.bin'), { topic: 'files' });
    return content.reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7);
  }, size);
  for (const read of await Promise.all(readers)) must(`${JSON.stringify(read)} of ${size}`, read.length === size && read.sum === sent && read.name === 'a.bin');
  const seconds = (Date.now() - started) / 1000;
  return `${((size * 8) / seconds / 1e6).toFixed(0)} Mbit/s to each of two`;
}

/** Text streams and calls between participants (RPC), as the SDKs build them on packets. */
export async function streamsAndRpc({ cast }) {
  const [ada, bob] = await pair(cast);
  await bob.inRoom((room) => {
    room.streams = [];
    room.registerTextStreamHandler('letters', async (reader, from) => room.streams.push({ text: await reader.readAll(), from: from.identity, topic: reader.info.topic }));
    room.localParticipant.registerRpcMethod('upper', async ({ payload, callerIdentity }) => {
      if (payload === 'fail') throw new Error('as told');
      return `${callerIdentity}:${payload.toUpperCase()}`;
    });
  });
  const long = 'αβγ '.repeat(20_000);
  for (const text of ['short', long]) await ada.inRoom((room, kit, body) => room.localParticipant.sendText(body, { topic: 'letters' }), text);
  await until('both texts arrive', async () => {
    const read = await bob.inRoom((room) => room.streams.map(({ text, from }) => ({ length: text.length, from })));
    return read.length === 2 && read.every(({ from }) => from === 'ada') && read.some(({ length }) => length === long.length);
  });
  const call = (method, payload, to = 'bob') => ada.inRoom(async (room, kit, ask) => room.localParticipant.performRpc(ask).catch((error) => `error ${error.code}`), { destinationIdentity: to, method, payload });
  const answers = [await call('upper', 'hi'), await call('upper', 'y'.repeat(14_000)), await call('upper', 'fail'), await call('unknown', 'x')];
  must(`answers ${JSON.stringify(answers).slice(0, 200)}`, answers[0] === 'ada:HI' && answers[1] === `ada:${'Y'.repeat(14_000)}` && answers[2] === 'error 1500' && answers[3] === 'error 1400');
}

/** Two peer connections: channels of the node's on the one on which the client receives. */
export async function dual(stage) {
  const { cast } = stage;
  const ada = await listener(cast, 'ada', { options: { singlePeerConnection: false } });
  const bob = await listener(cast, 'bob', { options: { singlePeerConnection: false } });
  const cyd = await listener(cast, 'cyd');
  await say(ada, 'from dual');
  for (const person of [bob, cyd]) await hasHeard(person, 'from dual', ({ from }) => from === 'ada');
  // Only what is reliable waits for a channel to open.
  await say(cyd, 'the channels are up');
  for (const person of [ada, bob]) await hasHeard(person, 'the channels are up');
  await say(cyd, 'from single', { reliable: false });
  for (const person of [ada, bob]) await hasHeard(person, 'from single', ({ from }) => from === 'cyd');
  await say(bob, 'back', { destinationIdentities: ['ada'] });
  await hasHeard(ada, 'back');
  await pause(300);
  must('an echo', !(await got(ada)).some(({ from }) => from === 'ada') && !(await got(cyd)).some(({ text }) => text === 'back'));
}

/** Firefox, both ways. */
export async function firefox({ cast, pages, url, room, launchFirefox }) {
  const ada = await listener(cast, 'ada');
  const browser = await launchFirefox();
  try {
    const fox = await openRoomPage(browser, pages.url, 'fox');
    await fox.allow();
    await fox.join(url, room, { listen: false });
    await listening(fox);
    await say(ada, 'to fox');
    await say(fox, 'to ada');
    await say(fox, 'lossy to ada', { reliable: false });
    await hasHeard(fox, 'to fox', ({ from }) => from === 'ada', 15_000);
    await hasHeard(ada, 'to ada', ({ from }) => from === 'fox', 15_000);
    await hasHeard(ada, 'lossy to ada');
    await ada.inRoom((there) => there.localParticipant.publishData(new Uint8Array(60_000).fill(1), { reliable: true }));
    await until('60000 bytes at Firefox', async () => (await got(fox)).find(({ size }) => size === 60_000));
  } finally {
    await browser.close();
  }
}

/** livekit-client of earlier years. */
export async function oldSdks({ cast, browser, pages, url, room }) {
  const ada = await listener(cast, 'ada');
  for (const [sdk, send] of [['livekit-client-2.5', (there, kit, bytes) => there.localParticipant.publishData(new Uint8Array(bytes), { reliable: true, topic: 't' })], ['livekit-client-1', (there, kit, bytes) => there.localParticipant.publishData(new Uint8Array(bytes), 0, { topic: 't' })]]) {
    const old = await openRoomPage(browser, pages.url, sdk.replaceAll('.', '-'), { sdk });
    await old.join(url, room, {});
    await listening(old);
    await say(ada, `to ${sdk}`);
    await hasHeard(old, `to ${sdk}`, ({ from }) => from === 'ada');
    await old.inRoom(send, [...new TextEncoder().encode(`from ${sdk}`)]);
    await hasHeard(ada, `from ${sdk}`, ({ from, topic }) => from === old.identity && topic === 't');
    await old.page.close();
  }
}
