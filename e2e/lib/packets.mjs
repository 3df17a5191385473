/** Reads pcap files and names what is in a UDP payload; nothing here needs keys. */

const LINK_ETHERNET = 1;
const LINK_RAW = 101;
const LINK_COOKED = 113;

/**
 * @param {Buffer} file a classic pcap file, micro- or nanosecond resolution
 * @returns {{time: number, from: string, to: string, fromPort: number, toPort: number, data: Buffer}[]}
 *   UDP datagrams in capture order (and TCP segments with payload, marked `tcp`); time in seconds; `ttl` of those over IPv4
 */
export function readPcap(file) {
  if (file.length < 24) return [];
  const magic = file.readUInt32LE(0);
  const little = magic === 0xa1b2c3d4 || magic === 0xa1b23c4d;
  const nano = magic === 0xa1b23c4d || file.readUInt32BE(0) === 0xa1b23c4d;
  const u32 = (at) => (little ? file.readUInt32LE(at) : file.readUInt32BE(at));
  const link = u32(20);
  const datagrams = [];
  for (let at = 24; at + 16 <= file.length; ) {
    const time = u32(at) + u32(at + 4) / (nano ? 1e9 : 1e6);
    const length = u32(at + 8);
    if (at + 16 + length > file.length) break;
    const datagram = readUdp(file.subarray(at + 16, at + 16 + length), link);
    if (datagram) datagrams.push({ time, ...datagram });
    at += 16 + length;
  }
  return datagrams;
}

function readUdp(frame, link) {
  const start = link === LINK_ETHERNET ? 14 : link === LINK_COOKED ? 16 : link === LINK_RAW ? 0 : 4;
  if (frame.length < start + 28) return null;
  return frame[start] >> 4 === 6 ? readIpv6(frame.subarray(start)) : readIpv4(frame.subarray(start));
}

function readIpv4(ip) {
  const header = (ip[0] & 15) * 4;
  if ((ip[9] !== 17 && ip[9] !== 6) || (ip.readUInt16BE(6) & 0x1fff) !== 0) return null;
  const layer4 = ip[9] === 17 ? udp : tcp;
  const content = layer4(ip.subarray(header, ip.readUInt16BE(2) || ip.length), ip.subarray(12, 16).join('.'), ip.subarray(16, 20).join('.'));
  return content && { ...content, ttl: ip[8] };
}

function readIpv6(ip) {
  if (ip[6] !== 17 || ip.length < 48) return null;
  return udp(ip.subarray(40), ip.subarray(8, 24).toString('hex'), ip.subarray(24, 40).toString('hex'));
}

function udp(segment, from, to) {
  const length = Math.max(8, segment.readUInt16BE(4));
  return {
    from,
    to,
    fromPort: segment.readUInt16BE(0),
    toPort: segment.readUInt16BE(2),
    data: segment.subarray(8, length),
  };
}

function tcp(segment, from, to) {
  const data = segment.subarray((segment[12] >> 4) * 4);
  if (data.length === 0) return null;
  return { tcp: true, from, to, fromPort: segment.readUInt16BE(0), toPort: segment.readUInt16BE(2), data };
}

/** RFC 7983: which protocol a datagram on a WebRTC port carries. */
export function kindOf(data) {
  if (data.length < 2) return 'other';
  const first = data[0];
  if (first <= 3) return 'stun';
  if (first >= 20 && first <= 63) return 'dtls';
  if (first < 128 || first > 191) return 'other';
  return data[1] >= 192 && data[1] <= 223 ? 'rtcp' : 'rtp';
}

/** The clear fields of an RTP or SRTP packet. */
export function rtpOf(data) {
  return {
    padding: (data[0] & 0x20) !== 0,
    marker: (data[1] & 0x80) !== 0,
    payloadType: data[1] & 0x7f,
    seq: data.readUInt16BE(2),
    timestamp: data.readUInt32BE(4),
    ssrc: data.readUInt32BE(8),
    size: data.length,
  };
}

const HANDSHAKE = 22;

/** DTLS records of a datagram: type, epoch, sequence, and the handshake message type where it is readable. */
export function dtlsRecords(data) {
  const records = [];
  for (let at = 0; at + 13 <= data.length; ) {
    const length = data.readUInt16BE(at + 11);
    const epoch = data.readUInt16BE(at + 3);
    const type = data[at];
    const handshakeType = type === HANDSHAKE && epoch === 0 ? data[at + 13] : null;
    records.push({ type, epoch, seq: data.readUIntBE(at + 5, 6), length, handshakeType });
    at += 13 + length;
  }
  return records;
}

/** Method and class of a STUN message, and its USE-CANDIDATE and USERNAME. */
export function stunOf(data) {
  const type = data.readUInt16BE(0);
  const found = { type, useCandidate: false, username: null };
  for (let at = 20; at + 4 <= data.length; ) {
    const attribute = data.readUInt16BE(at);
    const length = data.readUInt16BE(at + 2);
    if (attribute === 0x0025) found.useCandidate = true;
    if (attribute === 0x0006) found.username = data.toString('utf8', at + 4, at + 4 + length);
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  return found;
}
