import { useConnectionState, useParticipants } from '@livekit/components-react';
import { ConnectionState } from 'livekit-client';
import { CopyLink } from './Invitation';

const STATES: Record<ConnectionState, string> = {
  [ConnectionState.Connected]: 'Connected',
  [ConnectionState.Connecting]: 'Connecting…',
  [ConnectionState.Disconnected]: 'Not connected',
  [ConnectionState.Reconnecting]: 'Reconnecting…',
  [ConnectionState.SignalReconnecting]: 'Reconnecting…',
};

/** The room, who is in it, and how the connection does. */
export function TopBar(props: { room: string; panel: boolean; onPanel: () => void; chat: boolean; unread: number; onChat: () => void }) {
  const participants = useParticipants();
  const state = useConnectionState();
  const connected = state === ConnectionState.Connected;
  return (
    <header className="bar">
      <img src="./sluice.svg" alt="Sluice" width="28" height="28" />
      <h1 title={props.room}>{props.room}</h1>
      <span className={connected ? 'state on' : 'state'} role="status" data-testid="state">
        <span className="dot" aria-hidden="true" />
        <span className={connected ? 'wide' : ''}>{STATES[state]}</span>
      </span>
      <ul className="people" aria-label="Participants">
        {participants.map((person) => (
          <li key={person.identity} className={person.isSpeaking ? 'speaking' : ''} data-testid="participant">
            {person.name || person.identity}
            {person.isLocal && ' (you)'}
          </li>
        ))}
      </ul>
      <span className="count">{participants.length === 1 ? '1 person' : `${participants.length} people`}</span>
      <CopyLink room={props.room} />
      <button type="button" aria-pressed={props.chat} aria-controls="chat" onClick={props.onChat}>
        Chat
        {props.unread > 0 && (
          <span className="unread" data-testid="unread" aria-label={`${props.unread} new`}>
            {props.unread}
          </span>
        )}
      </button>
      <button type="button" aria-pressed={props.panel} aria-controls="statistics" onClick={props.onPanel}>
        Statistics
      </button>
    </header>
  );
}
