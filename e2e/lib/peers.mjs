/** Participants that are not pages: LiveKit's client SDKs for Go and Python, each in a process of its own. */

import { lineProcess } from './line-process.mjs';
import { tokenFor } from './rooms.mjs';
import { GO_PEERS, PYTHON, PYTHON_PEER } from './server-sdks.mjs';

/** The Go SDK: sends back what it receives. `mode`: dual | single | bundled (its tracks come with the request to join). */
export async function goClient(url, room, identity, mode) {
  const token = await tokenFor(room, identity);
  return client(lineProcess(`client-${identity}`, GO_PEERS, ['client', url, token, mode]));
}

/** The Python SDK (libwebrtc): sends a moving bar and a tone. `mode`: dual | single. */
export async function pythonClient(url, room, identity, mode, hertz) {
  const token = await tokenFor(room, identity);
  return client(lineProcess(`client-${identity}`, PYTHON, [PYTHON_PEER, 'client', url, token, mode, String(hertz)]));
}

const client = ({ ask, close }) => ({ ask, facts: async () => JSON.parse(await ask('facts')), leave: () => ask('leave'), close });
