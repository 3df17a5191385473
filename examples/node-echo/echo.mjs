// One echo: a room with one session that is sent its own producers back.
import { randomUUID } from 'node:crypto';
import { codecOf, readOffer, writeAnswer } from './sdp.mjs';

/** @returns {Promise<{answer: string, roomId: string, sessionId: string, epoch: object}>} */
export async function echo(node, offer) {
  const epoch = { counter: 1, owner: 'node-echo' };
  const { peer, sections } = readOffer(offer);
  const roomId = `echo-${randomUUID()}`;
  const sessionId = `${roomId}-peer`;
  await node.createRoom({ epoch, room_id: roomId });
  const local = await node.createSession({ epoch, room_id: roomId, session_id: sessionId, peer });
  const ssrcs = {};
  for (const [index, section] of sections.entries()) {
    const { kind, mid, extensions, ssrc } = section;
    const media = { epoch, session_id: sessionId, producer_id: `up-${mid}`, mid, codecs: [codecOf(section)], header_extensions: extensions };
    await node.createProducer({ ...media, kind: `MEDIA_KIND_${kind.toUpperCase()}`, encodings: [{ ssrc }] });
    ssrcs[mid] = 1_000_001 + index;
    await node.createConsumer({ ...media, header_extensions: [], consumer_id: `down-${mid}`, ssrc: ssrcs[mid], cname: 'echo' });
  }
  return { answer: writeAnswer(sections, local, ssrcs), roomId, sessionId, epoch };
}
