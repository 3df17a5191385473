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
  usePinnedTracks,
  useRemoteParticipants,
  useTracks,
} from '@livekit/components-react';
import { ConnectionState, RoomEvent, Track } from 'livekit-client';
import { ChatPanel, useRoomChat } from './ChatPanel';
import { Invitation } from './Invitation';
import { StatisticsPanel } from './StatisticsPanel';
import { TopBar } from './TopBar';
import { deviceWords } from './words';

export interface MeetingProps {
  readonly room: string;
  /** Something the person should know, until they close it. */
  readonly notice: string | null;
  readonly onNotice: (notice: string | null) => void;
}

/** The call: tiles, controls, and beside them who is there and how the connection does. */
export function Meeting({ room, notice, onNotice }: MeetingProps) {
  const layout = useCreateLayoutContext();
  const [panel, setPanel] = useState(() => window.innerWidth > 1000);
  const [isChatting, setChatting] = useState(false);
  const chat = useRoomChat(isChatting);
  const deviceFailed = ({ source, error }: { source: Track.Source; error: Error }) => onNotice(deviceWords(error, deviceOf(source)));
  return (
    <LayoutContextProvider value={layout}>
      <div className="meeting">
        <TopBar room={room} panel={panel} onPanel={() => setPanel(!panel)} chat={isChatting} unread={chat.unread} onChat={() => setChatting(!isChatting)} />
        {notice && (
          <div className="notice bad strip" role="alert">
            <span>{notice}</span>
            <button type="button" onClick={() => onNotice(null)}>
              Close
            </button>
          </div>
        )}
        <div className="middle">
          <Stage layout={layout} room={room} />
          {isChatting && <ChatPanel messages={chat.messages} send={chat.send} />}
          {panel && <StatisticsPanel />}
        </div>
        <ControlBar controls={{ chat: false, settings: false }} variation="verbose" onDeviceError={deviceFailed} />
        <RoomAudioRenderer />
        <ConnectionStateToast />
      </div>
    </LayoutContextProvider>
  );
}

function deviceOf(source: Track.Source): 'camera' | 'microphone' | 'screen' {
  if (source === Track.Source.Camera) return 'camera';
  return source === Track.Source.Microphone ? 'microphone' : 'screen';
}

function Stage({ layout, room }: { layout: ReturnType<typeof useCreateLayoutContext>; room: string }) {
  const others = useRemoteParticipants();
  const connected = useConnectionState() === ConnectionState.Connected;
  const tracks = useTracks(
    [
      { source: Track.Source.Camera, withPlaceholder: true },
      { source: Track.Source.ScreenShare, withPlaceholder: false },
    ],
    { updateOnlyOn: [RoomEvent.ActiveSpeakersChanged], onlySubscribed: false },
  );
  const screen = tracks.filter(isTrackReference).find((track) => track.publication.source === Track.Source.ScreenShare);
  const focus = usePinnedTracks(layout)[0] ?? screen;
  return (
    <main className="stage">
      {focus ? (
        <FocusLayoutContainer>
          <CarouselLayout tracks={tracks.filter((track) => track !== focus)}>
            <ParticipantTile />
          </CarouselLayout>
          <FocusLayout trackRef={focus} />
        </FocusLayoutContainer>
      ) : (
        <GridLayout tracks={tracks}>
          <ParticipantTile />
        </GridLayout>
      )}
      {connected && others.length === 0 && <Invitation room={room} />}
    </main>
  );
}
