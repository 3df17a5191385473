/** People in a room: pages with livekit-client in them, closed when their scenario ends. */

import { openRoomPage, personAt } from '../rooms.mjs';
import { until } from '../wait.mjs';

/** Throws `what` unless it holds. */
export function must(what, holds) {
  if (!holds) throw new Error(what);
}

/**
 * Opens pages for one scenario.
 *
 * @param {{browser: import('puppeteer-core').Browser, pages: {url: string}, url: string, room: string, options?: object}} stage
 *   `options`: what everybody's `new Room` gets
 */
export function cast({ browser, pages, url, room, options = {} }) {
  const open = [];
  /** Somebody who is not in the room yet. */
  const enter = async (identity) => {
    const person = await openRoomPage(browser, pages.url, identity);
    open.push(person.page);
    person.came = Date.now();
    return person;
  };
  /** Somebody in the room, publishing what `publish` says: see publish() in pages/room.mjs. */
  const person = async (identity, { publish, ...how } = {}) => {
    const someone = await enter(identity);
    await someone.join(url, room, { tile: TILE, ...how, options: { ...options, ...how.options } });
    if (publish) await someone.publish(publish);
    return someone;
  };
  /** Many who are not in the room yet, several at one page: rooms of their own, for the price of one page. */
  const crowd = async (identities, atOnePage) => {
    const seats = [];
    for (let i = 0; i < identities.length; i += atOnePage) {
      const { page } = await enter(identities[i]);
      seats.push(...identities.slice(i, i + atOnePage).map((identity) => personAt(page, identity)));
    }
    return seats;
  };
  return { enter, person, crowd, where: { url, room }, close: () => Promise.all(open.map((page) => page.close().catch(() => {}))) };
}

/** Shows pictures small: these scenarios look for correctness, and many run on few processors. */
export const TILE = { width: 320, height: 180 };

/** A small picture that moves, and a tone. */
export const av = (hertz, more = {}) => ({ picture: 'pattern', width: 320, height: 180, fps: 12, hertz, publish: { simulcast: false }, ...more });

/** Only a tone. */
export const tone = (hertz) => ({ picture: 'none', hertz });

/** The listener hears the tone of this person's source. */
export const hears = (listener, identity, hertz, { source = 'microphone', timeout = 15_000 } = {}) =>
  until(`${listener.identity} hears ${hertz} Hz of ${identity}/${source}`, async () => (await listener.snr(`${identity}/${source}`, hertz))?.snrDb > 15, { timeout, every: 200 });

/** Frames of this person's source are decoded from now on. */
export async function sees(viewer, identity, { source = 'camera', timeout = 15_000, frames = 4 } = {}) {
  const key = `${identity}/${source}`;
  const view = async () => (await viewer.views()).find((one) => one.key === key);
  let first;
  await until(`${viewer.identity} sees ${key}`, async () => {
    const now = await view();
    if (now && (!first || first.ssrc !== now.ssrc || now.framesDecoded < first.framesDecoded)) first = now;
    return now && now.framesDecoded >= first.framesDecoded + frames && now;
  }, { timeout, every: 200 });
  return view();
}

/** Both hear each other: pairs of [person, tone of its microphone]. */
export async function hearEachOther(...pairs) {
  for (const [listener] of pairs) for (const [other, hertz] of pairs) if (listener !== other) await hears(listener, other.identity, hertz);
}

/** What this person knows of another one; undefined when it is not there. */
export const remote = async (person, identity) => (await person.facts()).remote.find((one) => one.identity === identity);

/** The other's publication of this source, as this person knows it. */
export const trackOf = async (person, identity, source) => (await remote(person, identity))?.tracks.find((track) => track.source === source);

/** Events of this name since a moment, milliseconds of the wall clock. */
export const happened = async (person, name, since = 0) => (await person.events(since)).filter((event) => event.name === name);

/** Waits until the event came, and returns it. */
export const event = (person, name, { since = 0, timeout = 15_000, where = () => true } = {}) =>
  until(`${person.identity} notices ${name}`, async () => (await happened(person, name, since)).find(where), { timeout });
