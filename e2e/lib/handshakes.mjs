/** Handshakes under loss: a real browser connects through the proxy, which loses one chosen DTLS datagram each time. */

import { startEcho } from './echoes.mjs';
import { dropNthDtls, startProxy } from './impair.mjs';
import { until } from './wait.mjs';

/** Loses each DTLS datagram of the handshake once, in both directions, one connection each. */
export async function handshakesSurviveLoss(page, answerer, { lanes, note }) {
  const clean = await connectThroughProxy(page, answerer, null);
  const cases = ['up', 'down'].flatMap((side) => Array.from({ length: clean[side] }, (_, n) => ({ side, n })));
  note(`a handshake has ${clean.up} datagrams up and ${clean.down} down`);
  if (clean.up < 2 || clean.down < 2) return `only_${clean.up}_up_${clean.down}_down_seen`;
  const failed = [];
  for (let at = 0; at < cases.length; at += lanes) {
    const results = await Promise.allSettled(cases.slice(at, at + lanes).map((one) => connectThroughProxy(page, answerer, one)));
    results.forEach((result, i) => {
      if (result.status === 'rejected') failed.push({ ...cases[at + i], why: result.reason.message });
    });
  }
  for (const one of failed) note(`lost datagram ${one.n} ${one.side}: ${one.why}`);
  return failed.length ? `${failed.length}_of_${cases.length}_failed` : 'each_datagram_dropped_once:ok';
}

async function connectThroughProxy(page, answerer, lost) {
  let proxy;
  const answering = async (offer) => {
    const answer = await answerer(offer);
    const target = firstCandidate(answer);
    const rules = lost ? { [lost.side]: { drop: dropNthDtls(lost.n) } } : {};
    proxy = await startProxy({ target, ...rules });
    return throughProxy(answer, target.host, proxy.port);
  };
  let echo;
  try {
    echo = await startEcho(page, answering, { video: 'none', timeout: 30_000 });
    await until('sound passes', async () => (await echo.ask('media')).some((m) => m.type === 'inbound-rtp' && m.packetsReceived > 10), { timeout: 15_000 });
    const found = { up: proxy.counts.up.dtls, down: proxy.counts.down.dtls };
    if (lost && proxy.counts[lost.side].dropped !== 1) throw new Error(`dropped ${proxy.counts[lost.side].dropped} datagrams, not one`);
    return found;
  } finally {
    await echo?.close();
    proxy?.close();
  }
}

/** The first IPv4 host candidate of a description. */
export function firstCandidate(sdp) {
  const [, host, port] = /^a=candidate:\S+ 1 udp \d+ (\d+\.\d+\.\d+\.\d+) (\d+) typ host/im.exec(sdp) ?? [];
  if (!host) throw new Error('the answer has no IPv4 host candidate');
  return { host, port: Number(port) };
}

/** The same description with one candidate per section: the proxy's port at `host`. */
export function throughProxy(sdp, host, port) {
  let first = true;
  const lines = sdp.split('\r\n').flatMap((line) => {
    if (line.startsWith('m=')) first = true;
    if (!line.startsWith('a=candidate:')) return [line];
    const kept = first ? [line.replace(/ \S+ \d+ typ host/, ` ${host} ${port} typ host`)] : [];
    first = false;
    return kept;
  });
  return lines.join('\r\n');
}
