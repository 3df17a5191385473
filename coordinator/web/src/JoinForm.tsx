import { type FormEvent, useState } from 'react';
import { linkTo } from './link';

export interface JoinChoice {
  readonly room: string;
  readonly name: string;
  readonly camera: boolean;
  readonly microphone: boolean;
}

const NAME_KEY = 'sluice.name';

/** Asks who joins which room. */
export function JoinForm(props: { room: string; error: string | null; busy: boolean; onJoin: (choice: JoinChoice) => void }) {
  const [room, setRoom] = useState(props.room);
  const [name, setName] = useState(() => localStorage.getItem(NAME_KEY) ?? '');
  const [camera, setCamera] = useState(true);
  const [microphone, setMicrophone] = useState(true);
  const devices = 'mediaDevices' in navigator;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    localStorage.setItem(NAME_KEY, name.trim());
    props.onJoin({ room: room.trim(), name: name.trim(), camera: camera && devices, microphone: microphone && devices });
  };
  return (
    <main className="join">
      <form className="card" onSubmit={submit}>
        <img src="./sluice.svg" alt="" width="48" height="48" />
        <h1>Join the call</h1>
        <p className="hint">Whoever opens this room’s link joins the same call.</p>
        <label>
          Your name
          <input name="name" value={name} onChange={(e) => setName(e.target.value)} required maxLength={80} autoFocus autoComplete="name" />
        </label>
        <label>
          Room
          <input name="room" value={room} onChange={(e) => setRoom(e.target.value)} required maxLength={200} spellCheck={false} />
        </label>
        <div className="switches">
          <Switch label="Camera" value={camera && devices} onChange={setCamera} disabled={!devices} />
          <Switch label="Microphone" value={microphone && devices} onChange={setMicrophone} disabled={!devices} />
        </div>
        {!devices && (
          <p className="notice">
            This browser gives camera and microphone to HTTPS pages and to localhost only. You can join and watch; with{' '}
            <code>./sluice run --bind {'<address>'} --https</code> you can also be seen.
          </p>
        )}
        {props.error && (
          <p className="notice bad" role="alert">
            {props.error}
          </p>
        )}
        <button type="submit" className="primary" disabled={props.busy}>
          {props.busy ? 'Joining…' : 'Join'}
        </button>
        <p className="link">{linkTo(room.trim() || props.room, window.location.href)}</p>
      </form>
    </main>
  );
}

function Switch(props: { label: string; value: boolean; disabled: boolean; onChange: (value: boolean) => void }) {
  return (
    <label className="switch">
      <input type="checkbox" checked={props.value} disabled={props.disabled} onChange={(e) => props.onChange(e.target.checked)} />
      <span>{props.label}</span>
    </label>
  );
}
