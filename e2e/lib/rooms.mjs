import { AccessToken } from 'livekit-server-sdk';
import { openJudgePage } from './pages.mjs';
import { startCoordinator, startNode } from './sluice.mjs';
import { until } from './wait.mjs';

export const KEY = process.env.LIVEKIT_API_KEY ?? 'devkey';
export const SECRET = process.env.LIVEKIT_API_SECRET ?? 'secret';

/** A join token; `grants` override the defaults (join, publish, subscribe). */
export function tokenFor(room, identity, { grants = {}, ...claims } = {}) {
  const token = new AccessToken(KEY, SECRET, { identity, name: identity, ...claims });
  token.addGrant({ roomJoin: true, room, canPublish: true, canSubscribe: true, canUpdateOwnMetadata: true, ...grants });
  return token.toJwt();
}

/**
 * The server under test: a coordinator and `nodes` media nodes as processes of their own. With SLUICE_E2E_URL (ws://…)
 * the judges run against whatever listens there, for example another server of the same protocol.
 */
export async function startSluice({ name = 'e2e', nodes = 1, coordinator: settings = {}, node: nodeSettings = {} } = {}) {
  const given = process.env.SLUICE_E2E_URL;
  if (given) return { url: given, http: given.replace(/^ws/, 'http'), nodes: [], stop: async () => {} };
  const coordinator = await startCoordinator({ name: `${name}-coordinator`, settings });
  const started = [];
  for (let i = 0; i < nodes; i++) {
    started.push(await startNode({ name: `${name}-node-${i}`, coordinators: [coordinator.cluster], settings: nodeSettings }));
  }
  await until('the coordinator is ready', async () => (await fetch(coordinator.http)).ok, { timeout: 60_000 });
  const stop = async () => {
    await Promise.all(started.map((node) => node.stop()));
    await coordinator.stop();
  };
  return { url: coordinator.url, http: coordinator.http, coordinator, nodes: started, stop };
}

/**
 * A browser page with livekit-client in it; `join()` and every other function of pages/room.mjs as a method.
 *
 * @param {import('puppeteer-core').Browser} browser
 * @param {{sdk?: string}} [options] `sdk`: another version of livekit-client, by its name in package.json
 */
export async function openRoomPage(browser, pagesUrl, identity, { sdk = 'livekit-client' } = {}) {
  const page = await openJudgePage(browser, `${pagesUrl}/pages/room.html?sdk=${sdk}`);
  await page.waitForFunction(() => window.judge?.ready);
  return personAt(page, identity);
}

/** One more person at a page that is open: a room of its own beside the others of the page. */
export function personAt(page, identity) {
  const judge = (name, ...args) => page.evaluate((n, a) => window.judge[n](...a), name, args);
  const self = { page, identity, judge, index: 0 };
  self.allow = () => judge('allowDevices');
  self.join = async (url, room, how = {}) => {
    const token = how.token ?? (await tokenFor(room, identity, how.claims));
    const joined = await judge('join', { url, token, ...how });
    self.index = joined.index;
    return joined;
  };
  for (const name of ['publish', 'views', 'resetGaps', 'snr', 'setQuality', 'call', 'facts', 'events', 'leave']) {
    self[name] = (...args) => judge(name, self.index, ...args);
  }
  self.connections = () => judge('connections');
  /** Runs `act(room, kit, ...args)` in the page, as an application would; functions travel as text, so they close over nothing. */
  self.inRoom = (act, ...args) => page.evaluate(`(${act})(window.judge.roomOf(${self.index}), window.judge.kit, ...${JSON.stringify(args)})`);
  return self;
}

/** The client's own UDP ports, as its selected candidate pairs name them. */
export async function portsOf(client) {
  const open = (await client.connections()).filter((c) => c.state === 'connected');
  return open.map((c) => Number(c.transport.local?.split(':').at(-1))).filter(Boolean);
}

export { servePages } from './pages.mjs';
