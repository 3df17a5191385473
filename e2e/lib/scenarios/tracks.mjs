/** What is published and who gets it: several tracks, mute, unpublish, choice by hand, sizes, replaced tracks, many rounds. */

import { pause, until } from '../wait.mjs';
import { av, event, happened, hears, must, remote, sees, tone, trackOf } from './cast.mjs';
import { publishScreen } from './identity.mjs';

/** Camera, microphone, screen and its sound at once: source, name, kind; mute, unmute, unpublish, publish again. */
export async function severalTracks({ cast }) {
  const bob = await cast.person('bob');
  const ada = await cast.person('ada', { publish: av(440) });
  await publishScreen(ada, 880);
  await hears(bob, 'ada', 440);
  await hears(bob, 'ada', 880, { source: 'screen_share_audio' });
  await sees(bob, 'ada');
  await sees(bob, 'ada', { source: 'screen_share' });
  const screen = await trackOf(bob, 'ada', 'screen_share');
  must(`the screen is called ${screen.name} and is ${screen.kind}`, screen.name === 'my screen' && screen.kind === 'video');
  for (const source of ['microphone', 'camera', 'screen_share_audio', 'screen_share']) {
    await muteAndBack(ada, bob, source);
  }
  await hears(bob, 'ada', 440);
  await sees(bob, 'ada');
  const before = await trackOf(bob, 'ada', 'camera');
  await unpublish(ada, 'camera');
  await unpublish(ada, 'screen_share');
  await unpublish(ada, 'screen_share_audio');
  await until('bob sees the microphone only', async () => (await remote(bob, 'ada')).tracks.map((t) => t.source).join() === 'microphone');
  must('the page still shows a picture', (await bob.views()).length === 0);
  await hears(bob, 'ada', 440);
  await ada.publish({ ...av(0), hertz: 0 });
  await publishScreen(ada, 990);
  await sees(bob, 'ada');
  await sees(bob, 'ada', { source: 'screen_share' });
  await hears(bob, 'ada', 990, { source: 'screen_share_audio' });
  must('the new camera has the old identifier', (await trackOf(bob, 'ada', 'camera')).sid !== before.sid);
}

async function muteAndBack(ada, bob, source) {
  const set = (how) => ada.inRoom(async (room, _, what, does) => void (await room.localParticipant.getTrackPublication(what)[does]()), source, how);
  for (const [does, name, muted] of [['mute', 'TrackMuted', true], ['unmute', 'TrackUnmuted', false]]) {
    const since = Date.now();
    await set(does);
    await event(bob, name, { since });
    must(`${source} is not ${does}d at bob`, (await trackOf(bob, 'ada', source)).muted === muted);
  }
}

const unpublish = (person, source) =>
  person.inRoom(async (room, _, what) => void (await room.localParticipant.unpublishTrack(room.localParticipant.getTrackPublication(what).track)), source);

/** Camera and microphone are switched on, off and on again by the calls that applications use; one joins muted. */
export async function toggles({ cast }) {
  const bob = await cast.person('bob');
  const ada = await cast.person('ada');
  await ada.allow();
  const set = (does, value) => ada.inRoom((room, _, method, on) => room.localParticipant[method](on).then(() => {}), does, value);
  await set('setMicrophoneEnabled', true);
  await set('setCameraEnabled', true);
  await sees(bob, 'ada');
  for (let round = 0; round < 2; round++) {
    await set('setCameraEnabled', false);
    await set('setMicrophoneEnabled', false);
    await until('bob sees both muted', async () => (await remote(bob, 'ada')).tracks.every((track) => track.muted));
    await set('setCameraEnabled', true);
    await set('setMicrophoneEnabled', true);
    await until('bob sees none muted', async () => (await remote(bob, 'ada')).tracks.every((track) => !track.muted));
    await sees(bob, 'ada');
  }
  must('bob knows other than two tracks', (await remote(bob, 'ada')).tracks.length === 2);
  await ada.inRoom(async (room, { Track, LocalAudioTrack, toneTrack }) => {
    const track = new LocalAudioTrack(await toneTrack(700), undefined, true);
    await track.mute();
    await room.localParticipant.publishTrack(track, { source: Track.Source.ScreenShareAudio, dtx: false });
  });
  await until('bob knows a muted sound', async () => (await trackOf(bob, 'ada', 'screen_share_audio'))?.muted);
  await ada.inRoom((room) => room.localParticipant.getTrackPublication('screen_share_audio').unmute().then(() => {}));
  await hears(bob, 'ada', 700, { source: 'screen_share_audio' });
}

