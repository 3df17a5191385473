import { useRoomContext } from '@livekit/components-react';
import { Track } from 'livekit-client';
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
    <aside className="panel" aria-label="Connection statistics">
      <h2>Connection</h2>
      <dl className="facts">
        <dt>Media node</dt>
        <dd data-testid="node">{room.serverInfo?.nodeId || '–'}</dd>
        <dt>Its address</dt>
        <dd data-testid="node-address">{path?.address ?? 'not connected'}</dd>
        <dt>Round trip</dt>
        <dd>{millis(path?.rttMillis ?? null)}</dd>
        <dt>Server</dt>
        <dd>{room.serverInfo?.version ?? '–'}</dd>
      </dl>
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
        <span className={track.isLocal ? 'arrow up' : 'arrow down'}>{track.isLocal ? '↑' : '↓'}</span>
        <strong>{track.participant}</strong>
        <span className="source">{SOURCES[track.source] ?? track.source}</span>
        {track.isMuted && <span className="muted">muted</span>}
      </header>
      <table>
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
  const picture = stream.kind === 'video' ? `${stream.width}×${stream.height} @ ${Math.round(stream.fps)}` : stream.codec;
  return (
    <tr>
      <td className="layer">{stream.layer}</td>
      <td title={stream.codec}>{picture}</td>
      <td>{Math.round(stream.kbps)} kbit/s</td>
      <td className={stream.lossPercent > 2 ? 'bad' : ''}>{stream.lossPercent.toFixed(1)} %</td>
      <td>{stream.rttMillis === null ? '' : millis(stream.rttMillis)}</td>
    </tr>
  );
}

function millis(value: number | null): string {
  return value === null ? '–' : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}
