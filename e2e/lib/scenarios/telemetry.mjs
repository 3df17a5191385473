/** Who speaks and how well everybody is connected, as other clients are told. */

import { startProxy } from '../impair.mjs';
import { until } from '../wait.mjs';
import { av, event, happened, hears, must, sees, tone } from './cast.mjs';

/** A tone is a speaker with a level, silence is none. */
export async function speakers({ cast }) {
  const bob = await cast.person('bob', { publish: tone(300) });
  await bob.inRoom((room) => room.localParticipant.getTrackPublication('microphone').mute().then(() => {}));
  const ada = await cast.person('ada', { publish: tone(440) });
  await hears(bob, 'ada', 440);
  const speaking = (at) => at.inRoom((room) => room.activeSpeakers.map((one) => `${one.identity} ${one.audioLevel}`));
  const [loud] = await until('bob sees ada speak', async () => {
    const found = await speaking(bob);
    return found.length && found;
  });
  must(`the speaker is ${loud}`, loud.startsWith('ada ') && Number(loud.split(' ')[1]) > 0);
  await until('ada sees herself speak', async () => (await speaking(ada)).length === 1);
  const since = Date.now();
  await ada.inRoom((room) => room.localParticipant.getTrackPublication('microphone').mute().then(() => {}));
  await until('nobody speaks', async () => (await speaking(bob)).length === 0 && (await speaking(ada)).length === 0);
  await event(bob, 'ActiveSpeakersChanged', { since });
  await ada.inRoom((room) => room.localParticipant.getTrackPublication('microphone').unmute().then(() => {}));
  await until('bob sees ada speak again', async () => (await speaking(bob)).length === 1);
}

/** Loss on one member's way makes its quality fall at the others, and rise again when the way is clean. */
export async function quality({ cast }) {
  const bob = await cast.person('bob', { publish: tone(300) });
  const ada = await cast.enter('ada');
  const way = await behindProxies(ada.page);
  try {
    await ada.join(cast.where.url, cast.where.room);
    await ada.publish(av(440));
    await hears(bob, 'ada', 440);
    await sees(bob, 'ada');
    const at = async (who, of) => (await happened(who, 'ConnectionQualityChanged')).filter((one) => one.args[1] === of).at(-1)?.args[0];
    // A busy machine loses or delays a packet now and then.
    const is = (wanted, timeout) => until(`bob sees ada's connection as ${wanted}`, async () => {
      const now = await at(bob, 'ada');
      if (!wanted.includes(now)) throw new Error(`it is ${now}`);
      return now;
    }, { timeout, every: 500 });
    const before = await is(['excellent', 'good'], 30_000);
    way.set('up', { loss: 0.25 });
    const under = await is(['poor', 'lost'], 30_000);
    must(`bob sees itself as ${await at(bob, 'bob')}`, (await at(bob, 'bob')) !== 'lost');
    way.set('up', { loss: 0 });
    const after = await is(['excellent', 'good'], 45_000);
    return `${before} > ${under} > ${after}`;
  } finally {
    way.close();
  }
}

/** Puts a proxy before each address that this page learns of; call before it joins. */
export async function behindProxies(page) {
  const proxies = new Map();
  await page.exposeFunction('proxyOf', async (host, port) => {
    const key = `${host}:${port}`;
    if (!proxies.has(key)) proxies.set(key, startProxy({ target: { host, port } }));
    return (await proxies.get(key)).port;
  });
  await page.evaluate(() => {
    const native = RTCPeerConnection.prototype.addIceCandidate;
    RTCPeerConnection.prototype.addIceCandidate = async function (init) {
      const parts = init?.candidate?.split(' ') ?? [];
      if (parts.length < 6) return native.call(this, init);
      // Proxies are on IPv4.
      if (parts[4].includes(':')) return undefined;
      parts[5] = await window.proxyOf(parts[4], Number(parts[5]));
      return native.call(this, { ...init, candidate: parts.join(' ') });
    };
  });
  const each = async (act) => Promise.all([...proxies.values()].map(async (proxy) => act(await proxy)));
  return { set: (direction, rules) => each((proxy) => proxy.set(direction, rules)), close: () => each((proxy) => proxy.close()) };
}