/** Publishing and taking back ten times: one media section each, used again, at both ends. */
export async function republish({ cast }) {
  const bob = await cast.person('bob');
  const ada = await cast.person('ada', { publish: tone(440) });
  await hears(bob, 'ada', 440);
  const sections = async (person) => person.inRoom((room) => {
    const managers = [room.engine.pcManager?.publisher, room.engine.pcManager?.subscriber].filter(Boolean);
    return managers.map((pc) => (pc._pc ?? pc.pc).getTransceivers().length).reduce((a, b) => a + b, 0);
  });
  const counts = [];
  for (let i = 0; i < 10; i++) {
    const hertz = 500 + 60 * i;
    await ada.publish({ ...av(0), hertz: 0 });
    await ada.inRoom(async (room, { Track, toneTrack }, hz) => void (await room.localParticipant.publishTrack(await toneTrack(hz), { source: Track.Source.ScreenShareAudio, dtx: false })), hertz);
    await hears(bob, 'ada', hertz, { source: 'screen_share_audio' });
    await sees(bob, 'ada', { frames: 2 });
    counts.push([await sections(ada), await sections(bob)]);
    await unpublish(ada, 'camera');
    await unpublish(ada, 'screen_share_audio');
    await until('bob sees them go', async () => (await remote(bob, 'ada')).tracks.length === 1);
  }
  const growth = [0, 1].map((side) => counts.at(-1)[side] - counts[1][side]);
  must(`media sections grew by ${growth.join(' and ')} in eight rounds (${counts.map((c) => c.join('/')).join(' ')})`, growth[1] === 0);
  await hears(bob, 'ada', 440);
  // Without a pause: what leaves and what comes may meet in one negotiation.
  for (let i = 0; i < 5; i++) {
    await ada.publish({ ...av(0), hertz: 0 });
    if (i < 4) await unpublish(ada, 'camera');
  }
  await sees(bob, 'ada');
  must('bob knows other than two tracks', (await remote(bob, 'ada')).tracks.length === 2);
  return `sections ${counts.map((c) => c.join('/')).join(' ')}`;
}

/** Without automatic subscription nothing comes; by hand each track comes and goes. */
export async function byHand({ cast }) {
  const ada = await cast.person('ada', { publish: av(440) });
  const bob = await cast.person('bob', { connectOptions: { autoSubscribe: false } });
  await publishScreen(ada, 880);
  await until('bob knows four tracks', async () => (await remote(bob, 'ada'))?.tracks.length === 4);
  await pause(700);
  must('tracks came by themselves', (await happened(bob, 'TrackSubscribed')).length === 0);
  const choose = (source, wanted) => bob.inRoom((room, _, what, yes) => {
    const publication = [...room.remoteParticipants.values()][0].getTrackPublication(what);
    publication.setSubscribed(yes);
  }, source, wanted);
  for (let round = 0; round < 2; round++) {
    await choose('camera', true);
    await choose('screen_share_audio', true);
    await sees(bob, 'ada', { frames: 2 });
    await hears(bob, 'ada', 880, { source: 'screen_share_audio' });
    must('more came than was asked for', (await remote(bob, 'ada')).tracks.filter((track) => track.subscribed).length === 2);
    const since = Date.now();
    await choose('camera', false);
    await event(bob, 'TrackUnsubscribed', { since });
    must('the picture is still there', (await bob.views()).length === 0);
    await hears(bob, 'ada', 880, { source: 'screen_share_audio' });
    await choose('screen_share_audio', false);
    await until('bob gets nothing', async () => (await remote(bob, 'ada')).tracks.every((track) => !track.subscribed));
  }
}

/** A subscriber switches a picture off and on, and asks for layers by quality and by size. */
export async function sizes({ cast }) {
  const ada = await cast.person('ada');
  await ada.publish({ picture: 'pattern', width: 640, height: 360, fps: 12, publish: { simulcast: true, layers: [[160, 90, 80_000, 12]] } });
  const bob = await cast.person('bob');
  await sees(bob, 'ada');
  const set = (does, value) => bob.inRoom((room, { VideoQuality }, method, given) => {
    const publication = [...room.remoteParticipants.values()][0].getTrackPublication('camera');
    publication[method](method === 'setVideoQuality' ? VideoQuality[given] : given);
  }, does, value);
  const width = (wanted) => until(`bob sees a width of ${wanted}`, async () => (await bob.views())[0]?.width === wanted, { timeout: 20_000 });
  await width(640);
  await set('setVideoQuality', 'LOW');
  await width(160);
  await set('setVideoQuality', 'HIGH');
  await width(640);
  await set('setVideoDimensions', { width: 100, height: 60 });
  await width(160);
  await set('setVideoDimensions', { width: 600, height: 340 });
  await width(640);
  await set('setVideoQuality', 'LOW');
  await width(160);
  await set('setEnabled', false);
  await pause(800);
  const [stopped] = await bob.views();
  await pause(1_200);
  must('frames still come while switched off', (await bob.views())[0].framesDecoded <= stopped.framesDecoded + 1);
  await set('setEnabled', true);
  await sees(bob, 'ada');
}

/** The publisher puts another track into its publication, as when the camera or microphone is changed. */
export async function replaceTrack({ cast }) {
  const bob = await cast.person('bob');
  const ada = await cast.person('ada', { publish: av(440) });
  await hears(bob, 'ada', 440);
  await sees(bob, 'ada');
  const before = await remote(bob, 'ada');
  const since = Date.now();
  await ada.inRoom(async (room, { toneTrack, patternTrack }) => {
    const me = room.localParticipant;
    await me.getTrackPublication('microphone').track.replaceTrack(await toneTrack(640));
    await me.getTrackPublication('camera').track.replaceTrack(patternTrack(480, 270, 12));
  });
  await hears(bob, 'ada', 640);
  await until('bob sees the other size', async () => (await bob.views())[0]?.width === 480);
  await sees(bob, 'ada');
  const after = await remote(bob, 'ada');
  must('the publications changed', after.tracks.map((t) => t.sid).sort().join() === before.tracks.map((t) => t.sid).sort().join());
  must('bob lost a track', (await happened(bob, 'TrackUnsubscribed', since)).length === 0);
}
