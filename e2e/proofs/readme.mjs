/** PROOF readme: what the README prints works as it stands there: ./sluice run, ./sluice token, the client program in two pages, Ctrl-C. */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { launchChromium, openPage } from '../lib/browser.mjs';
import { servePages } from '../lib/pages.mjs';
import { freeTcpPorts, freeUdpRange } from '../lib/ports.mjs';
import { ROOT, start, tail } from '../lib/processes.mjs';
import { atMost, exactly, prove } from '../lib/proof.mjs';
import { until } from '../lib/wait.mjs';

const README = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const SLUICE = path.join(ROOT, 'sluice');

await prove('readme', async ({ note }) => {
  const [port] = await freeTcpPorts(1);
  const running = await runSluice(port, note);
  const token = tokenOf('demo', 'alice');
  const accepted = await fetch(`${running.http}/rtc/validate?access_token=${token}`);
  note(`./sluice token: ${accepted.status}`);
  const pages = await servePages();
  const browser = await launchChromium();
  try {
    const videos = await twoClients(browser, pages, running, note);
    const left = await interrupt(running);
    return {
      start_s: atMost(running.seconds, 30),
      token: exactly(accepted.status, 200),
      clients: exactly(2, 2),
      videos: exactly(videos, 2),
      left_after_ctrl_c: exactly(left, 0),
    };
  } finally {
    await browser.close();
    await pages.close();
    await running.process.stop();
  }
});

/** `./sluice run` on ports of its own, until the address that it prints answers. */
async function runSluice(port, note) {
  command('./sluice run');
  const media = await freeUdpRange(16);
  const from = Date.now();
  const process = start('sluice-run', SLUICE, ['run', '--headless', '--port', `${port}`, '--media-port', `${media}`]);
  const http = await until('./sluice run prints where the meeting is', () => {
    if (!process.alive()) throw Object.assign(new Error(`./sluice run ended:\n${tail(process)}`), { final: true });
    return process.text().includes('Ctrl-C stops all') && process.text().match(/meeting +(http:\S+?)\/?\n/)?.[1];
  }, { timeout: 60_000, every: 200 });
  const seconds = (Date.now() - from) / 1000;
  const page = await fetch(http, { headers: { accept: 'text/html' } });
  if (!page.ok || !(await page.text()).includes('<div id="root">')) throw new Error(`${http} is no meeting page: ${page.status}`);
  note(`./sluice run: ${http} after ${seconds.toFixed(1)} s`);
  return { process, http, url: http.replace('http', 'ws'), seconds };
}

function tokenOf(room, identity) {
  command(`./sluice token --room ${room} --identity ${identity}`);
  return execFileSync(SLUICE, ['token', '--room', room, '--identity', identity], { encoding: 'utf8' }).trim();
}

async function twoClients(browser, pages, running, note) {
  const people = ['alice', 'bob'];
  const opened = [];
  for (const identity of people) {
    const page = await openPage(browser, `${pages.url}/pages/blank.html`);
    await page.addScriptTag({ type: 'module', content: program(identity, running) });
    opened.push(page);
  }
  for (const [index, page] of opened.entries()) {
    await until(`${people[index]} sees the other one move`, () => page.evaluate(seesMovement), { timeout: 45_000, every: 500 });
    note(`${people[index]} sees the other one`);
  }
  return opened.length;
}

/** Ctrl-C: how many of the processes that ran are left 10 s later. */
async function interrupt({ process: launcher }) {
  const children = childrenOf(launcher.pid);
  if (children.length < 2) throw new Error('./sluice run has no coordinator and node');
  process.kill(launcher.pid, 'SIGINT');
  const alive = () => [launcher.pid, ...children].filter(isAlive);
  await until('Ctrl-C stops all', () => alive().length === 0, { timeout: 10_000 }).catch(() => {});
  return alive().length;
}

/** By the fourth field of /proc/PID/stat, after the name in parentheses. */
function childrenOf(parent) {
  return fs.readdirSync('/proc').map(Number).filter((pid) => {
    if (!pid || !fs.existsSync(`/proc/${pid}/stat`)) return false;
    return Number(fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')[1]) === parent;
  });
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function command(text) {
  if (!README.includes(`\n${text}\n`)) throw new Error(`the README does not say: ${text}`);
}

/** The README's program; only where the servers of this run are, and who joins, is put in. */
function program(identity, { http, url }) {
  const [, text] = README.match(/```js\n(import .*?)```/s) ?? [];
  if (!text) throw new Error('README.md has no client program');
  const swaps = [
    ["'livekit-client'", "'/npm/livekit-client/dist/livekit-client.esm.mjs'"],
    ['ws://127.0.0.1:7880', url],
    ['/api/token', `${http}/api/token`],
    ['alice', identity],
  ];
  return swaps.reduce((now, [from, to]) => swap(now, from, to), text);
}

function swap(text, from, to) {
  if (!text.includes(from)) throw new Error(`the README's program has no ${from}`);
  return text.replace(from, to);
}

function seesMovement() {
  return [...document.querySelectorAll('video')].some((video) => video.videoWidth > 0 && video.currentTime > 1);
}
