/** What the address bar says: the room, and who joins it. */

const WORDS = ['amber', 'birch', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'harbor', 'inlet', 'juniper', 'lagoon', 'meadow', 'ocean', 'pebble', 'reef', 'willow'];

/** A room name that is easy to say and hard to guess. */
export function newRoomName(random: () => number = secureRandom): string {
  const word = () => WORDS[Math.floor(random() * WORDS.length)];
  return `${word()}-${word()}-${Math.floor(random() * 9000 + 1000)}`;
}

/** The room named by a link: `?room=NAME`. Empty if it names none. */
export function roomOf(url: string): string {
  return (new URL(url).searchParams.get('room') ?? '').trim().slice(0, 256);
}

/** The link that brings others into `room`; drops everything else but the address. */
export function linkTo(room: string, url: string): string {
  const link = new URL(url);
  link.search = '';
  link.hash = '';
  link.searchParams.set('room', room);
  return link.toString();
}

/** Two people may share a name, but not an identity: the second would throw the first out. */
export function identityFor(name: string, random: () => number = secureRandom): string {
  const suffix = Math.floor(random() * 36 ** 6).toString(36).padStart(6, '0');
  const base = name.trim().toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '');
  return `${base || 'guest'}-${suffix}`.slice(0, 256);
}

function secureRandom(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32;
}
