/** The token that the coordinator gives in development mode. */

export interface Access {
  readonly token: string;
  readonly url: string;
}

/** Asks the coordinator for a token; throws with a sentence for the person who joins. */
export async function requestAccess(room: string, identity: string, name: string): Promise<Access> {
  const query = new URLSearchParams({ room, identity, name });
  const response = await fetch(`/api/token?${query}`).catch(() => {
    throw new Error('The server does not answer. Check your network, or whether it runs (./sluice run), and try again.');
  });
  if (!response.ok) throw new Error(await reasonOf(response));
  const { token, url } = (await response.json()) as { token: string; url?: string };
  return { token, url: url || signalUrl(window.location) };
}

/** Asks the coordinator to move a participant to another media node; throws with a sentence when it stays. */
export async function requestMove(room: string, identity: string): Promise<string> {
  const response = await fetch(`/api/move?${new URLSearchParams({ room, identity })}`, { method: 'POST' });
  if (response.status === 404) throw new Error('This server moves nobody on request: it does not run in development mode.');
  if (!response.ok) throw new Error((await response.text()).trim() || `The server refused (HTTP ${response.status}).`);
  const { node_id } = (await response.json()) as { node_id: string };
  return node_id;
}

/** Signaling is where the page came from. */
export function signalUrl(location: { protocol: string; host: string }): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}`;
}

async function reasonOf(response: Response): Promise<string> {
  const text = (await response.text()).trim();
  if (response.status === 404) return 'This server gives no tokens: it does not run in development mode. Ask its operator for a client that has one.';
  return text && text.length < 300 ? text : `The server refused (HTTP ${response.status}). Its log says why.`;
}
