/** From WebRTC statistics to the rows of the panel. Pure: the differences between two readings. */

export interface Reading {
  /** `stat` dictionaries by id, as getStats() gives them. */
  readonly entries: ReadonlyMap<string, Stat>;
}

export interface Stat {
  readonly id: string;
  readonly type: string;
  readonly timestamp: number;
  readonly [name: string]: unknown;
}

/** One layer or stream of a track. */
export interface StreamRow {
  readonly key: string;
  readonly direction: 'up' | 'down';
  readonly kind: 'audio' | 'video';
  readonly codec: string;
  readonly layer: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly kbps: number;
  /** Nothing was sent or received since the reading before. */
  readonly isIdle: boolean;
  readonly lossPercent: number;
  readonly rttMillis: number | null;
}

/** Where the media goes: the selected candidate pair. */
export interface PathRow {
  readonly address: string;
  readonly rttMillis: number | null;
}

/** Turns getStats() reports into one reading. */
export function reading(...reports: (RTCStatsReport | undefined)[]): Reading {
  const entries = new Map<string, Stat>();
  for (const report of reports) report?.forEach((stat: Stat) => entries.set(stat.id, stat));
  return { entries };
}

/** Rows of all streams in `now`, with rates since `before`. */
export function streamRows(now: Reading, before: Reading | undefined): StreamRow[] {
  const rows: StreamRow[] = [];
  for (const stat of now.entries.values()) {
    if (stat.type === 'outbound-rtp' && stat['active'] !== false) rows.push(outbound(stat, now, before));
    if (stat.type === 'inbound-rtp') rows.push(inbound(stat, now, before));
  }
  return rows.sort((a, b) => b.width - a.width);
}

/** The selected pair's far end, or null while nothing is connected. */
export function pathRow(now: Reading): PathRow | null {
  const all = [...now.entries.values()];
  const selected = all.find((stat) => stat.type === 'transport')?.['selectedCandidatePairId'];
  const pair = now.entries.get(String(selected)) ?? all.find((stat) => stat.type === 'candidate-pair' && stat['nominated'] === true);
  const remote = pair && now.entries.get(String(pair['remoteCandidateId']));
  if (!pair || !remote) return null;
  const rtt = pair['currentRoundTripTime'];
  const host = String(remote['address'] ?? remote['ip'] ?? '?');
  return {
    address: `${host.includes(':') ? `[${host}]` : host}:${String(remote['port'])}`,
    rttMillis: typeof rtt === 'number' ? rtt * 1000 : null,
  };
}

function outbound(stat: Stat, now: Reading, before: Reading | undefined): StreamRow {
  const remote = [...now.entries.values()].find((other) => other.type === 'remote-inbound-rtp' && other['localId'] === stat.id);
  const rtt = remote?.['roundTripTime'];
  return {
    ...common(stat, now, before, 'bytesSent'),
    direction: 'up',
    lossPercent: number(remote?.['fractionLost']) * 100,
    rttMillis: typeof rtt === 'number' ? rtt * 1000 : null,
  };
}

function inbound(stat: Stat, now: Reading, before: Reading | undefined): StreamRow {
  const previous = before?.entries.get(stat.id);
  const sender = [...now.entries.values()].find((other) => other.type === 'remote-outbound-rtp' && other['localId'] === stat.id);
  const rtt = sender?.['roundTripTime'];
  const lost = number(stat['packetsLost']) - number(previous?.['packetsLost']);
  const received = number(stat['packetsReceived']) - number(previous?.['packetsReceived']);
  return {
    ...common(stat, now, before, 'bytesReceived'),
    direction: 'down',
    lossPercent: lost > 0 ? (100 * lost) / (lost + received) : 0,
    // Receivers that send no extended reports know the round trip of the path only, which is the same way.
    rttMillis: typeof rtt === 'number' ? rtt * 1000 : (pathRow(now)?.rttMillis ?? null),
  };
}

function common(stat: Stat, now: Reading, before: Reading | undefined, bytes: string) {
  const previous = before?.entries.get(stat.id);
  const seconds = previous ? (stat.timestamp - previous.timestamp) / 1000 : 0;
  const kbps = previous && seconds > 0 ? ((number(stat[bytes]) - number(previous[bytes])) * 8) / seconds / 1000 : 0;
  const codec = now.entries.get(String(stat['codecId']))?.['mimeType'];
  return {
    key: stat.id,
    kind: stat['kind'] === 'video' ? ('video' as const) : ('audio' as const),
    codec: typeof codec === 'string' ? codec.replace(/^\w+\//, '') : '',
    layer: typeof stat['rid'] === 'string' ? stat['rid'] : '',
    width: number(stat['frameWidth']),
    height: number(stat['frameHeight']),
    fps: number(stat['framesPerSecond']),
    kbps: Math.max(0, kbps),
    isIdle: previous !== undefined && kbps <= 0,
  };
}

function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
