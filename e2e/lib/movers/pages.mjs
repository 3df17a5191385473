/** People of a call in browser pages, behind the words that every kind of mover understands; see kinds.mjs. */

import { openRoomPage, portsOf, servePages } from '../rooms.mjs';
import { pause } from '../wait.mjs';
import { ssrcs } from './pairs.mjs';

/** A tone of its own where the browser has an AudioContext; Firefox without a sound card has none, but a fake microphone of 880 Hz. */
const HERTZ = { ada: 440, bob: 550, cara: 660, dan: 770 };
const FAKE_HERTZ = 880;

/**
 * Opens people in one browser.
 *
 * @param {{launch: () => Promise<object>, url: string, seats: {identity: string, room: string, picture?: boolean, options?: object}[],
 *   size?: {width: number, height: number, fps?: number}, isFirefox?: boolean}} how
 */
export async function pagePeople({ launch, url, seats, size, isFirefox = false }) {
  const pages = await servePages();
  const browser = await launch();
  const close = async () => {
    await browser.close();
    await pages.close();
  };
  try {
    const people = [];
    for (const { identity, room, picture = true, options = {} } of seats) {
      const person = await openRoomPage(browser, pages.url, identity);
      await person.allow();
      await person.join(url, room, { options: { adaptiveStream: false, dynacast: false, ...options }, listen: !isFirefox });
            await person.publish({ ...size, picture: picture ? 'camera' : 'none', hertz: isFirefox ? 'microphone' : HERTZ[identity], publish: { simulcast: false } });
      people.push(mover(person, isFirefox));
    }
    return { people, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function mover(person, isFirefox) {
  const { identity } = person;
  const receives = async (other) => (await sees(person, other.identity)) && (isFirefox ? hearsSomething(person) : hears(person, other));
  return {
    identity,
    hertz: isFirefox ? FAKE_HERTZ : HERTZ[identity],
    ports: () => portsOf(person),
    /** The server's ports that it talks to. */
    farPorts: async () => (await person.connections()).filter(({ state }) => state === 'connected').map(({ transport }) => Number(transport.remote?.split(':').at(-1))),
    startData: () => person.inRoom(countData),
    stopData: () => person.inRoom(() => (clearInterval(window.judged.timer), window.judged.sent)),
    data: () => person.inRoom(() => ({ heard: window.judged.heard.length, different: new Set(window.judged.heard).size })),
    /** What an application or a user could notice, of the room and of the connections below it. */
    events: async () => [...(await person.events()), ...(await person.page.evaluate(() => window.__events.map(({ at, what, value }) => ({ at, name: `${what} ${value}` }))))],
    receives,
    receivesAll: async (people) => (await Promise.all(people.filter((other) => other.identity !== identity).map(receives))).every(Boolean),
    ssrcs: () => person.inRoom(ssrcs),
    inRoom: person.inRoom,
  };
}

/** A numbered reliable message every 50 ms; keeps those of the other. */
function countData(room) {
  if (!window.judged) room.on('dataReceived', (payload) => window.judged.heard.push(new TextDecoder().decode(payload)));
  window.judged = { sent: 0, heard: [] };
  window.judged.timer = setInterval(() => room.localParticipant.publishData(new TextEncoder().encode(String(window.judged.sent++)), { reliable: true }), 50);
}

async function sees(person, identity) {
  const frames = async () => (await person.views()).find(({ key }) => key === `${identity}/camera`)?.framesDecoded ?? 0;
  const before = await frames();
  await pause(1_000);
  return (await frames()) > before;
}

async function hears(person, { identity, hertz }) {
  for (let look = 0; look < 5; look++) {
    if ((await person.snr(`${identity}/microphone`, hertz))?.snrDb > 15) return true;
    await pause(300);
  }
  return false;
}

async function hearsSomething(person) {
  const energy = async () => (await person.connections()).flatMap((c) => c.media).reduce((sum, m) => sum + (m.totalAudioEnergy ?? 0), 0);
  const before = await energy();
  await pause(1_000);
  return (await energy()) > before;
}
