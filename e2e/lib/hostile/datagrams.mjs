/** Hostile datagrams by class, made from a seed and from what real clients have sent. */

import { createHmac } from 'node:crypto';

const MAGIC_COOKIE = 0x2112a442;
const BINDING_REQUEST = 1;
const USERNAME = 0x0006;
const MESSAGE_INTEGRITY = 0x0008;
const PRIORITY = 0x0024;
const USE_CANDIDATE = 0x0025;
const CONTROLLING = 0x802a;
const MAX_DATAGRAM = 65_000;

/**
 * @typedef {{from: string, fromPort: number, to: string, toPort: number}} Path of a session: its client's address, and the node's
 * @typedef {Path & {sent: Buffer[], ufrag: string}} Target `sent`: datagrams that the client has sent; `ufrag`: the node's, from its checks
 * @typedef {Path & {payload: Buffer}} Datagram
 */

/** Each makes one datagram: `(random, target) => Datagram`. */
export const CLASSES = {
  random: (random, target) => ({ ...stranger(random, target), payload: random.bytes(random.between(0, 1_400)) }),
  random_spoofed: (random, target) => ({ ...pathOf(target), payload: random.bytes(random.between(1, 1_400)) }),
  truncated: (random, target) => ({ ...pathOf(target), payload: cut(random, heard(random, target)) }),
  bit_flipped: (random, target) => ({ ...pathOf(target), payload: flip(random, heard(random, target)) }),
  replayed: (random, target) => ({ ...pathOf(target), payload: heard(random, target) }),
  replayed_elsewhere: (random, target) => ({ ...stranger(random, target), payload: heard(random, target) }),
  wrong_ufrag: (random, target) => ({ ...either(random, target), payload: check({ random, ufrag: word(random, random.pick([4, 8, 16, 200])), password: word(random, 22) }) }),
  wrong_password: (random, target) => ({ ...either(random, target), payload: check({ random, ufrag: target.ufrag, password: word(random, 22) }) }),
  huge_stun: (random, target) => ({ ...either(random, target), payload: hugeStun(random, target) }),
  forged_media: (random, target) => ({ ...pathOf(target), payload: forgedMedia(random, target) }),
  forged_dtls: (random, target) => ({ ...pathOf(target), payload: random.pick(RECORDS)(random) }),
};

/** An authentic check with the credentials of a session of the attacker's own, from the address of somebody else. */
export const checkOfAnother = (random, target, { ufrag, password }) => ({ ...pathOf(target), payload: check({ random, ufrag, password }) });

const pathOf = ({ from, fromPort, to, toPort }) => ({ from, fromPort, to, toPort });

/** From one of 250 addresses of loopback on which nobody listens. */
const stranger = (random, target) => ({ ...pathOf(target), from: `127.66.0.${random.between(1, 250)}`, fromPort: random.between(1_024, 65_000) });

const either = (random, target) => (random.below(2) ? pathOf(target) : stranger(random, target));

const heard = (random, { sent }) => random.pick(sent);

const cut = (random, payload) => payload.subarray(0, random.below(payload.length));

function flip(random, payload) {
  const bent = Buffer.from(payload);
  bent[random.below(bent.length)] ^= 1 << random.below(8);
  return bent;
}

function forgedMedia(random, target) {
  const media = target.sent.filter((each) => each[0] >= 128 && each[0] <= 191);
  if (!media.length) return Buffer.concat([Buffer.from([0x80, 111]), random.bytes(100)]);
  const forged = Buffer.from(random.pick(media));
  // Headers as the client makes them, a number some packets on, a body of nothing.
  if (forged[1] < 192 || forged[1] > 223) forged.writeUInt16BE((forged.readUInt16BE(2) + random.below(3_000)) & 0xffff, 2);
  random.bytes(forged.length - 12).copy(forged, 12);
  return forged;
}

const RECORDS = [
  // A fatal alert in the clear, a ClientHello after the handshake, a record of nothing, one that is longer than it says, a later epoch.
  () => record(21, 0, 7, Buffer.from([2, 40])),
  (random) => record(22, 0, random.below(9), Buffer.concat([Buffer.from([1, 0, 0, 60, 0, 0, 0, 0, 0, 0, 0, 60]), random.bytes(60)])),
  (random) => record(23, 1, random.below(1 << 20), random.bytes(random.between(25, 1_200))),
  (random) => Buffer.concat([record(21, 1, random.below(1 << 20), random.bytes(26)), Buffer.from([0])]).subarray(0, -5),
  (random) => record(23, 2, random.below(1 << 20), random.bytes(64)),
];

function record(type, epoch, sequence, fragment) {
  const header = Buffer.alloc(13);
  header[0] = type;
  header.writeUInt16BE(0xfefd, 1);
  header.writeUInt16BE(epoch, 3);
  header.writeUIntBE(sequence, 5, 6);
  header.writeUInt16BE(fragment.length, 11);
  return Buffer.concat([header, fragment]);
}

/** A Binding request of ICE (RFC 8445 §7.2.2), signed with `password`. */
export function check({ random, ufrag, password }) {
  const attributes = [
    attribute(USERNAME, Buffer.from(`${ufrag}:${word(random, 4)}`)),
    attribute(PRIORITY, Buffer.from([0x7e, 0xff, 0xff, 0xff])),
    attribute(CONTROLLING, random.bytes(8)),
    attribute(USE_CANDIDATE, Buffer.alloc(0)),
  ];
  const body = Buffer.concat(attributes);
  const head = header(random, body.length + 24);
  const mac = createHmac('sha1', password).update(Buffer.concat([head, body])).digest();
  return Buffer.concat([head, body, attribute(MESSAGE_INTEGRITY, mac)]);
}

function hugeStun(random, target) {
  const kinds = [
    () => {
      const body = attribute(USERNAME, Buffer.from(word(random, random.between(1_300, 60_000))));
      return Buffer.concat([header(random, body.length & 0xffff), body]).subarray(0, MAX_DATAGRAM);
    },
    () => Buffer.concat([header(random, 1_240), ...Array.from({ length: 310 }, () => attribute(0x8000 | random.below(255), Buffer.alloc(0)))]),
    () => Buffer.concat([header(random, 0xfffc), random.bytes(random.between(0, 1_400))]),
    () => Buffer.concat([header(random, 1_204), attribute(USERNAME, Buffer.from(`${target.ufrag}:${word(random, 1_200 - target.ufrag.length - 1)}`))]),
  ];
  return random.pick(kinds)();
}

function header(random, length) {
  const head = Buffer.alloc(20);
  head.writeUInt16BE(BINDING_REQUEST, 0);
  head.writeUInt16BE(length, 2);
  head.writeUInt32BE(MAGIC_COOKIE, 4);
  random.bytes(12).copy(head, 8);
  return head;
}

function attribute(type, value) {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length & 0xffff, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/';
const word = (random, length) => Array.from({ length }, () => LETTERS[random.below(64)]).join('');
