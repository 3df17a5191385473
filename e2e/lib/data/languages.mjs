/** Data between livekit-client and LiveKit's SDKs of other languages. */

import fs from 'node:fs';
import { goClient, pythonClient } from '../peers.mjs';
import { must } from '../scenarios/cast.mjs';
import { GO_PEERS } from '../server-sdks.mjs';
import { until } from '../wait.mjs';
import { hasHeard, listening, say } from './packets.mjs';

/** Python (libwebrtc) and, where there is a Go, Go (Pion), over one and over two peer connections. */
export async function languages({ cast, url, room }) {
  const page = await listening(await cast.person('page'));
  await page.inRoom((there) => there.localParticipant.registerRpcMethod('upper', async ({ payload }) => payload.toUpperCase()));
  const hasGo = fs.existsSync(GO_PEERS);
  const peers = [
    ['python-single', () => pythonClient(url, room, 'python-single', 'single', 0)],
    ['python-dual', () => pythonClient(url, room, 'python-dual', 'dual', 0)],
    ...(hasGo ? [['go-dual', () => goClient(url, room, 'go-dual', 'dual')], ['go-single', () => goClient(url, room, 'go-single', 'single')]] : []),
  ];
  for (const [name, open] of peers) await meet({ page, name, open });
  return peers.map(([name]) => name).join(',') + (hasGo ? '' : ' (no Go here)');
}

async function meet({ page, name, open }) {
  const peer = await open();
  try {
    // Go's SDK over one connection does not wait for its channel: what it sends before is lost by itself.
    await until(`the page hears ${name}`, async () => {
      await peer.ask(`say ${name}-hello`);
      return hasHeard(page, `${name}-hello`, ({ from, topic }) => from === name && topic === 'greeting', 1_000).catch(() => false);
    }, { timeout: 15_000, every: 200 });
    await say(page, `hello-${name}`, { topic: 'reply', destinationIdentities: [name] });
    await say(page, `lossy-${name}`, { reliable: false });
    await until(`${name} hears both`, async () => {
      const { events } = await peer.facts();
      return events.includes(`data page reply hello-${name}`) && events.some((event) => event.includes(`lossy-${name}`));
    }, { timeout: 10_000 });
    if (name.startsWith('python')) {
      const answer = await peer.ask('call page upper abc');
      must(`RPC from ${name}: ${answer}`, answer.trim() === 'ABC');
    }
  } finally {
    await peer.leave().catch(() => {});
    await peer.close();
  }
}
