import { useState } from 'react';
import { linkTo } from './link';
import { isOnlyHere } from './words';

/** Puts the room's link on the clipboard; a page without HTTPS has none, and shows the link instead. */
export function CopyLink({ room, label = 'Copy link' }: { room: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const link = linkTo(room, window.location.href);
    try {
      await navigator.clipboard.writeText(link);
    } catch {
      window.prompt('Copy this link:', link);
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <button type="button" onClick={() => void copy()}>
      <span aria-live="polite">{copied ? 'Copied' : label}</span>
    </button>
  );
}

/** Said to somebody who is alone in the room. */
export function Invitation({ room }: { room: string }) {
  return (
    <div className="invitation" role="status">
      <p>
        <strong>You are the only one here.</strong> Whoever opens this link joins you:
      </p>
      <p className="address">{linkTo(room, window.location.href)}</p>
      {isOnlyHere(window.location.hostname) && (
        <p className="hint">
          It works on this machine only. For others: <code>./sluice run --bind 0.0.0.0 --https</code>
        </p>
      )}
      <CopyLink room={room} />
    </div>
  );
}
