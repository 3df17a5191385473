/**
 * The kinds of clients that are moved. Each opens two people who see and hear each other and are moved, and two who stay where they
 * are: the latter tell what machine and client do to sound by themselves.
 *
 * A mover has `identity`, `ports()` (its own UDP ports), `startData()`, `stopData()` (how many numbered messages it sent), `data()`
 * (how many it heard), `events()` (what its application was told) and `receives(other)` (sound and picture of the other, now).
 */

import { launchChromium, launchFirefox } from '../browser.mjs';
import { pagePeople } from './pages.mjs';
import { rtcNodePeople } from './rtc-node.mjs';

const PICTURE = { width: 640, height: 360 };
const SMALL_PICTURE = { width: 320, height: 240, fps: 15 };

const seatsOf = (kind, options) => [
  ...['ada', 'bob'].map((identity) => ({ identity, room: `moving-${kind}`, options })),
  ...['cara', 'dan'].map((identity) => ({ identity, room: `still-${kind}`, options, picture: false })),
];

const chromium = (options) => (kind, url) => pagePeople({ launch: launchChromium, url, seats: seatsOf(kind, options), size: PICTURE });
const firefox = (kind, url) => pagePeople({ launch: launchFirefox, url, seats: seatsOf(kind), size: SMALL_PICTURE, isFirefox: true });
const rtcNode = (kind, url) => rtcNodePeople({ name: 'move-rtc-node', url, seats: seatsOf(kind) });

/** By name: opens its people at a coordinator; in the order in which they are printed. */
export const KINDS = { chromium_v1: chromium({}), chromium_v0: chromium({ singlePeerConnection: false }), rtc_node: rtcNode, firefox };

/** The room in which the people of a kind are moved. */
export const roomOf = (kind) => `moving-${kind}`;
