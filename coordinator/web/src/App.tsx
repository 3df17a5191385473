import { useMemo, useState } from 'react';
import { LiveKitRoom } from '@livekit/components-react';
import { ConnectionError, type DisconnectReason, type RoomOptions, VideoPresets } from 'livekit-client';
import { type Access, requestAccess } from './access';
import { type JoinChoice, JoinForm } from './JoinForm';
import { identityFor, linkTo, newRoomName, roomOf } from './link';
import { Meeting } from './Meeting';
import { connectWords, deviceWords, leaveWords } from './words';

interface Call {
  readonly access: Access;
  readonly choice: JoinChoice;
}

/** Join form, then the call, then the form again. */
export function App() {
  const room = useMemo(() => roomOf(window.location.href) || newRoomName(), []);
  const [call, setCall] = useState<Call | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [notice, setNotice] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const options = useMemo(roomOptions, []);

  const join = async (choice: JoinChoice) => {
    setBusy(true);
    setError(null);
    setNotice(null);
    try {
      const access = await requestAccess(choice.room, identityFor(choice.name), choice.name);
      window.history.replaceState(null, '', linkTo(choice.room, window.location.href));
      document.title = `${choice.room} · Sluice`;
      setCall({ access, choice });
    } catch (reason) {
      setError(reason instanceof Error ? reason.message : String(reason));
    } finally {
      setBusy(false);
    }
  };
  const leave = (reason?: DisconnectReason) => {
    setCall(null);
    // What kept the call from coming about says more than that it ended.
    setError((before) => before ?? leaveWords(reason));
  };
  const fail = (failure: Error) => {
    if (failure instanceof ConnectionError) {
      setError(connectWords(failure));
      setCall(null);
    } else {
      setNotice(deviceWords(failure, 'device'));
    }
  };

  if (!call) return <JoinForm room={room} error={error} busy={busy} onJoin={(choice) => void join(choice)} />;
  return (
    <LiveKitRoom
      data-lk-theme="default"
      serverUrl={call.access.url}
      token={call.access.token}
      options={options}
      audio={call.choice.microphone}
      video={call.choice.camera}
      connect
      onDisconnected={leave}
      onError={fail}
    >
      <Meeting room={call.choice.room} notice={notice} onNotice={setNotice} />
    </LiveKitRoom>
  );
}

/** `?codec=h264` in the link tries another codec than VP8. */
function roomOptions(): RoomOptions {
  const codec = new URL(window.location.href).searchParams.get('codec');
  return {
    adaptiveStream: true,
    dynacast: true,
    videoCaptureDefaults: { resolution: VideoPresets.h720.resolution },
    publishDefaults: { simulcast: true, videoCodec: codec === 'h264' ? 'h264' : 'vp8' },
  };
}
