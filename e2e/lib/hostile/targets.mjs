/** Whom hostile datagrams are for: every session of the nodes, with what its client has sent, as somebody on its network overhears it. */

import fs from 'node:fs';
import { kindOf, readPcap, stunOf } from '../packets.mjs';
import { sessionsOf } from './counters.mjs';

const MOST_OVERHEARD = 400;
const SETTLED_SECONDS = 2;

/**
 * @param {object[]} nodes
 * @param {string} pcap a capture that is still running
 * @param {number} wanted so many there must be
 * @returns {Promise<import('./datagrams.mjs').Target[]>}
 */
export async function targetsOf(nodes, pcap, wanted) {
  const sessions = (await Promise.all(nodes.map(sessionsOf))).flat().filter(({ peer_address: peer }) => peer);
  const paths = sessions.map(({ peer_address: peer, local_address: local, session_id: id, srtp_profile: profile, node }) => ({
    id, profile, node: node.name, from: peer.ip, fromPort: peer.port, to: local.ip, toPort: local.port, sent: [], ufrag: '',
  }));
  const byPath = new Map(paths.map((path) => [`${path.from}:${path.fromPort} ${path.toPort}`, path]));
  const overheard = readPcap(fs.readFileSync(pcap)).map((datagram) => ({ ...datagram, path: byPath.get(`${datagram.from}:${datagram.fromPort} ${datagram.toPort}`) })).filter(({ path }) => path);
  for (const { time, path } of overheard) path.since ??= time;
  for (const datagram of overheard.reverse()) {
    const { path } = datagram;
    const kind = kindOf(datagram.data);
    const isCheck = kind === 'stun' && datagram.data.readUInt16BE(0) === 1;
    // Media that came before the node had the keys was dropped: sent once more it would be late, not repeated.
    if (kind.startsWith('rt') && datagram.time < path.since + SETTLED_SECONDS) continue;
    if (isCheck) path.ufrag ||= stunOf(datagram.data).username?.split(':')[0] ?? '';
    if (path.sent.length < MOST_OVERHEARD || isCheck) path.sent.push(Buffer.from(datagram.data));
  }
  const known = paths.filter(({ from, sent, ufrag, profile }) => from.includes('.') && sent.length && ufrag && profile);
  if (known.length < wanted) throw new Error(`${known.length} of ${paths.length} sessions are overheard, of ${sessions.length}; wanted ${wanted}; not ${paths.filter((path) => !known.includes(path)).map(({ from, fromPort, to, toPort, sent, ufrag }) => `${from}:${fromPort} ${to}:${toPort} ${sent.length} ${ufrag}`)}`);
  return known;
}

