import { useRoomContext } from '@livekit/components-react';
import { Track } from 'livekit-client';
import { NodeFacts } from './NodeFacts';
import type { StreamRow } from './statistics';
import { type TrackRows, useStatistics } from './useStatistics';

const SOURCES: Partial<Record<Track.Source, string>> = {
  [Track.Source.Camera]: 'camera',
  [Track.Source.Microphone]: 'microphone',
  [Track.Source.ScreenShare]: 'screen',
  [Track.Source.ScreenShareAudio]: 'screen sound',
};

/** Bitrate, resolution, loss and round trip per track, and the node that serves this browser. */
export function StatisticsPanel() {
  const room = useRoomContext();
  const { tracks, path } = useStatistics(room, true);
  return (
    <aside className="panel" id="statistics" aria-label="Connection statistics">
      <h2>Connection</h2>
      <NodeFacts room={room} address={path?.address ?? null} rtt={millis(path?.rttMillis ?? null)} />
      {tracks.map((track) => (
        <TrackCard key={track.sid} track={track} />
      ))}
      {tracks.length === 0 && <p className="hint">No track yet. Turn on your camera or microphone.</p>}
    </aside>
  );
}

function TrackCard({ track }: { track: TrackRows }) {
  return (
    <section className="track" data-testid="track-row">
      <header>
        <span className={track.isLocal ? 'arrow up' : 'arrow down'} role="img" aria-label={track.isLocal ? 'sent' : 'received'}>
          {track.isLocal ? '↑' : '↓'}
        </span>
        <strong title={track.participant}>{track.participant}</strong>
        <span className="source">{SOURCES[track.source] ?? track.source}</span>
        {track.isMuted && <span className="muted">muted</span>}
      </header>
      <table>
        <thead>
          <tr>
            <th className="layer" aria-label="layer" />
            <th>{track.streams[0]?.kind === 'video' ? 'picture' : 'codec'}</th>
            <th>bitrate</th>
            <th>loss</th>
            <th>round trip</th>
          </tr>
        </thead>
        <tbody>
          {track.streams.map((stream) => (
            <StreamLine key={stream.key} stream={stream} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function StreamLine({ stream }: { stream: StreamRow }) {
  const isVideo = stream.kind === 'video';
  if (isVideo && stream.isIdle) {
    return (
      <tr data-testid="stream" data-layer={stream.layer}>
        <td className="layer">{stream.layer}</td>
        <td colSpan={4}>paused: nobody needs it, or it does not fit the line</td>
      </tr>
    );
  }
  return (
    <tr data-testid="stream" data-layer={stream.layer}>
      <td className="layer">{stream.layer}</td>
      <td title={stream.codec}>{isVideo ? `${stream.width}×${stream.height} @ ${Math.round(stream.fps)}` : stream.codec}</td>
      <td>{Math.round(stream.kbps)} kbit/s</td>
      <td className={stream.lossPercent > 2 ? 'bad' : ''}>{stream.lossPercent.toFixed(1)} %</td>
      <td>{millis(stream.rttMillis)}</td>
    </tr>
  );
}

function millis(value: number | null): string {
  return value === null ? '–' : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}
