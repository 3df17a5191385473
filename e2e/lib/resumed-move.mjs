/**
 * The move of a participant whose client never follows to another node: Pion, in LiveKit's SDK for Go, takes no candidate once it is connected. It is
 * asked to resume and comes with its ICE restart. Judged at its ports and at a page with livekit-client that hears itself through it.
 */

import { AccessToken } from 'livekit-server-sdk';
import { clientsOf, dtlsHandshakes, longestGapMs, rtpAtClient, startCapture } from './capture.mjs';
import { goClient } from './peers.mjs';
import { KEY, SECRET, openRoomPage, portsOf } from './rooms.mjs';
import { pause, until } from './wait.mjs';

const HERTZ = 523;
/** Where it ends is looked at over this time after the answer, seconds. */
const AFTER = 4;

/**
 * Moves a Go client once.
 *
 * @param {{sluice: object, browser: object, pagesUrl: string, mode: 'dual' | 'single', note: (text: string) => void}} stage
 *   `sluice`: a coordinator with two nodes, as `startSluice` gives it; `pagesUrl`: where `servePages` serves
 * @returns {Promise<{resumed: boolean, followed: boolean, handshakes: number, gapMillis: number, quietGapMillis: number, isAtTarget: boolean, isHeard: boolean,
 *   hasData: boolean, pageEvents: string[], how: string, millis: number}>} `resumed`: by the coordinator's answer and the client's own events; `handshakes`: DTLS
 *   records on the wire from before the move to the end, of either client; `gapMillis`: the longest silence at the page; `millis`: what the call took
 */
export async function resumedMove({ sluice, browser, pagesUrl, mode, note }) {
  const room = `resumed-${mode}`;
  const page = await openRoomPage(browser, pagesUrl, 'page');
  let go;
  let capture;
  try {
    await page.allow();
    await page.join(sluice.url, room, { options: { adaptiveStream: false, dynacast: false } });
    await page.publish({ picture: 'none', hertz: HERTZ });
    await page.inRoom((joined) => {
      window.said = [];
      joined.on('dataReceived', (payload) => window.said.push(new TextDecoder().decode(payload)));
    });
    go = await goClient(sluice.url, room, 'go', mode);
    await hears(page);
    await pause(2_000);
    const pageEventsBefore = (await page.events()).length;
    capture = await startCapture(room);
    await pause(2_000);

    const started = Date.now() / 1000;
    const { status, body } = await move(sluice, room, 'go');
    const ended = Date.now() / 1000;
    note(`${room}: ${status} ${JSON.stringify(body)} after ${((ended - started) * 1000).toFixed(0)} ms`);
    await pause(AFTER * 1000);
    const isHeard = await hears(page).then(() => true, () => false);
    await go.ask('say afterwards');
    const hasData = await until('data of who moved arrives', () => page.inRoom(() => window.said.includes('afterwards')), { timeout: 5_000 }).then(() => true, () => false);
    const { events } = await go.facts();
    const pageEvents = (await page.events()).slice(pageEventsBefore).map(({ name }) => name);
    const ports = await portsOf(page);
    const datagrams = await capture.stop();
    capture = undefined;
    note(`${room}: go says ${events.filter((event) => event !== 'keyframe asked').join(', ')}; the page ${pageEvents.join(', ')}`);
    const [sound] = rtpAtClient(datagrams, ports).down.sort((a, b) => b.packets.length - a.packets.length);
    return {
      how: body.how ?? `refused: ${body.msg}`,
      resumed: body.how === 'resumed' && events.includes('reconnecting') && events.includes('reconnected'),
      followed: body.how === 'followed',
      handshakes: dtlsHandshakes(datagrams, (d) => sluice.nodes.some((node) => node.ownsPort(d.fromPort) || node.ownsPort(d.toPort))).records.length,
      gapMillis: sound ? longestGapMs(sound, started, ended + AFTER) : Infinity,
      quietGapMillis: sound ? longestGapMs(sound, 0, started - 0.1) : Infinity,
      isAtTarget: isAt({ datagrams, sluice, ports, nodeId: body.node_id, from: ended + 1 }),
      isHeard,
      hasData,
      pageEvents,
      millis: (ended - started) * 1000,
    };
  } finally {
    await capture?.stop().catch(() => {});
    await go?.leave().catch(() => {});
    await go?.close();
    await page.page.close();
  }
}

/** Everything that others than the page send and get from then on passes one node. */
function isAt({ datagrams, sluice, ports, nodeId, from }) {
  const late = datagrams.filter((d) => d.time > from && d.kind === 'rtp' && !ports.includes(d.fromPort) && !ports.includes(d.toPort));
  const clients = (node) => clientsOf(late, node.ownsPort).filter((port) => !sluice.nodes.some((one) => one.ownsPort(port)));
  return sluice.nodes.every((node) => clients(node).length > 0 === (node.facts.node_id === nodeId));
}

function hears(page) {
  return until('the page hears itself', async () => (await page.snr('go/microphone', HERTZ))?.snrDb > 15, { timeout: 20_000, every: 250 });
}

async function move(sluice, room, identity) {
  const token = new AccessToken(KEY, SECRET, { identity: 'operator' });
  token.addGrant({ roomAdmin: true, room });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await token.toJwt()}` };
  const response = await fetch(`${sluice.http}/twirp/sluice.Admin/MoveParticipant`, { method: 'POST', headers, body: JSON.stringify({ room, identity }) });
  return { status: response.status, body: await response.json() };
}
