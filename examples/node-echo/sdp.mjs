// As much SDP as an echo needs: what one offer says, and an answer that sends every section back.
const CODECS = { audio: 'opus/48000/2', video: 'VP8/90000' };
const EXTENSIONS = [
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
];

/** Reads the peer's transport parameters and its sections. */
export function readOffer(sdp) {
  const [session, ...sections] = sdp.split(/\r?\n(?=m=)/);
  const value = (text, name) => new RegExp(`^a=${name}:(.*?)\\r?$`, 'm').exec(text)?.[1];
  const both = (name) => value(sections[0], name) ?? value(session, name);
  const [algorithm, fingerprint] = both('fingerprint').split(' ');
  return {
    peer: {
      ice: { username_fragment: both('ice-ufrag'), password: both('ice-pwd') },
      fingerprints: [{ algorithm: algorithm.toLowerCase(), value: fingerprint.toUpperCase() }],
    },
    sections: sections.map((text) => readSection(text, value)),
  };
}

function readSection(text, value) {
  const kind = /^m=(\w+)/.exec(text)[1];
  const codec = new RegExp(`^a=rtpmap:(\\d+) ${CODECS[kind]}`, 'mi').exec(text);
  const extensions = EXTENSIONS.flatMap((uri) => {
    const found = [...text.matchAll(/^a=extmap:(\d+)(?:\/\w+)? (\S+)/gm)].find((match) => match[2] === uri);
    return found ? [{ uri, id: Number(found[1]) }] : [];
  });
  const ssrc = Number(/^a=ssrc:(\d+)/m.exec(text)?.[1] ?? 0);
  const feedback = [['transport-cc', 'RTCP_FEEDBACK_TRANSPORT_CC'], ['nack', 'RTCP_FEEDBACK_NACK'], ['nack pli', 'RTCP_FEEDBACK_NACK_PLI']]
    .filter(([name]) => kind === 'video' || name === 'transport-cc')
    .filter(([name]) => codec && text.split(/\r?\n/).includes(`a=rtcp-fb:${codec[1]} ${name}`));
  return { kind, mid: value(text, 'mid'), payloadType: codec && Number(codec[1]), extensions, ssrc, feedback };
}

/** The codec of a section as the node's API wants it. */
export function codecOf({ kind, payloadType, feedback }) {
  const audio = kind === 'audio';
  return {
    mime_type: audio ? 'audio/opus' : 'video/vp8',
    payload_type: payloadType,
    clock_rate_hz: audio ? 48_000 : 90_000,
    channels: audio ? 2 : 0,
    parameters: audio ? { minptime: '10', useinbandfec: '1' } : {},
    feedback: feedback.map(([, name]) => name),
  };
}

/** A candidate line, without "a=". */
export const candidateLine = ({ foundation, priority, address }) =>
  `candidate:${foundation} 1 udp ${priority} ${address.ip} ${address.port} typ host`;

/** Answers every section; `ssrcs` are those of the echo, by mid. */
export function writeAnswer(sections, { ice, candidates, fingerprint }, ssrcs) {
  const lines = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=ice-lite', `a=group:BUNDLE ${sections.map((s) => s.mid).join(' ')}`];
  for (const section of sections) {
    const { kind, mid, payloadType: pt, extensions, feedback } = section;
    if (!pt) throw new Error(`section ${mid} offers no ${CODECS[kind]}`);
    lines.push(`m=${kind} 9 UDP/TLS/RTP/SAVPF ${pt}`, 'c=IN IP4 0.0.0.0', `a=mid:${mid}`, 'a=sendrecv', 'a=rtcp-mux');
    lines.push(`a=ice-ufrag:${ice.username_fragment}`, `a=ice-pwd:${ice.password}`, 'a=setup:passive');
    lines.push(`a=fingerprint:${fingerprint.algorithm} ${fingerprint.value}`, `a=rtpmap:${pt} ${CODECS[kind]}`);
    if (kind === 'audio') lines.push(`a=fmtp:${pt} minptime=10;useinbandfec=1`);
    for (const { uri, id } of extensions) lines.push(`a=extmap:${id} ${uri}`);
    for (const [name] of feedback) lines.push(`a=rtcp-fb:${pt} ${name}`);
    lines.push('a=msid:echo echo-' + mid, `a=ssrc:${ssrcs[mid]} cname:echo`);
    for (const candidate of candidates) lines.push(`a=${candidateLine(candidate)}`);
    lines.push('a=end-of-candidates');
  }
  return lines.join('\r\n') + '\r\n';
}
