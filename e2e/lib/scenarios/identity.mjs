/** Who is in the room: the same identity twice, pages that reload, pages that vanish, many at once, late ones. */

import { pause, until } from '../wait.mjs';
import { av, event, happened, hearEachOther, hears, must, remote, sees, tone } from './cast.mjs';

const DUPLICATE_IDENTITY = 2;

/** A second join with one identity puts the first out; others see one participant and play its media. */
export async function duplicateIdentity({ cast }) {
  const bob = await cast.person('bob', { publish: tone(300) });
  const first = await cast.person('ada', { publish: av(440) });
  await hears(bob, 'ada', 440);
  await sees(bob, 'ada');
  const { sid } = await remote(bob, 'ada');
  const since = Date.now();
  const second = await cast.person('ada', { publish: av(640) });
  const out = await event(first, 'Disconnected', { since });
  must(`the first left with reason ${out.args[0]}`, out.args[0] === DUPLICATE_IDENTITY);
  await hears(bob, 'ada', 640);
  await sees(bob, 'ada');
  await hears(second, 'bob', 300);
  const others = (await bob.facts()).remote;
  must(`bob sees ${others.length} others`, others.length === 1);
  must('bob sees the first session still', others[0].sid !== sid);
  must(`bob sees ${others[0].tracks.length} tracks`, others[0].tracks.length === 2);
  // Clients of this protocol go by identity: to them it is one participant all the time, or one leave and one join.
  const [left, came] = [await happened(bob, 'ParticipantDisconnected', since), await happened(bob, 'ParticipantConnected', since)];
  must(`bob saw ${left.length} leaves and ${came.length} joins`, left.length === came.length && left.length < 2);
  await pause(1_000);
  must('the first came back', (await first.facts()).state === 'disconnected');
  must('the second was put out', (await second.facts()).state === 'connected');
}

/** A page reload: a new session, one leave and one join for the others, media again both ways. */
export async function reload({ cast, url, room }) {
  const bob = await cast.person('bob', { publish: tone(300) });
  const ada = await cast.person('ada', { publish: av(440) });
  await hearEachOther([bob, 300], [ada, 440]);
  const since = Date.now();
  await ada.page.reload();
  await ada.page.waitForFunction(() => window.judge?.ready);
  await ada.join(url, room);
  await ada.publish(av(540));
  await hearEachOther([bob, 300], [ada, 540]);
  await sees(bob, 'ada');
  const left = await happened(bob, 'ParticipantDisconnected', since);
  const came = await happened(bob, 'ParticipantConnected', since);
  must(`bob saw ${left.length} leaves and ${came.length} joins`, left.length === 1 && came.length === 1 && left[0].at <= came[0].at);
  must('bob sees more than one ada', (await bob.facts()).remote.length === 1);
}

/** A page that is gone without a word: others see it leave within the time after which silence is death. */
export async function uncleanLeave({ cast }) {
  const bob = await cast.person('bob', { publish: tone(300) });
  const ada = await cast.person('ada', { publish: tone(440), options: { disconnectOnPageLeave: false } });
  await hears(bob, 'ada', 440);
  const since = Date.now();
  await ada.page.close();
  await event(bob, 'ParticipantDisconnected', { since, timeout: 25_000 });
  must('bob still sees somebody', (await bob.facts()).remote.length === 0);
  return `${((Date.now() - since) / 1000).toFixed(0)}s`;
}

const PARTICIPANT_REMOVED = 4;
const ROOM_DELETED = 5;

/** The server removes somebody, then the room: each client learns why, and both names can be used again. */
export async function removed({ cast, room, service }) {
  const bob = await cast.person('bob', { publish: tone(300) });
  const ada = await cast.person('ada', { publish: tone(440) });
  await hearEachOther([bob, 300], [ada, 440]);
  await service.removeParticipant(room, 'ada');
  const out = await event(ada, 'Disconnected');
  must(`ada was removed with reason ${out.args[0]}`, out.args[0] === PARTICIPANT_REMOVED);
  await event(bob, 'ParticipantDisconnected');
  const again = await cast.person('ada', { publish: tone(540) });
  await hears(bob, 'ada', 540);
  await service.deleteRoom(room);
  for (const person of [again, bob]) {
    const end = await event(person, 'Disconnected');
    must(`${person.identity} left a deleted room with reason ${end.args[0]}`, end.args[0] === ROOM_DELETED);
  }
  const cyd = await cast.person('cyd');
  must('the room is not empty', (await cyd.facts()).remote.length === 0 && (await service.listParticipants(room)).length === 1);
}

