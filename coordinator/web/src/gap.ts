/** The longest time in which no sound came, from moments at which it was looked. Pure. */

/** What is known of one sound between two looks. */
export interface Listening {
  /** RTP timestamp of the newest packet that was played. */
  readonly rtpTimestamp: number;
  /** When it was seen first, milliseconds. */
  readonly sinceMillis: number;
  /** The longest time without a newer one, milliseconds. */
  readonly longestMillis: number;
}

/** One more look, `nowMillis` on any clock that only goes forward; sound that stands still while nobody speaks is the caller's to leave out. */
export function look(before: Listening | undefined, rtpTimestamp: number, nowMillis: number): Listening {
  if (!before) return { rtpTimestamp, sinceMillis: nowMillis, longestMillis: 0 };
  if (before.rtpTimestamp === rtpTimestamp) return before;
  return { rtpTimestamp, sinceMillis: nowMillis, longestMillis: Math.max(before.longestMillis, nowMillis - before.sinceMillis) };
}
