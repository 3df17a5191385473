import { ConnectionError, DisconnectReason } from 'livekit-client';
import { expect, test } from 'vitest';
import { connectWords, deviceWords, isOnlyHere, leaveWords } from './words';

const named = (name: string) => Object.assign(new Error('raw words of the browser'), { name });

test('who leaves is told nothing, whoever is thrown out is told why', () => {
  expect(leaveWords(DisconnectReason.CLIENT_INITIATED)).toBeNull();
  expect(leaveWords(DisconnectReason.DUPLICATE_IDENTITY)).toContain('another window');
  expect(leaveWords(undefined)).toContain('connection to the server was lost');
  expect(leaveWords(DisconnectReason.UNKNOWN_REASON)).toContain('join again');
});

test('a refused device says how to allow it, a cancelled screen share says nothing', () => {
  expect(deviceWords(named('NotAllowedError'), 'camera')).toContain('may not use your camera');
  expect(deviceWords(named('NotFoundError'), 'microphone')).toContain('No microphone');
  expect(deviceWords(named('NotReadableError'), 'device')).toContain('camera or microphone');
  expect(deviceWords(named('NotAllowedError'), 'screen')).toBeNull();
});

test('a server that is gone is told apart from one that refuses', () => {
  expect(connectWords(ConnectionError.serverUnreachable('x'))).toContain('does not answer');
  expect(connectWords(ConnectionError.notAllowed('token expired', 401))).toContain('token expired');
});

test('a link to this machine itself helps nobody else', () => {
  expect(['localhost', '127.0.0.1', '[::1]'].map(isOnlyHere)).toEqual([true, true, true]);
  expect(isOnlyHere('192.0.2.7')).toBe(false);
});
