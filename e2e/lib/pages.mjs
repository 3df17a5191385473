import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPage } from './browser.mjs';
import { serve } from './serve.mjs';

const LIB = path.dirname(fileURLToPath(import.meta.url));
const MODULES = path.join(LIB, '..', 'node_modules');
const SPY = fs.readFileSync(path.join(LIB, 'page', 'spy.js'), 'utf8');

/** Serves the page libraries (/lib/…), npm modules (/npm/…) and the test pages (/pages/…). */
export const servePages = (more = {}) => serve({ '/lib/': LIB, '/npm/': MODULES, '/pages/': path.join(LIB, '..', 'pages'), ...more });

/** Opens a page in a window of its own, so that it is never in the background, with the spy in place. */
export async function openJudgePage(browser, url) {
  const page = await openPage(browser, 'about:blank');
  await page.evaluateOnNewDocument(SPY);
  const client = page.createCDPSession ? await page.createCDPSession().catch(() => null) : null;
  await client?.send('Emulation.setFocusEmulationEnabled', { enabled: true });
  await page.goto(url);
  return page;
}
