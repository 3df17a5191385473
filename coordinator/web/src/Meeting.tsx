import { useState } from 'react';
import {
  CarouselLayout,
  ConnectionStateToast,
  ControlBar,
  FocusLayout,
  FocusLayoutContainer,
  GridLayout,
  LayoutContextProvider,
  ParticipantTile,
  RoomAudioRenderer,
  isTrackReference,
  useConnectionState,
  useCreateLayoutContext,
  useParticipants,
  usePinnedTracks,
  useTracks,
} from '@livekit/components-react';
import { ConnectionState, RoomEvent, Track } from 'livekit-client';
import { linkTo } from './link';
import { StatisticsPanel } from './StatisticsPanel';

/** The call: tiles, controls, and beside them who is there and how the connection does. */
export function Meeting({ room }: { room: string }) {
  const layout = useCreateLayoutContext();
  const [panel, setPanel] = useState(() => window.innerWidth > 1000);
  return (
    <LayoutContextProvider value={layout}>
      <div className="meeting">
        <TopBar room={room} panel={panel} onPanel={() => setPanel(!panel)} />
        <div className="middle">
          <Stage layout={layout} />
          {panel && <StatisticsPanel />}
        </div>
        <ControlBar controls={{ chat: false, settings: false }} variation="verbose" />
        <RoomAudioRenderer />
        <ConnectionStateToast />
      </div>
    </LayoutContextProvider>
  );
}

function TopBar(props: { room: string; panel: boolean; onPanel: () => void }) {
  const participants = useParticipants();
  const state = useConnectionState();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard?.writeText(linkTo(props.room, window.location.href));
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <header className="bar">
      <img src="./sluice.svg" alt="Sluice" width="28" height="28" />
      <h1>{props.room}</h1>
      <span className={state === ConnectionState.Connected ? 'dot on' : 'dot'} title={state} />
      <ul className="people" aria-label="Participants">
        {participants.map((person) => (
          <li key={person.identity} className={person.isSpeaking ? 'speaking' : ''} data-testid="participant">
            {person.name || person.identity}
            {person.isLocal && ' (you)'}
          </li>
        ))}
      </ul>
      <button onClick={() => void copy()}>{copied ? 'Copied' : 'Copy link'}</button>
      <button aria-pressed={props.panel} onClick={props.onPanel}>
        Statistics
      </button>
    </header>
  );
}

function Stage({ layout }: { layout: ReturnType<typeof useCreateLayoutContext> }) {
  const tracks = useTracks(
    [
      { source: Track.Source.Camera, withPlaceholder: true },
      { source: Track.Source.ScreenShare, withPlaceholder: false },
    ],
    { updateOnlyOn: [RoomEvent.ActiveSpeakersChanged], onlySubscribed: false },
  );
  const screen = tracks.filter(isTrackReference).find((track) => track.publication.source === Track.Source.ScreenShare);
  const focus = usePinnedTracks(layout)[0] ?? screen;
  if (!focus) {
    return (
      <div className="stage">
        <GridLayout tracks={tracks}>
          <ParticipantTile />
        </GridLayout>
      </div>
    );
  }
  const others = tracks.filter((track) => track !== focus);
  return (
    <div className="stage">
      <FocusLayoutContainer>
        <CarouselLayout tracks={others}>
          <ParticipantTile />
        </CarouselLayout>
        <FocusLayout trackRef={focus} />
      </FocusLayoutContainer>
    </div>
  );
}
