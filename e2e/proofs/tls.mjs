/** PROOF tls: coordinator and node on an address that others reach speak mutual TLS only, with the certificates that ./sluice certificates makes. */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { connect } from '../../examples/node-echo/node.mjs';
import { launchChromium } from '../lib/browser.mjs';
import { freeTcpPorts } from '../lib/ports.mjs';
import { OUT, ROOT } from '../lib/processes.mjs';
import { exactly, info, prove } from '../lib/proof.mjs';
import { openRoomPage, servePages } from '../lib/rooms.mjs';
import { startCoordinator, startNodeProcess } from '../lib/sluice.mjs';
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
    settings: { 'nodes-bind': host, 'nodes-port': cluster, ...tlsSettings(ours, 'nodes-tls-certificate', 'nodes-tls-key', 'nodes-tls-trust') },
  });
  const node = await startNodeProcess({
    name: 'tls-node',
    controlPort: control,
    coordinators: [`${host}:${cluster}`],
    settings: { 'control-host': host, ...tlsSettings(ours, 'tls-certificate', 'tls-key', 'tls-trust') },
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
      own_certificate: exactly(await count(doors, (port) => accepts(host, port, ours, ours)), 2),
      no_certificate: exactly(await count(doors, (port) => accepts(host, port, ours, null)), 0),
      strangers_certificate: exactly(await count(doors, (port) => accepts(host, port, ours, strangers)), 0),
      plain_text: exactly(await answersPlain(`${host}:${control}`), 'no'),
    };
  } finally {
    await browser.close();
    await pages.close();
  }
});

function certificates(name) {
  const dir = path.join(OUT, name);
  fs.rmSync(dir, { recursive: true, force: true });
  execFileSync(path.join(ROOT, 'sluice'), ['certificates', dir], { stdio: 'ignore' });
  return Object.fromEntries(['ca.crt', 'tls.crt', 'tls.key'].map((file) => [file, path.join(dir, file)]));
}

function tlsSettings(files, certificate, key, trust) {
  return { [certificate]: files['tls.crt'], [key]: files['tls.key'], [trust]: files['ca.crt'] };
}

/** An address of this machine that is not loopback; a machine without network has none, and uses all of them. */
function lanAddress() {
  const all = Object.values(os.networkInterfaces()).flat();
  return all.find((one) => one.family === 'IPv4' && !one.internal)?.address ?? '0.0.0.0';
}

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

/** Whether a TLS client with these files gets past the handshake and keeps the connection. */
function accepts(host, port, trusted, shown) {
  return new Promise((resolve) => {
    const socket = tls.connect({
      host,
      port,
      ca: fs.readFileSync(trusted['ca.crt']),
      ALPNProtocols: ['h2'],
      ...(shown ? { cert: fs.readFileSync(shown['tls.crt']), key: fs.readFileSync(shown['tls.key']) } : {}),
    });
    const end = (answer) => (socket.destroy(), resolve(answer));
    // In TLS 1.3 a refused certificate shows after the handshake, with the first read: the server's SETTINGS or an alert.
    socket.once('data', () => end(true));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
    socket.setTimeout(5_000, () => end(false));
  });
}

async function answersPlain(address) {
  const api = connect(address);
  return api.getNode().then(() => 'yes', () => 'no').finally(() => api.close());
}
