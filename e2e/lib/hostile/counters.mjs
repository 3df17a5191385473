/** What nodes have dropped, by reason: of datagrams that are no session's (their metrics), and of sessions (their statistics). */

/** Metrics of datagrams that a node drops before any session sees them. */
const NOBODYS = ['unknown_ufrag', 'unknown_source', 'malformed_stun', 'unclassified', 'path_of_another', 'trunk_unknown', 'receive_oversized'];

/** Reasons that only what is authentic can have: clients of every day cause them. */
const EVERYDAY = ['MALFORMED_RTP', 'MALFORMED_RTCP', 'UNKNOWN_STREAM', 'UNKNOWN_PAYLOAD_TYPE', 'USELESS_REPAIR', 'NO_RECEIVER', 'NOT_SENT', 'NO_DATA_SECTION'];

/** @returns {Promise<Map<string, number>>} by reason, over all nodes */
export async function dropped(nodes) {
  const sums = new Map();
  const add = (name, count) => sums.set(name, (sums.get(name) ?? 0) + count);
  for (const node of nodes) {
    const text = await (await fetch(`${node.httpUrl}/metrics`)).text();
    for (const name of NOBODYS) for (const count of metric(text, name)) add(name, count);
    for (const { dropped: reasons } of await sessionsOf(node)) {
      for (const [name, count] of Object.entries(reasons)) if (!EVERYDAY.includes(name)) add(name, Number(count));
    }
  }
  return sums;
}

/** Statistics of every session of a node. */
export async function sessionsOf(node) {
  const { rooms } = await node.api.getStatistics({});
  return rooms.flatMap(({ room_id: room, sessions }) => sessions.map((session) => ({ node, room, ...session })));
}

/** How much each reason has grown. */
export function growth(before, after) {
  const grown = [...after].map(([name, count]) => [name, count - (before.get(name) ?? 0)]).filter(([, count]) => count !== 0);
  return { reasons: Object.fromEntries(grown), total: grown.reduce((sum, [, count]) => sum + count, 0) };
}

/** One value per worker. */
function metric(text, name) {
  const pattern = new RegExp(`^sluice_node_${name}(?:_[a-z]+)?(?:_total)?\\{[^}]*\\} (\\S+)$`, 'gm');
  const found = [...text.matchAll(pattern)].map(([, value]) => Number(value));
  if (!found.length) throw new Error(`no metric sluice_node_${name}`);
  return found;
}
