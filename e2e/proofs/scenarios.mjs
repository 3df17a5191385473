/** PROOF scenarios: what users of LiveKit's SDK do all day, one key per scenario: `ok`, or what went wrong. */

import { RoomServiceClient } from 'livekit-server-sdk';
import { launchChromium } from '../lib/browser.mjs';
import { prove } from '../lib/proof.mjs';
import { KEY, SECRET, servePages, startSluice } from '../lib/rooms.mjs';
import { fullNode, fullRoom } from '../lib/scenarios/capacity.mjs';
import { cast } from '../lib/scenarios/cast.mjs';
import { duplicateIdentity, eightAtOnce, lateJoin, reload, removed, uncleanLeave } from '../lib/scenarios/identity.mjs';
import { coordinatorRestarted, earlyJoin, nodeKilled } from '../lib/scenarios/outages.mjs';
import { changedPermissions, grants, publisherDecides, refusedTokens } from '../lib/scenarios/permissions.mjs';
import { ownProfile } from '../lib/scenarios/profile.mjs';
import { joinedAnew, otherSimulations, resumed } from '../lib/scenarios/reconnects.mjs';
import { redundantAudio } from '../lib/scenarios/sound.mjs';
import { quality, speakers } from '../lib/scenarios/telemetry.mjs';
import { byHand, replaceTrack, republish, severalTracks, sizes, toggles } from '../lib/scenarios/tracks.mjs';
import { within } from '../lib/wait.mjs';

const SCENARIOS = {
  duplicate_identity: duplicateIdentity,
  reload,
  several_tracks: severalTracks,
  late_join: lateJoin,
  attributes: ownProfile,
  tokens: refusedTokens,
  grants,
  changed_permissions: changedPermissions,
  publisher_decides: publisherDecides,
  by_hand: byHand,
  toggles,
  sizes,
  replace_track: replaceTrack,
  republish,
  speakers,
  quality,
  unclean_leave: uncleanLeave,
  resumed,
  joined_anew: joinedAnew,
  simulations: otherSimulations,
  removed,
  full_room: fullRoom,
  opus_red: redundantAudio,
};

/** The same over two peer connections and the older path, as the SDKs for phones and for Go use them. */
const DUAL = { dual_tracks: severalTracks, dual_late_join: lateJoin, dual_by_hand: byHand, dual_republish: republish, dual_resumed: resumed, dual_joined_anew: joinedAnew };

/** Waiting that the short form, three minutes at most, leaves to the full one. */
const FULL_ONLY = new Set([
  'dual_late_join', 'dual_by_hand', 'dual_republish', 'dual_resumed', 'dual_joined_anew', 'unclean_leave', 'joined_anew', 'republish', 'simulations',
  'several_tracks', 'by_hand', 'sizes', 'publisher_decides', 'replace_track', 'coordinator_restarted',
]);

/** This one asks for all that the machine has. */
const CROWDS = { eight_at_once: eightAtOnce };

/** These break what the others need: they come last, one after the other. */
const OUTAGES = { full_node: fullNode, node_killed: nodeKilled, coordinator_restarted: coordinatorRestarted, early_join: earlyJoin };

/** Scenarios that run at the same time: most of each is waiting. */
const AT_ONCE = Number(process.env.SLUICE_SCENARIOS_AT_ONCE ?? 3);
const LIMIT_MILLIS = 120_000;

await prove('scenarios', async ({ short, note }) => {
  const only = process.argv.find((word) => word.startsWith('--only='))?.slice(7).split(',');
  const given = Boolean(process.env.SLUICE_E2E_URL);
  const isWanted = ([name]) => (only ? only.includes(name) : !short || !FULL_ONLY.has(name));
  const together = Object.entries({ ...SCENARIOS, ...DUAL }).filter(isWanted);
  const alone = Object.entries(given ? CROWDS : { ...CROWDS, ...OUTAGES }).filter(isWanted);
  const names = [...together, ...alone].map(([name]) => name);
  const sluice = await startSluice({ name: 'scenarios', node: { 'max-sessions': 64 } });
  const pages = await servePages();
  const browser = await launchChromium();
  const service = new RoomServiceClient(sluice.http, KEY, SECRET);
  const results = {};
  const playAll = async (queue) => {
    for (let one = queue.shift(); one; one = queue.shift()) {
      const [name, scenario] = one;
      results[name] = await played({ name, scenario, stage: { sluice, url: sluice.url, service, browser, pages, short, note } });
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, () => playAll(together)));
    await playAll(alone);
  } finally {
    await browser.close();
    await pages.close();
    await sluice.stop();
  }
  return Object.fromEntries(names.map((name) => [name, results[name]]));
});

async function played({ name, scenario, stage }) {
  const room = `scenario-${name}`;
  const people = cast({ ...stage, room, options: DUAL[name] ? { singlePeerConnection: false } : {} });
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  try {
    const more = await within(LIMIT_MILLIS, name, scenario({ ...stage, room, cast: people }));
    stage.note(`${name} ok in ${seconds()}${more ? ` (${more})` : ''}`);
    return { value: 'ok', ok: true };
  } catch (error) {
    stage.note(`${name} failed after ${seconds()}: ${error.stack?.split('\n').slice(0, 4).join('\n') ?? error}`);
    return { value: JSON.stringify(String(error.message ?? error)), ok: false, bound: 'ok' };
  } finally {
    await people.close();
  }
}
