import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import puppeteer from 'puppeteer-core';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-dev-shm-usage',
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-ui-for-media-stream',
  '--window-size=1280,800',
];

/**
 * Starts headless Chromium with a fake camera (30 fps, a moving disc) and microphone.
 *
 * @param {{tone?: string, fps?: number, args?: string[]}} [options] `tone`: WAV file played by the fake microphone
 */
export async function launchChromium({ tone, fps = 30, args = [] } = {}) {
  const sound = tone ? [`--use-file-for-fake-audio-capture=${tone}`] : [];
  return launch({
    executablePath: found('CHROMIUM', CHROMIUM),
    headless: true,
    args: [...CHROMIUM_FLAGS, `--use-fake-device-for-media-stream=fps=${fps}`, ...sound, ...args],
  });
}

/** Preferences that give Firefox fake devices, no prompts, a microphone of 880 Hz, and candidates on this machine's own addresses. */
const FIREFOX_PREFS = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.navigator.audio.fake_frequency': 880,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  'media.gmp-manager.updateEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'app.update.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.min_background_timeout_value': 4,
  'widget.windows.window_occlusion_tracking.enabled': false,
};

/** Starts headless Firefox ESR over WebDriver BiDi. */
export async function launchFirefox({ prefs = {} } = {}) {
  return launch({
    browser: 'firefox',
    executablePath: found('FIREFOX', FIREFOX),
    headless: true,
    extraPrefsFirefox: { ...FIREFOX_PREFS, ...prefs },
  });
}

/** A new page in a window of its own, for a tab in the background shows no frames; its errors are in `page.problems`. */
export async function openPage(browser, url) {
  const page = await browser.newPage({ type: 'window' });
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(String(error?.stack ?? error)));
  page.on('console', (message) => {
    if (process.env.E2E_CONSOLE) console.error(`[page] ${message.type()} ${message.text()}`);
    if (message.type() === 'error') page.problems.push(message.text());
  });
  await page.goto(url);
  return page;
}

async function launch(options) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-browser-'));
  const browser = await puppeteer.launch({ ...options, userDataDir: profile, protocolTimeout: 180_000 });
  const close = browser.close.bind(browser);
  browser.close = async () => {
    await close();
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return browser;
}

function found(variable, candidates) {
  const given = process.env[`SLUICE_${variable}`];
  const path = [given, ...candidates].find((candidate) => candidate && fs.existsSync(candidate));
  if (!path) throw new Error(`No ${variable.toLowerCase()} found: install it, or name it in SLUICE_${variable}`);
  return path;
}