/**
 * Eight people join at the same moment, each publishing at once: everybody gets everybody. Each is a client of its own; eight pages
 * would judge how fast two processors start pages.
 */
export async function eightAtOnce({ cast }) {
  const people = await cast.crowd(Array.from({ length: 8 }, (_, i) => `p${i}`), 4);
  const { url, room } = cast.where;
  const started = Date.now();
  const times = await Promise.all(people.map(async (person, i) => {
    await person.join(url, room, { play: false });
    const joined = Date.now() - started;
    await person.publish(tone(300 + 50 * i));
    return `${joined}+${Date.now() - started - joined}`;
  }));
  for (const person of people) {
    await until(`${person.identity} gets seven tracks`, async () => {
      const { remote: others } = await person.facts();
      return others.length === 7 && others.every((other) => other.tracks.length === 1 && other.tracks[0].subscribed);
    }, { timeout: 30_000 });
    await until(`${person.identity} receives seven sounds`, async () => (await soundsReceived(person)) === 7);
  }
  await Promise.all(people.map((person) => person.leave()));
  return `ms to join + to publish: ${times.join(' ')}`;
}

/** Of how many remote microphones more than a moment's packets have come. */
const soundsReceived = (person) => person.inRoom(async (room) => {
  const tracks = [...room.remoteParticipants.values()].flatMap((other) => [...other.trackPublications.values()].map(({ track }) => track));
  const reports = await Promise.all(tracks.map((track) => track?.receiver?.getStats() ?? new Map()));
  return reports.filter((report) => [...report.values()].some((entry) => entry.type === 'inbound-rtp' && entry.packetsReceived > 10)).length;
});

/** Somebody who comes late sees every track, name, metadata and attribute at once, and plays each. */
export async function lateJoin({ cast }) {
  const claims = { name: 'Ada L.', metadata: 'meta-ada', attributes: { role: 'host', mood: 'fine' } };
  const ada = await cast.person('ada', { publish: av(440), claims });
  await publishScreen(ada, 880);
  await ada.inRoom((room) => room.localParticipant.getTrackPublication('camera').mute());
  const cyd = await cast.person('cyd');
  const seen = await remote(cyd, 'ada');
  must('ada is not there at once', seen);
  must(`name ${seen.name}, metadata ${seen.metadata}`, seen.name === 'Ada L.' && seen.metadata === 'meta-ada');
  must(`attributes ${JSON.stringify(seen.attributes)}`, seen.attributes.role === 'host' && seen.attributes.mood === 'fine');
  const sources = seen.tracks.map((track) => `${track.source}${track.muted ? '(muted)' : ''}`).sort().join();
  must(`tracks at once: ${sources}`, sources === 'camera(muted),microphone,screen_share,screen_share_audio');
  await hears(cyd, 'ada', 440);
  await hears(cyd, 'ada', 880, { source: 'screen_share_audio' });
  await sees(cyd, 'ada', { source: 'screen_share' });
  await ada.inRoom((room) => room.localParticipant.getTrackPublication('camera').unmute());
  await sees(cyd, 'ada');
}

/** Shares a screen with its sound. */
export const publishScreen = (person, hertz) =>
  person.inRoom(async (room, { Track, patternTrack, toneTrack }, hz) => {
    const me = room.localParticipant;
    await me.publishTrack(patternTrack(480, 270, 10), { source: Track.Source.ScreenShare, name: 'my screen', simulcast: false });
    await me.publishTrack(await toneTrack(hz), { source: Track.Source.ScreenShareAudio, dtx: false });
  }, hertz);
