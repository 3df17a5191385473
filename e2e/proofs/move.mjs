/** PROOF move: people in a call are moved to another node and back, one by one; judged at their ports and in their clients. */

import fs from 'node:fs';
import { admin } from '../lib/admin.mjs';
import { launchChromium } from '../lib/browser.mjs';
import { percentile, startCapture } from '../lib/capture.mjs';
import { apart, toldSince } from '../lib/movers/events.mjs';
import { judgeMoves } from '../lib/movers/judge.mjs';
import { KINDS, roomOf } from '../lib/movers/kinds.mjs';
import { atMost, exactly, info, prove } from '../lib/proof.mjs';
import { resumedMove } from '../lib/resumed-move.mjs';
import { servePages, startSluice } from '../lib/rooms.mjs';
import { GO_PEERS } from '../lib/server-sdks.mjs';
import { pause, until } from '../lib/wait.mjs';

/**
 * Each kind begins with a move out and back that is not judged for its gap: a process runs code for the first time there, and a server
 * that serves has done so. What they lose, tell or shake counts like any other's.
 */
const WARMUP = 2;

await prove('move', async ({ short, note }) => {
  const only = process.argv.find((word) => word.startsWith('--only='))?.slice(7).split(',') ?? Object.keys(KINDS);
  const moves = short ? 4 : 40;
  const sluice = await startSluice({ name: 'move', nodes: 2 });
  const found = [];
  for (const kind of only) {
    const tell = (text) => note(`${kind}: ${text}`);
    try {
      found.push(await oneKind({ kind, sluice, moves, pauseMillis: short ? 3_000 : 4_000, note: tell }));
    } catch (error) {
      tell(error.stack ?? error);
    }
  }
  const resumed = await whoDoesNotFollow({ sluice, note });
  await sluice.stop();
  if (!found.length) throw new Error('no kind of client could be judged: see above');
  const sum = (key) => found.reduce((total, one) => total + one[key], 0);
  const all = (key) => found.flatMap((one) => one[key]);
  const eachWay = Math.min(...found.flatMap((one) => one.eachWay));
  return {
    clients: exactly(found.map((one) => one.kind).join(), Object.keys(KINDS).join()),
    n: exactly(`${eachWay}_each_both_directions`, `${moves / 2}_each_both_directions`),
    lost_up: exactly(sum('lostUp'), 0),
    lost_down: exactly(sum('lostDown'), 0),
    client_events: exactly(sum('events'), 0),
    not_followed: info(found.map(({ kind, notFollowed }) => `${kind}:${notFollowed}`).join()),
    events_of_resumes: info(sum('eventsOfResumes')),
    dtls_handshakes: exactly(sum('handshakes'), 0),
    gap_p90_ms: atMost(percentile(all('gaps'), 90), 60),
    gap_p90_by_kind: info(found.map(({ kind, gaps }) => `${kind}:${percentile(gaps, 90).toFixed(0)}`).join()),
    gap_max_ms: info(Math.max(...all('gaps')).toFixed(1)),
    with_stalls_p90_ms: info(percentile(all('raw'), 90).toFixed(1)),
    warmup: info(WARMUP),
    first_gap_ms: info(found[0].firstGap.toFixed(1)),
    switch_p90_ms: info(percentile(all('switches'), 90).toFixed(0)),
    data_lost: exactly(sum('dataLost'), 0),
    data_twice: exactly(sum('dataTwice'), 0),
    relay_added_ms_p50: atMost(Math.max(...found.map((one) => one.relayAdded)), 1, 2),
    returned_to_same_port: exactly(sum('samePort'), 0),
    silent_after: exactly(all('silent').join() || 'nobody', 'nobody'),
    ...resumed,
  };
});

/** A client that tries no other address while it is connected: Pion, in LiveKit's SDK for Go. It is asked to resume. */
async function whoDoesNotFollow({ sluice, note }) {
  if (!fs.existsSync(GO_PEERS)) return { resumed: info('no_Go_SDK_here') };
  const pages = await servePages();
  const browser = await launchChromium();
  try {
    const found = [];
    for (const mode of ['single', 'dual']) {
      found.push(await resumedMove({ sluice, browser, pagesUrl: pages.url, mode, note }).catch((error) => ({ mode, failed: error.message, gapMillis: Infinity })));
    }
    const isGood = (one) => one.resumed && one.isAtTarget && one.isHeard && one.hasData && one.handshakes === 0;
    for (const one of found.filter((other) => !isGood(other))) note(`did not resume well: ${JSON.stringify(one)}`);
    const count = `${found.length}_of_${found.length}`;
    return { resumed: exactly(`${found.filter(isGood).length}_of_${found.length}`, count), resumed_gap_ms: info(Math.max(...found.map((one) => one.gapMillis)).toFixed(0)) };
  } finally {
    await browser.close();
    await pages.close();
  }
}

