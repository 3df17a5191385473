import { expect, test } from 'vitest';
import { identityFor, linkTo, newRoomName, roomOf } from './link';

test('a link names its room and nothing else', () => {
  expect(linkTo('my room', 'http://127.0.0.1:7880/?codec=h264&room=old#x')).toBe('http://127.0.0.1:7880/?room=my+room');
  expect(roomOf(linkTo('a&b=c', 'http://localhost/'))).toBe('a&b=c');
  expect(roomOf('http://localhost/')).toBe('');
});

test('equal names get different identities', () => {
  expect(identityFor('Ada Lovelace', () => 0)).toBe('ada-lovelace-000000');
  expect(identityFor('Ada Lovelace', () => 0.5)).not.toBe(identityFor('Ada Lovelace', () => 0.25));
  expect(identityFor('  !! ', () => 0)).toBe('guest-000000');
  expect(identityFor('Łukasz', () => 0)).toBe('łukasz-000000');
});

test('room names are words and four digits', () => {
  expect(newRoomName()).toMatch(/^[a-z]+-[a-z]+-\d{4}$/);
});
