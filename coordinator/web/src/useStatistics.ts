import { useEffect, useState } from 'react';
import { type LocalTrack, type RemoteTrack, type Room, Track, type TrackPublication } from 'livekit-client';
import { type PathRow, type Reading, type StreamRow, pathRow, reading, streamRows } from './statistics';

export interface TrackRows {
  readonly sid: string;
  readonly participant: string;
  readonly isLocal: boolean;
  readonly source: Track.Source;
  readonly isMuted: boolean;
  readonly streams: StreamRow[];
}

export interface RoomStatistics {
  readonly tracks: TrackRows[];
  readonly path: PathRow | null;
}

const PERIOD_MILLIS = 1000;

/** Reads the statistics of every track once a second while `enabled`. */
export function useStatistics(room: Room, enabled: boolean): RoomStatistics {
  const [statistics, setStatistics] = useState<RoomStatistics>({ tracks: [], path: null });
  useEffect(() => {
    if (!enabled) return undefined;
    const previous = new Map<string, Reading>();
    let stopped = false;
    const tick = async () => {
      const next = await collect(room, previous);
      if (!stopped) setStatistics(next);
    };
    void tick();
    const timer = setInterval(() => void tick(), PERIOD_MILLIS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [room, enabled]);
  return statistics;
}

async function collect(room: Room, previous: Map<string, Reading>): Promise<RoomStatistics> {
  const people = [room.localParticipant, ...room.remoteParticipants.values()];
  let path: PathRow | null = null;
  const tracks: TrackRows[] = [];
  for (const person of people) {
    for (const publication of person.trackPublications.values()) {
      const now = await read(publication);
      if (!now) continue;
      path ??= pathRow(now);
      tracks.push({
        sid: publication.trackSid,
        participant: person.name || person.identity,
        isLocal: person.isLocal,
        source: publication.source,
        isMuted: publication.isMuted,
        streams: streamRows(now, previous.get(publication.trackSid)),
      });
      previous.set(publication.trackSid, now);
    }
  }
  return { tracks, path };
}

async function read(publication: TrackPublication): Promise<Reading | null> {
  const track = publication.track as LocalTrack | RemoteTrack | undefined;
  const report = await track?.getRTCStatsReport().catch(() => undefined);
  return report ? reading(report) : null;
}
