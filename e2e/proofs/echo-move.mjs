/** PROOF echo_move: a live echo goes back and forth between two node processes; judged at the client's port. */

import { echo as echoOverApi } from '../../examples/node-echo/echo.mjs';
import { launchChromium } from '../lib/browser.mjs';
import { clientsOf, continuity, dtlsHandshakes, longestGapMs, percentile, rtpAtClient, startCapture } from '../lib/capture.mjs';
import { pairEcho } from '../lib/echo.mjs';
import { medianSnr, startEcho } from '../lib/echoes.mjs';
import { moveSession } from '../lib/move.mjs';
import { openJudgePage, servePages } from '../lib/pages.mjs';
import { atMost, exactly, info, prove } from '../lib/proof.mjs';
import { attributedGap } from '../lib/stalls.mjs';
import { startNode } from '../lib/sluice.mjs';
import { pause, until } from '../lib/wait.mjs';

/** A session that returns within 30 s takes another port of four: eight ports' worth of moves must take longer than that. */
const BETWEEN_MOVES_MILLIS = 5_000;

await prove('echo_move', async ({ short, note }) => {
  const n = short ? 4 : 20;
  // The third node takes no part: an echo of the same page stays there, and tells what the machine does to sound by itself.
  const [alone, ...nodes] = await Promise.all(['c', 'a', 'b'].map((name) => startNode({ name: `move-node-${name}` })));
  const pages = await servePages();
  const browser = await launchChromium();
  try {
    const page = await openJudgePage(browser, `${pages.url}/pages/echo.html`);
    const capture = await startCapture('echo-move');
    let session;
    const echo = await startEcho(page, async (offer) => {
      session = await echoOverApi(nodes[0].api, offer);
      return session.answer;
    });
    await startEcho(page, async (offer) => (await echoOverApi(alone.api, offer)).answer, { video: 'none', hertz: 660 });
    await pause(5_000);
    const quietFrom = Date.now() / 1000;
    await page.evaluate(() => (window.__events.length = 0));
    const moves = await moveBackAndForth({ n, nodes, session, echo, note });
    const events = await page.evaluate(() => window.__events);
    const snr = await medianSnr(echo, 3);
    const datagrams = await capture.stop();
    for (const event of events) note(`client event ${JSON.stringify(event)}`);
    const opus = Number(/^a=rtpmap:(\d+) opus/m.exec(session.answer)[1]);
    const wire = judgeWire({ datagrams, nodes, alone, moves, quietFrom, opus, note });
    return {
      n: exactly(moves.length, n),
      ...wire.losses,
      client_events: exactly(events.length, 0),
      dtls_handshakes: wire.handshakes,
      gap_p90_ms: wire.gap,
      gap_max_ms: info(wire.gapMax),
      with_stalls_p90_ms: info(wire.rawGap),
      stalled_moves: wire.stalled,
      idle_gap_p90_ms: info(wire.idleGap),
      switch_p90_ms: info(percentile(moves.map((m) => m.switchMicros / 1000), 90).toFixed(1)),
      tone_snr_db: info(snr.toFixed(1)),
    };
  } finally {
    await browser.close();
    await pages.close();
  }
});

async function moveBackAndForth({ n, nodes, session, echo, note }) {
  const moves = [];
  for (let i = 0; i < n; i++) {
    const [from, to] = [nodes[i % 2], nodes[(i + 1) % 2]];
    const move = await moveSession({ from, to, session, trickle: echo.trickle });
    const remote = await until(`the browser sends to ${to.name}`, async () => {
      const { remote: now } = await echo.ask('transport');
      return to.ownsPort(Number(now.split(':').at(-1))) && now;
    });
    note(`move ${i + 1} to ${to.name} ${remote}: ${((move.completed - move.started) * 1000).toFixed(0)} ms, switch ${move.switchMicros} µs, ${move.tunnelled} tunnelled`);
    moves.push({ ...move, settled: Date.now() / 1000 });
    await pause(BETWEEN_MOVES_MILLIS);
  }
  return moves;
}

function judgeWire({ datagrams, nodes, alone, moves, quietFrom, opus, note }) {
  const isNode = (port) => nodes.some((node) => node.ownsPort(port));
  const clients = clientsOf(datagrams.filter((d) => d.kind === 'rtp'), isNode);
  // One socket per address family: the pair may change between them.
  if (clients.length < 1 || clients.length > 2) throw new Error(`expected the ports of one client in the capture, found ${clients.join(' ')}`);
  const streams = rtpAtClient(datagrams, clients);
  const pairs = pairEcho(streams);
  if (pairs.length !== 2) throw new Error(`expected an echoed audio and an echoed video stream, found ${pairs.length}`);
  const audio = pairs.find(({ down }) => down.packets[0].payloadType === opus);
  for (const { down, lostUp, lostDown, tsOffset } of pairs) {
    const { packets, duplicates, reordered } = continuity(down);
    note(`stream ${down.ssrc}: ${packets} packets back, offset ${tsOffset}, lost up ${brief(lostUp)}, lost down ${brief(lostDown)}, ${duplicates} doubled, ${reordered} reordered`);
  }
  const [control] = pairEcho(rtpAtClient(datagrams, clientsOf(datagrams.filter((d) => d.kind === 'rtp'), alone.ownsPort)));
  if (!control) throw new Error('the echo that is left alone is not in the capture');
  const judged = moves.map((m) => attributedGap(audio.down, control.down, m.started, m.settled + 2));
  const gaps = judged.map(({ attributed }) => attributed);
  const idle = moves.map((m) => longestGapMs(audio.down, m.settled + 2.2, m.settled + BETWEEN_MOVES_MILLIS / 1000 - 0.2));
  const stalls = judged.filter(({ stalled }) => stalled > 0);
  for (const { raw, stalled } of stalls) note(`a gap of ${raw.toFixed(0)} ms, of which the echo that is left alone was stalled for ${stalled.toFixed(0)} ms`);
  note(`gaps of the moves: ${gaps.map((g) => g.toFixed(0)).join(' ')} ms; between them: ${idle.map((g) => g.toFixed(0)).join(' ')} ms`);
  const late = dtlsHandshakes(datagrams, (d) => d.time > quietFrom && (clients.includes(d.fromPort) || clients.includes(d.toPort)));
  const farEnds = new Set(audio.down.packets.map((p) => p.far));
  if (farEnds.size < Math.min(2, moves.length + 1)) throw new Error('all packets came from one address: nothing moved');
  const sum = (lost) => pairs.reduce((total, pair) => total + pair[lost].length, 0);
  return {
    losses: { lost_up: exactly(sum('lostUp'), 0), lost_down: exactly(sum('lostDown'), 0) },
    handshakes: exactly(late.records.length, 0),
    gap: atMost(percentile(gaps, 90), 60),
    gapMax: Math.max(...gaps).toFixed(1),
    rawGap: percentile(judged.map(({ raw }) => raw), 90).toFixed(1),
    // Stalls in every other move are no accident: the moves make them.
    stalled: atMost(stalls.length, moves.length / 2, 0),
    idleGap: percentile(idle, 90).toFixed(1),
  };
}

function brief(list) {
  return list.length > 12 ? `${list.length} (${list.slice(0, 12)}…)` : `[${list}]`;
}
