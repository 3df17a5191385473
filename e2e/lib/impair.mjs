import dgram from 'node:dgram';
import { dtlsRecords, kindOf } from './packets.mjs';

/**
 * A UDP proxy that spoils what passes, from a seed. It stands where a candidate is advertised: the test writes its
 * address into the SDP or the candidate. Each client address gets a socket of its own towards the target, as a NAT does.
 *
 * Rules per direction (`up` = client → target): `loss`, `duplicate`, `reorder` (0..1), `delay`, `jitter` (ms), and
 * `drop`: a function (datagram, state) that returns true for datagrams to lose. `drop` is asked first.
 *
 * @param {{target: {host: string, port: number}, host?: string, seed?: number, up?: Rules, down?: Rules}} options
 */
export async function startProxy({ target, host = '0.0.0.0', seed = 1, up = {}, down = {} }) {
  const random = seeded(seed);
  const rules = { up, down };
  const counts = { up: counter(), down: counter() };
  const clients = new Map();
  const front = dgram.createSocket('udp4');
  const pass = (direction, data, send) => forward({ rules: rules[direction], count: counts[direction], random, direction }, data, send);
  front.on('message', (data, from) => {
    const key = `${from.address}:${from.port}`;
    if (!clients.has(key)) clients.set(key, open(from));
    const back = clients.get(key);
    pass('up', data, (bytes) => back.send(bytes, target.port, target.host));
  });
  function open(client) {
    const back = dgram.createSocket('udp4');
    back.on('message', (data) => pass('down', data, (bytes) => front.send(bytes, client.port, client.address)));
    back.on('error', () => {});
    back.bind(0);
    return back;
  }
  await new Promise((done, failed) => front.once('error', failed).bind(0, host, done));
  return {
    port: front.address().port,
    counts,
    /** Changes the rules of a direction while it runs. */
    set: (direction, changed) => Object.assign(rules[direction], changed),
    close() {
      front.close();
      for (const back of clients.values()) back.close();
    },
  };
}

/** Loses the n-th DTLS datagram (from 0) that passes, once. */
export function dropNthDtls(n) {
  return (data, { count }) => kindOf(data) === 'dtls' && count.dtls - 1 === n;
}

/** Loses everything that `kinds` names ('stun' | 'dtls' | 'rtp' | 'rtcp'). */
export const dropKinds = (...kinds) => (data) => kinds.includes(kindOf(data));

/** mulberry32: the same seed gives the same losses. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const counter = () => ({ datagrams: 0, dtls: 0, handshakes: 0, dropped: 0 });

function forward({ rules, count, random, direction }, data, send) {
  count.datagrams++;
  if (kindOf(data) === 'dtls') {
    count.dtls++;
    if (dtlsRecords(data).some((record) => record.type === 22 || record.type === 20)) count.handshakes++;
  }
  if (rules.drop?.(data, { count, direction }) || random() < (rules.loss ?? 0)) {
    count.dropped++;
    return;
  }
  const late = random() < (rules.reorder ?? 0) ? 20 + random() * 40 : 0;
  const delay = (rules.delay ?? 0) + random() * (rules.jitter ?? 0) + late;
  const safely = () => {
    try {
      send(data);
    } catch {
      // The proxy was closed while this datagram was delayed.
    }
  };
  const copies = random() < (rules.duplicate ?? 0) ? 2 : 1;
  for (let i = 0; i < copies; i++) {
    if (delay > 0) setTimeout(safely, delay);
    else safely();
  }
}
