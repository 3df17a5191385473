/** What people are told when something goes wrong: what happened, and what to do next. */

import { ConnectionError, ConnectionErrorReason, DisconnectReason, MediaDeviceFailure } from 'livekit-client';

const LEFT: Partial<Record<DisconnectReason, string>> = {
  [DisconnectReason.DUPLICATE_IDENTITY]: 'You joined from another window, which took this one’s place.',
  [DisconnectReason.PARTICIPANT_REMOVED]: 'Somebody removed you from the room. Ask them before you join again.',
  [DisconnectReason.ROOM_DELETED]: 'The room was closed. Join to open it again.',
  [DisconnectReason.ROOM_CLOSED]: 'The room was closed. Join to open it again.',
  [DisconnectReason.SERVER_SHUTDOWN]: 'The server stopped. Join again when it is back.',
  [DisconnectReason.JOIN_FAILURE]:
    'No media connection came about, or the room is full. If others can join, a firewall on your side may block UDP.',
  [DisconnectReason.STATE_MISMATCH]: 'The server lost track of this call. Join again.',
  [DisconnectReason.CONNECTION_TIMEOUT]: 'The media connection was lost. Check your network and join again.',
};

/** Why the call ended, or null when the person left. */
export function leaveWords(reason: DisconnectReason | undefined): string | null {
  if (reason === DisconnectReason.CLIENT_INITIATED) return null;
  const known = reason === undefined ? undefined : LEFT[reason];
  return known ?? 'The connection to the server was lost and did not come back. Check your network, or whether the server runs, and join again.';
}

/** Why no call came about. */
export function connectWords(failure: Error): string {
  if (!(failure instanceof ConnectionError)) return failure.message;
  switch (failure.reason) {
    case ConnectionErrorReason.NotAllowed:
      return `The server refused: ${failure.message}. Open the room’s link again for a new token.`;
    case ConnectionErrorReason.ServerUnreachable:
    case ConnectionErrorReason.WebSocket:
      return 'The server does not answer. Check your network, or whether it runs (./sluice run), and try again.';
    case ConnectionErrorReason.Timeout:
      return 'The server took too long to answer. Try again.';
    default:
      return `${failure.message}. Try again.`;
  }
}

/** Why a camera, microphone or screen cannot be used; null when the person only changed their mind. */
export function deviceWords(failure: Error, what: 'camera' | 'microphone' | 'screen' | 'device'): string | null {
  const name = what === 'device' ? 'camera or microphone' : what;
  if (what === 'screen') {
    return failure.name === 'NotAllowedError' ? null : `The screen cannot be shared: ${failure.message}`;
  }
  switch (MediaDeviceFailure.getFailure(failure)) {
    case MediaDeviceFailure.PermissionDenied:
      return `This page may not use your ${name}. Allow it in the address bar’s site settings, then turn it on below.`;
    case MediaDeviceFailure.NotFound:
      return `No ${name} was found. Plug one in, then turn it on below. You can watch and listen meanwhile.`;
    case MediaDeviceFailure.DeviceInUse:
      return `Another program uses your ${name}. Close it there, then turn it on below.`;
    default:
      return `Your ${name} cannot be used: ${failure.message}`;
  }
}

/** A link with this host reaches the server from this machine only. */
export function isOnlyHere(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
