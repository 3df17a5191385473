/** Who of a room receives what of whom, by SSRC: pages tell, so that more than two people can be judged in one capture. */

import { rtpAtClient } from '../capture.mjs';
import { pairEcho } from '../echo.mjs';
import { anyType } from './judge.mjs';

/** In the page: SSRCs of what is published and received, `{sent: {camera: 1, …}, received: {'ada/camera': 2, …}}`. */
export async function ssrcs(room) {
  const primary = async (rtp, type) => {
    const all = [...(await rtp.getStats()).values()].filter((entry) => entry.type === type && !/rtx|red|ulpfec/.test(entry.mimeType ?? ''));
    return all.sort((a, b) => (b.packetsSent ?? b.packetsReceived ?? 0) - (a.packetsSent ?? a.packetsReceived ?? 0))[0]?.ssrc;
  };
  const found = { sent: {}, received: {} };
  for (const { source, track } of room.localParticipant.trackPublications.values()) found.sent[source] = await primary(track.sender, 'outbound-rtp');
  for (const { identity, trackPublications } of room.remoteParticipants.values()) {
    for (const { source, track } of trackPublications.values()) if (track) found.received[`${identity}/${source}`] = await primary(track.receiver, 'inbound-rtp');
  }
  return found;
}

/**
 * Judges every stream from everybody to everybody.
 *
 * @param {object[]} datagrams
 * @param {{identity: string, ports: number[], ssrcs: {sent: Record<string, number>, received: Record<string, number>}}[]} people
 * @returns {{name: string, down: object, lostUp: number[], lostDown: number[]}[]} one per stream and receiver
 */
export function everyStream(datagrams, people) {
  const wire = new Map(people.map((person) => [person.identity, rtpAtClient(datagrams, [...person.ports, ...receivingPorts(datagrams, person)])]));
  const found = [];
  for (const receiver of people) {
    for (const [key, ssrc] of Object.entries(receiver.ssrcs.received)) {
      const [from, source] = key.split('/');
      const sender = people.find(({ identity }) => identity === from);
      const up = wire.get(from).up.filter((stream) => stream.ssrc === sender.ssrcs.sent[source]);
      const down = wire.get(receiver.identity).down.filter((stream) => stream.ssrc === ssrc);
      const [pair] = pairEcho({ up: up.map(anyType), down: down.map(anyType) });
      if (!pair) throw new Error(`${receiver.identity} gets nothing of ${key}: ${up.length} streams sent, ${down.length} received`);
      found.push({ name: `${key} at ${receiver.identity}`, ...pair });
    }
  }
  return found;
}

/** Where the streams of a person arrive: perhaps for a moment at a socket that its page does not name afterwards. */
function receivingPorts(datagrams, { ssrcs }) {
  const own = new Set(Object.values(ssrcs.received));
  const mine = datagrams.filter((d) => d.kind === 'rtp' && d.data.length >= 12 && own.has(d.data.readUInt32BE(8)));
  return [...new Set(mine.map((d) => d.toPort))];
}
