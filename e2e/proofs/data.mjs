/** PROOF data: SCTP against usrsctp, and what clients see of data channels: raw ones, LiveKit's SDKs, the server API, a moved session. */

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { RoomServiceClient } from 'livekit-server-sdk';
import { launchChromium, launchFirefox } from '../lib/browser.mjs';
import { chat, movedChannels, rawChannels } from '../lib/data/channels.mjs';
import { languages } from '../lib/data/languages.mjs';
import * as packets from '../lib/data/packets.mjs';
import { ROOT } from '../lib/processes.mjs';
import { atLeast, exactly, info, prove } from '../lib/proof.mjs';
import { KEY, SECRET, servePages, startSluice } from '../lib/rooms.mjs';
import { cast } from '../lib/scenarios/cast.mjs';
import { startNode } from '../lib/sluice.mjs';
import { within } from '../lib/wait.mjs';

const LIMIT_MILLIS = 90_000;

/** Scenarios that run at the same time: most of each is waiting. */
const AT_ONCE = 3;

/** Our SCTP and usrsctp under virtual time; see peers/usrsctp.sh. */
function againstUsrsctp(short) {
  const script = path.join(ROOT, 'e2e/peers/usrsctp.sh');
  const run = spawnSync(script, short ? ['--short'] : [], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 });
  if (run.status !== 0) throw new Error(`peers/usrsctp.sh ended with ${run.status ?? run.signal ?? run.error}`);
  const { good, schedules, wraps, goodWraps, ratio } = JSON.parse(run.stdout.trim().split('\n').at(-1));
  return {
    differential: exactly(`${good}/${schedules}`, `${schedules}/${schedules}`),
    wrap: exactly(wraps > 0 && wraps === goodWraps ? 'ok' : `${goodWraps}/${wraps}`, 'ok'),
    goodput_at_5pct_loss_vs_usrsctp: atLeast(ratio, 0.7, 2),
  };
}

const SCENARIOS = {
  message_64000_livekit_client: packets.largest,
  message_65536_raw_channel: packets.rawInRoom,
  targeted: packets.targeted,
  topic: packets.topics,
  identity_forged: packets.forged,
  send_data: packets.serverSends,
  permissions: packets.permissions,
  hidden: packets.hidden,
  joining: packets.joining,
  resume: packets.resumed,
  file: packets.file,
  streams_rpc: packets.streamsAndRpc,
  dual: packets.dual,
  firefox: packets.firefox,
  old_sdks: packets.oldSdks,
  languages,
  chat,
};

await prove('data', async ({ short, note }) => {
  const only = process.argv.find((word) => word.startsWith('--only='))?.slice(7).split(',');
  const wire = only && !only.includes('differential') ? {} : againstUsrsctp(short);
  const clients = await withClients({ short, note, only });
  return { ...wire, ...clients };
});

async function withClients({ short, note, only }) {
  const sluice = await startSluice({ name: 'data' });
  const pages = await servePages();
  const browser = await launchChromium();
  const service = new RoomServiceClient(sluice.http, KEY, SECRET);
  const results = {};
  const stage = { sluice, url: sluice.url, service, browser, pages, short, note, launchFirefox };
  try {
    const raw = only && !only.includes('raw') ? {} : await withNodes({ browser, pages, short, note });
    const waiting = Object.entries(SCENARIOS).filter(([name]) => !only || only.includes(name));
    const playAll = async () => {
      for (let one = waiting.shift(); one; one = waiting.shift()) results[one[0]] = await played(one[0], one[1], stage);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, playAll));
    return { ...Object.fromEntries(Object.keys(SCENARIOS).filter((name) => results[name]).map((name) => [name, results[name]])), ...raw };
  } finally {
    await browser.close();
    await pages.close();
    await sluice.stop();
  }
}

async function played(name, scenario, stage) {
  const room = `data-${name.replaceAll('_', '-')}`;
  const started = Date.now();
  const troupe = cast({ ...stage, room });
  try {
    const told = await within(LIMIT_MILLIS, name, scenario({ ...stage, room, cast: troupe }));
    stage.note(`${name}: ok after ${((Date.now() - started) / 1000).toFixed(1)} s${told ? `, ${told}` : ''}`);
    return exactly('ok', 'ok');
  } catch (error) {
    stage.note(`${name}: ${error.stack ?? error}`);
    return exactly(String(error.message ?? error).replaceAll(/\s+/g, '_').slice(0, 120), 'ok');
  } finally {
    await troupe.close();
  }
}

/** The node's API alone: raw channels, and a session with channels that moves between two nodes. */
async function withNodes({ browser, pages, short, note }) {
  const nodes = await Promise.all(['a', 'b'].map((name) => startNode({ name: `data-node-${name}` })));
  try {
    const raw = await rawChannels({ browser, pages, node: nodes[0].api, note });
    const moved = await movedChannels({ browser, pages, nodes, n: short ? 4 : 12, note });
    return {
      raw_channels: exactly(raw, 'ok'),
      moves: info(moved.moves),
      data_lost: exactly(moved.lost, 0),
      data_twice: exactly(moved.twice, 0),
      move_gap_max_ms: info(moved.gap.toFixed(0)),
    };
  } finally {
    for (const node of nodes) node.stop();
  }
}
