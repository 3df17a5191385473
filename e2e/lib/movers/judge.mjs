/** What a capture says about people who were moved: losses, gaps, handshakes, ports, and how long it took. */

import { dtlsHandshakes, percentile, rtpAtClient } from '../capture.mjs';
import { pairEcho } from '../echo.mjs';
import { attributedGap } from '../stalls.mjs';

/** A gap is looked for until so long after the answer to the move, seconds. */
const AFTER = 2;

/** A session that returns within this time has to get another port, seconds: its client may still know the one before. */
const RETURN = 30;

/**
 * @typedef {{identity: string, started: number, ended: number, to: string, isSpread: boolean, isWarmup: boolean}} Move
 *   `to`: the node; `isSpread`: the two are on two nodes after it; times in seconds
 *
 * @param {{datagrams: object[], people: {identity: string, ports: number[]}[], nodes: {name: string, ownsPort: (port: number) => boolean}[],
 *   moves: Move[], quietFrom: number, note: (text: string) => void}} what `people`: the two who are moved, and one who hears
 *   somebody and stays; no DTLS handshake may come after `quietFrom`
 */
export function judgeMoves({ datagrams, people, nodes, moves, quietFrom, note }) {
  const isNode = (port) => nodes.some((node) => node.ownsPort(port));
  const ports = people.map((person) => allPorts(datagrams, person.ports, isNode));
  const [one, other, still] = ports.map((own) => rtpAtClient(datagrams, own));
  const pairs = bothWays(one, other);
  for (const { down, lostUp, lostDown } of pairs) note(`stream ${down.ssrc}: ${down.packets.length} packets, lost up [${lostUp.slice(0, 12)}], lost down [${lostDown.slice(0, 12)}]`);
  const control = mostPackets(still.down);
  if (!control) throw new Error('those who stay are not in the capture');
  // In the order of `people`: what each hears is the other's sound.
  const heard = [pairs[2], pairs[0]];
  const gapsOf = (move) => heard.map(({ down }) => attributedGap(down, control, move.started, move.ended + AFTER));
  const judged = moves.filter((move) => !move.isWarmup).flatMap(gapsOf);
  const own = ports.slice(0, 2).flat();
  return {
    lostUp: pairs.reduce((sum, pair) => sum + pair.lostUp.length, 0),
    lostDown: pairs.reduce((sum, pair) => sum + pair.lostDown.length, 0),
    handshakes: dtlsHandshakes(datagrams, (d) => d.time > quietFrom && (own.includes(d.fromPort) || own.includes(d.toPort))).records.length,
    gaps: judged.map(({ attributed }) => attributed),
    raw: judged.map(({ raw }) => raw),
    firstGap: moves.length ? Math.max(...gapsOf(moves[0]).map(({ attributed }) => attributed)) : 0,
    ...paths({ heard, people, nodes, moves, note }),
    relayAdded: relayAdded(heard, moves),
  };
}

/** Sound and picture from each to the other, paired; throws when one is missing. */
export function bothWays(one, other) {
  return [[one, other], [other, one]].flatMap(([from, to]) => [isSound, isPicture].map((isKind) => {
    const [up, down] = [from.up, to.down].map((streams) => mostPackets(streams.filter(isKind)));
    const [pair] = up && down ? pairEcho({ up: [anyType(up)], down: [anyType(down)] }) : [];
    if (!pair) throw new Error(`of ${isKind === isSound ? 'sound' : 'picture'} one way is missing: ${up?.packets.length ?? 0} packets sent, ${down?.packets.length ?? 0} received`);
    return pair;
  }));
}

/** Clients number payload types differently; what belongs together is known otherwise. */
export const anyType = (stream) => ({ ...stream, packets: stream.packets.map((packet) => ({ ...packet, payloadType: 0 })) });

/**
 * All ports of a client, of which some are known: where else it sends its streams from, and where else it receives them. For a moment
 * after a move that may be a socket from which it sends no media, such as that of its other address family.
 */
export function allPorts(datagrams, known, isNode) {
  const streams = datagrams.filter((d) => d.kind === 'rtp' && d.data.length >= 12).map((d) => {
    const isDown = isNode(d.fromPort);
    return { port: isDown ? d.toPort : d.fromPort, key: `${isDown} ${d.data.readUInt32BE(8)}` };
  });
  const own = new Set(streams.filter(({ port }) => known.includes(port)).map(({ key }) => key));
  return [...new Set([...known, ...streams.filter(({ key }) => own.has(key)).map(({ port }) => port)])];
}

/** By the pace of its clock: 48 kHz, where pictures have 90. */
function isSound({ packets }) {
  const [first, last] = [packets[0], packets.at(-1)];
  return (last.extTs - first.extTs) / (last.time - first.time) < 60_000;
}

const isPicture = (stream) => !isSound(stream);

const mostPackets = (streams) => [...streams].sort((a, b) => b.packets.length - a.packets.length)[0];

/** From the call to the first packet of the new node, ms, by move; and returns within 30 s to a port that the client knew. */
function paths({ heard, people, nodes, moves, note }) {
  const switches = [];
  let samePort = 0;
  for (const [i, person] of people.slice(0, 2).entries()) {
    const { packets } = heard[i].down;
    const mine = moves.filter((move) => move.identity === person.identity);
    for (const [k, move] of mine.entries()) {
      const target = nodes.find((node) => node.name === move.to);
      const end = mine[k + 1]?.started ?? Infinity;
      const since = packets.filter(({ time }) => time > move.started && time < end);
      const { far: now } = since.at(-1) ?? { far: 'nowhere' };
      if (!target.ownsPort(portOf(now))) throw new Error(`${person.identity} gets its sound from ${now}, but was moved to ${move.to}`);
      const known = new Set(packets.filter(({ time }) => time > move.started - RETURN && time <= move.started).map(({ far }) => far));
      if (known.has(now)) {
        samePort++;
        note(`${person.identity} returned to ${now} within ${RETURN} s`);
      }
      if (!move.isWarmup) switches.push((since.find(({ far }) => target.ownsPort(portOf(far))).time - move.started) * 1000);
    }
  }
  return { switches, samePort };
}

const portOf = (far) => Number(far.split(':').at(-1));

/** How much longer a packet takes from client to client when they are on two nodes than on one, milliseconds, medians. */
function relayAdded(sounds, moves) {
  const delays = { true: [], false: [] };
  for (const { up, down, tsOffset } of sounds) {
    const sent = new Map(up.packets.map((packet) => [(packet.timestamp + tsOffset) >>> 0, packet.time]));
    for (const packet of down.packets) {
      const at = sent.get(packet.timestamp);
      const phase = moves.filter((m) => m.ended + 0.5 < packet.time).at(-1);
      const next = moves.find((m) => m.started > packet.time - 0.5);
      if (at !== undefined && phase && (!next || packet.time < next.started - 0.1)) delays[phase.isSpread].push((packet.time - at) * 1000);
    }
  }
  return percentile(delays.true, 50) - percentile(delays.false, 50);
}
