/** Whether the server ever seals two different things under one nonce: judged by what is on the wire. */

import { dtlsRecords } from '../packets.mjs';

const RTP_HEADER = 12;
const SRTCP_INDEX_AT_END = 4;

/**
 * Two packets of one client with one (SSRC, roll-over counter, sequence number), two SRTCP packets with one (SSRC, index), or two
 * records with one (epoch, number), and different bytes. Sending the same bytes again is no conflict: nothing was sealed anew.
 *
 * @param {object[]} datagrams of the server, in order
 * @returns {{conflicts: string[], seals: number}} `seals`: different sealed packets and records
 */
export function nonceConflicts(datagrams) {
  const seen = new Map();
  const highest = new Map();
  const conflicts = [];
  const note = (key, bytes) => {
    const before = seen.get(key);
    if (!before) seen.set(key, bytes);
    else if (!before.equals(bytes)) conflicts.push(key);
  };
  for (const { to, toPort, kind, data } of datagrams) {
    const client = `${to}:${toPort}`;
    if (kind === 'rtp' && data.length > RTP_HEADER) {
      const ssrc = data.readUInt32BE(8);
      const stream = `${client} rtp ${ssrc}`;
      const seq = data.readUInt16BE(2);
      const last = highest.get(stream);
      const index = last === undefined ? seq : last + (((seq - last) << 16) >> 16);
      highest.set(stream, Math.max(last ?? index, index));
      note(`${stream} ${index}`, data);
    } else if (kind === 'rtcp' && data.length > RTP_HEADER) {
      note(`${client} rtcp ${data.readUInt32BE(4)} ${data.readUInt32BE(data.length - SRTCP_INDEX_AT_END)}`, data);
    } else if (kind === 'dtls') {
      sealedRecords(data).forEach(({ epoch, seq, bytes }) => note(`${client} dtls ${epoch} ${seq}`, bytes));
    }
  }
  return { conflicts, seals: seen.size };
}

/** Records of epoch 0 are in the clear: a repeated flight may have the numbers it likes. */
function sealedRecords(data) {
  let at = 0;
  return dtlsRecords(data).map((record) => {
    const bytes = data.subarray(at, at + 13 + record.length);
    at += bytes.length;
    return { ...record, bytes };
  }).filter(({ epoch }) => epoch > 0);
}
