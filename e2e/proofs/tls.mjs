/** PROOF tls: coordinator and node on an address that others reach speak mutual TLS only, with the certificates that ./sluice certificates makes. */

import fs from 'node:fs';
import path from 'node:path';
import { connect } from '../../examples/node-echo/node.mjs';
import { launchChromium } from '../lib/browser.mjs';
import { freeTcpPorts } from '../lib/ports.mjs';
import { OUT } from '../lib/processes.mjs';
import { exactly, info, prove } from '../lib/proof.mjs';
import { openRoomPage, servePages } from '../lib/rooms.mjs';
import { startCoordinator, startNodeProcess } from '../lib/sluice.mjs';
import { certificates, coordinatorTls, knock, lanAddress, nodeTls } from '../lib/tls.mjs';
import { until } from '../lib/wait.mjs';

await prove('tls', async ({ note }) => {
  const ours = certificates('tls-ours');
  const strangers = certificates('tls-strangers');
  const host = lanAddress();
  note(`on ${host}`);
  const [control, cluster] = await freeTcpPorts(2);
  const plain = await refusals(host);
  const coordinator = await startCoordinator({
    name: 'tls-coordinator',
    settings: { 'nodes-bind': host, 'nodes-port': cluster, ...coordinatorTls(ours) },
  });
  const node = await startNodeProcess({
    name: 'tls-node',
    controlPort: control,
    coordinators: [`${host}:${cluster}`],
    settings: { 'control-host': host, ...nodeTls(ours) },
  });
  await until('the node registers', async () => {
    if (!node.process.alive()) throw Object.assign(new Error(node.process.text()), { final: true });
    return (await fetch(coordinator.http)).ok;
  }, { timeout: 30_000 });
  note('registered over TLS');
  const doors = [control, cluster];
  const pages = await servePages();
  const browser = await launchChromium();
  try {
    const page = await openRoomPage(browser, pages.url, 'alice');
    await page.allow();
    await page.join(coordinator.url, 'tls');
    note('a client joined');
    return {
      registered: info('yes'),
      joined: info('yes'),
      without_tls: exactly(plain, 'refused_at_start'),
      own_certificate: exactly(await count(doors, (port) => knock(host, port, ours, ours)), 2),
      no_certificate: exactly(await count(doors, (port) => knock(host, port, ours, null)), 0),
      strangers_certificate: exactly(await count(doors, (port) => knock(host, port, ours, strangers)), 0),
      plain_text: exactly(await answersPlain(`${host}:${control}`), 'no'),
    };
  } finally {
    await browser.close();
    await pages.close();
  }
});

/** Both programs refuse to listen there without TLS, and say what to do. */
async function refusals(host) {
  const [control] = await freeTcpPorts(1);
  const node = await startNodeProcess({ name: 'tls-refused-node', controlPort: control, settings: { 'control-host': host } });
  const code = await node.process.exited;
  if (code === 0 || !node.process.text().includes('./sluice certificates')) return `node_${code}`;
  const started = await startCoordinator({ name: 'tls-refused-coordinator', settings: { 'nodes-bind': host } }).then(() => true, () => false);
  const says = fs.readFileSync(path.join(OUT, 'tls-refused-coordinator.log'), 'utf8').includes('./sluice certificates');
  return !started && says ? 'refused_at_start' : `coordinator_started_${started}`;
}

async function count(doors, opens) {
  return (await Promise.all(doors.map(opens))).filter(Boolean).length;
}

async function answersPlain(address) {
  const api = connect(address);
  return api.getNode().then(() => 'yes', () => 'no').finally(() => api.close());
}
