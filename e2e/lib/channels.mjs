/** Raw data channels of a browser over the node's API alone: every message comes back on the channel on which it was sent. */

import { randomUUID } from 'node:crypto';
import { candidateLine, readOffer } from '../../examples/node-echo/sdp.mjs';
import { openJudgePage } from './pages.mjs';
import { until } from './wait.mjs';

/** Answers an offer that has a data section only. */
function dataAnswer(mid, { ice, candidates, fingerprint }) {
  return [
    'v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=ice-lite', `a=group:BUNDLE ${mid}`,
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'c=IN IP4 0.0.0.0', `a=mid:${mid}`,
    `a=ice-ufrag:${ice.username_fragment}`, `a=ice-pwd:${ice.password}`, 'a=setup:passive',
    `a=fingerprint:${fingerprint.algorithm} ${fingerprint.value}`, 'a=sctp-port:5000', 'a=max-message-size:262144',
    ...candidates.map((candidate) => `a=${candidateLine(candidate)}`), 'a=end-of-candidates', '',
  ].join('\r\n');
}

/**
 * A session whose channels are sent back to it.
 *
 * @param {Record<string, RTCDataChannelInit>} wanted channels by label
 */
export async function openChannels({ browser, pages, node, wanted }) {
  const page = await openJudgePage(browser, `${pages.url}/pages/channel.html`);
  await page.waitForFunction(() => window.judge?.ready);
  const ask = (name, ...args) => page.evaluate((n, a) => window.judge[n](...a), name, args);
  const sdp = await ask('offer', wanted);
  const session = await answerChannels(node, sdp, wanted);
  await ask('answer', session.answer);
  await until('the channels open', async () => {
    const { connection, channels } = await ask('state');
    if (connection === 'failed') throw Object.assign(new Error('connection failed'), { final: true });
    return channels.every(([, state]) => state === 'open');
  }, { timeout: 20_000 });
  return { page, ask, session, trickle: (candidate) => ask('trickle', candidate) };
}

async function answerChannels(node, sdp, wanted) {
  const epoch = { counter: 1, owner: 'e2e-channels' };
  const { peer, sections } = readOffer(sdp);
  const roomId = `channels-${randomUUID()}`;
  const sessionId = `${roomId}-peer`;
  await node.createRoom({ epoch, room_id: roomId });
  const local = await node.createSession({ epoch, room_id: roomId, session_id: sessionId, peer, has_data: true });
  for (const [label, { ordered = true, maxRetransmits }] of Object.entries(wanted)) {
    const own = { epoch, session_id: sessionId, data_producer_id: `up-${label}`, label };
    const reliability = { is_unordered: !ordered, ...(maxRetransmits === undefined ? {} : { max_retransmits: maxRetransmits }) };
    await node.createDataProducer(own);
    await node.createDataConsumer({ ...own, data_consumer_id: `down-${label}`, reliability });
  }
  return { answer: dataAnswer(sections[0].mid, local), roomId, sessionId, epoch };
}
