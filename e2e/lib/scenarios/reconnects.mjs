/** What livekit-client's own `simulateScenario` asks for: each case ends with media both ways and the right events. */

import { must, av, event, happened, hearEachOther, remote, sees } from './cast.mjs';

/** Cases in which the session goes on: nobody else notices anything. */
const RESUMED = ['signal-reconnect', 'disconnect-signal-on-resume', 'disconnect-signal-on-resume-no-messages'];

/** Cases in which the client joins anew and publishes again by itself. */
const JOINED_ANEW = ['resume-reconnect', 'full-reconnect', 'node-failure', 'migration', 'leave-full-reconnect', 'force-tcp', 'force-tls'];

/** Cases that must change nothing here. */
const IGNORED = [['subscriber-bandwidth', 1_000_000]];

export const resumed = (stage) => together(stage, async (ada, bob) => {
  for (const name of RESUMED) {
    const { sid } = await remote(bob, 'ada');
    const since = Date.now();
    await simulate(ada, name);
    await event(ada, 'Reconnected', { since, timeout: 20_000 });
    await mediaFlows(ada, bob);
    must(`${name}: ada was put out`, (await happened(ada, 'Disconnected', since)).length === 0);
    must(`${name}: bob saw ada leave`, (await happened(bob, 'ParticipantDisconnected', since)).length === 0);
    must(`${name}: ada has another session`, (await remote(bob, 'ada')).sid === sid);
  }
});

export const joinedAnew = (stage) => together(stage, async (ada, bob) => {
  for (const name of JOINED_ANEW) {
    const { sid } = await remote(bob, 'ada');
    const since = Date.now();
    await simulate(ada, name);
    await event(ada, 'Reconnected', { since, timeout: 25_000 });
    await mediaFlows(ada, bob);
    must(`${name}: ada gave up`, (await happened(ada, 'Disconnected', since)).length === 0);
    const { local } = await ada.facts();
    must(`${name}: ada publishes ${local.tracks.length} tracks`, local.tracks.length === 2);
    const seen = await remote(bob, 'ada');
    must(`${name}: bob sees ${seen.tracks.length} tracks of ada`, seen.tracks.length === 2 && seen.sid === local.sid);
    // force-tcp and the like may be carried out as an ICE restart of the same session.
    if (!name.startsWith('force')) must(`${name}: ada has the same session`, seen.sid !== sid);
  }
});

export const otherSimulations = (stage) => together(stage, async (ada, bob) => {
  for (const [name, value] of IGNORED) await simulate(ada, name, value);
  const since = Date.now();
  await ada.inRoom((room) => room.localParticipant.getTrackPublication('microphone').mute().then(() => {}));
  await bob.inRoom((room) => room.localParticipant.getTrackPublication('microphone').mute().then(() => {}));
  await event(bob, 'ActiveSpeakersChanged', { since, where: (one) => one.args[0].length === 0 });
  const spoke = Date.now();
  await simulate(ada, 'speaker');
  await event(bob, 'ActiveSpeakersChanged', { since: spoke, where: (one) => one.args[0].includes('ada') });
  await event(bob, 'ActiveSpeakersChanged', { since: spoke + 500, where: (one) => one.args[0].length === 0 });
  await ada.inRoom((room) => room.localParticipant.getTrackPublication('microphone').unmute().then(() => {}));
  await bob.inRoom((room) => room.localParticipant.getTrackPublication('microphone').unmute().then(() => {}));
  await mediaFlows(ada, bob);
  await simulate(ada, 'server-leave');
  await event(ada, 'Disconnected', { since });
  await event(bob, 'ParticipantDisconnected', { since });
  must('ada comes back', (await ada.facts()).state === 'disconnected');
});

async function together({ cast }, play) {
  const bob = await cast.person('bob', { publish: av(300) });
  const ada = await cast.person('ada', { publish: av(440) });
  await mediaFlows(ada, bob);
  await play(ada, bob);
}

async function mediaFlows(ada, bob) {
  await hearEachOther([ada, 440], [bob, 300]);
  await sees(bob, 'ada');
  await sees(ada, 'bob');
}

const simulate = (person, name, value) => person.inRoom((room, _, scenario, arg) => void room.simulateScenario(scenario, arg).catch(() => {}), name, value ?? null);