/** Two people who see and hear each other and are moved in turn, and two who stay. */
async function oneKind({ kind, sluice, moves, pauseMillis, note }) {
  const { people, close } = await KINDS[kind](kind, sluice.url);
  try {
    const [ada, bob, , dan] = people;
    await until('the two receive each other', async () => (await ada.receives(bob)) && bob.receives(ada), { timeout: 30_000 });
    const seen = await watched({ kind, two: [ada, bob], still: dan, note }, () => moveInTurn({ kind, sluice, moves, pauseMillis, note }));
    const wire = judgeMoves({ ...seen, nodes: sluice.nodes, note });
    tellSpread(wire, note);
    const eachWay = sluice.nodes.map((node) => seen.moves.filter((move) => !move.isWarmup && move.to === node.name).length);
    const notFollowed = seen.moves.filter(({ how }) => how === 'resumed').length;
    return { kind, eachWay, notFollowed, ...seen.atClients, ...wire };
  } finally {
    await close();
  }
}

/** What the wire and the clients of these people see while `act` moves them. */
async function watched({ kind, two, still, note }, act) {
  const watchedOnes = [...two, still];
  const capture = await startCapture(`move-${kind}`);
  try {
    for (const mover of two) await mover.startData();
    await pause(3_000);
    const ports = await Promise.all(watchedOnes.map((mover) => mover.ports()));
    const quietFrom = Date.now() / 1000;
    const moves = await act();
    const { expected, unexpected } = apart(await toldSince(two, quietFrom), moves);
    for (const event of unexpected) note(`client event ${JSON.stringify(event)}`);
    const data = await judgeData(two, note);
    const silent = [];
    for (const [mover, other] of [two, [...two].reverse()]) if (!(await mover.receives(other))) silent.push(`${kind}/${mover.identity}`);
    for (const [i, mover] of watchedOnes.entries()) ports[i].push(...(await mover.ports()));
    const people = watchedOnes.map(({ identity }, i) => ({ identity, ports: ports[i] }));
    return { people, moves, quietFrom, atClients: { events: unexpected.length, eventsOfResumes: expected.length, silent, ...data }, datagrams: await capture.stop() };
  } catch (error) {
    await capture.stop().catch(() => {});
    throw error;
  }
}

function tellSpread({ gaps, firstGap, switches }, note) {
  const spread = (values) => `${values.map((value) => value.toFixed(0)).join(' ')} ms: p50 ${percentile(values, 50).toFixed(0)}, p90 ${percentile(values, 90).toFixed(0)}`;
  note(`gaps ${spread(gaps)}; at the first move ${firstGap.toFixed(0)}`);
  note(`from the call to the first packet of the new node ${spread(switches)}`);
}

async function moveInTurn({ kind, sluice, moves, pauseMillis, note }) {
  const done = [];
  const at = {};
  for (let i = -WARMUP; i < moves; i++) {
    const identity = i >= 0 && i % 2 ? 'bob' : 'ada';
    const started = Date.now() / 1000;
    const { status, body } = await admin(sluice, 'MoveParticipant', { room: roomOf(kind), identity });
    const ended = Date.now() / 1000;
    note(`move ${i < 0 ? 'before' : i + 1}: ${identity} ${status} ${JSON.stringify(body)} after ${((ended - started) * 1000).toFixed(0)} ms`);
    if (status === 200) {
      at[identity] = body.node_id;
      done.push({ identity, started, ended, to: body.node_id, how: body.how, isWarmup: i < 0, isSpread: at.ada !== (at.bob ?? done[0]?.from ?? body.from_node_id), from: body.from_node_id });
    }
    // Who is moved alone returns sooner than in turn: a node has four ports to offer within 30 s.
    await pause(i < 0 ? pauseMillis * 2 : pauseMillis);
  }
  return done;
}

async function judgeData(movers, note) {
  const sent = [];
  for (const mover of movers) sent.push(await mover.stopData());
  await pause(1_000);
  const heard = await Promise.all(movers.map((mover) => mover.data()));
  note(`data ${sent} sent, ${heard.map(({ different }) => different).reverse()} heard`);
  const twice = heard.reduce((sum, one) => sum + one.heard - one.different, 0);
  if (twice) note(`${twice} messages heard twice`);
  return {
    dataLost: sent[0] - heard[1].different + sent[1] - heard[0].different,
    dataTwice: twice,
  };
}
