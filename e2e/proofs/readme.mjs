/** PROOF readme: the client program that the README prints, as it stands there, run by two people in two pages. */

import fs from 'node:fs';
import path from 'node:path';
import { launchChromium, openPage } from '../lib/browser.mjs';
import { servePages } from '../lib/pages.mjs';
import { ROOT } from '../lib/processes.mjs';
import { exactly, prove } from '../lib/proof.mjs';
import { startSluice } from '../lib/rooms.mjs';
import { until } from '../lib/wait.mjs';

const README = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');

await prove('readme', async ({ note }) => {
  const sluice = await startSluice({ name: 'readme' });
  const pages = await servePages();
  const browser = await launchChromium();
  try {
    let videos = 0;
    const people = ['alice', 'bob'];
    const opened = [];
    for (const identity of people) {
      const page = await openPage(browser, `${pages.url}/pages/blank.html`);
      await page.addScriptTag({ type: 'module', content: program(identity, sluice) });
      opened.push(page);
    }
    for (const [index, page] of opened.entries()) {
      await until(`${people[index]} sees the other one move`, () => page.evaluate(seesMovement), { timeout: 45_000, every: 500 });
      videos += 1;
      note(`${people[index]} sees the other one`);
    }
    return { clients: exactly(opened.length, 2), videos: exactly(videos, 2) };
  } finally {
    await browser.close();
    await sluice.stop();
  }
});

/** The README's program; only where the servers of this run are, and who joins, is put in. */
function program(identity, sluice) {
  const [, text] = README.match(/```js\n(import .*?)```/s) ?? [];
  if (!text) throw new Error('README.md has no client program');
  return swap(swap(swap(swap(text, "'livekit-client'", "'/npm/livekit-client/dist/livekit-client.esm.mjs'"), 'ws://127.0.0.1:7880', sluice.url), '/api/token', `${sluice.http}/api/token`), 'alice', identity);
}

function swap(text, from, to) {
  if (!text.includes(from)) throw new Error(`the README's program has no ${from}`);
  return text.replace(from, to);
}

function seesMovement() {
  return [...document.querySelectorAll('video')].some((video) => video.videoWidth > 0 && video.currentTime > 1);
}
