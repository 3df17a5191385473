/**
 * The judge's side of a room: an unmodified livekit-client, and what this browser sees and hears through it.
 * `?sdk=NAME` takes another version of it, by the name under which package.json has it.
 */

import { ear, eye, lookAt, patternTrack, toneTrack } from '/lib/page/media.mjs';
import { media, transport } from '/lib/page/peers.mjs';

const sdk = new URLSearchParams(window.location.search).get('sdk') ?? 'livekit-client';
const { ConnectionErrorReason, LocalAudioTrack, Room, RoomEvent, Track, VideoPreset, VideoQuality } = await import(`/npm/${sdk}/dist/livekit-client.esm.mjs`);

const rooms = [];

/**
 * Joins. `tile`: size in CSS pixels of the element that shows each remote video; `options` go to `new Room`. Without `listen` sound
 * is played but not measured, without `play` media is received and nothing more.
 *
 * @returns {Promise<{index: number, connectMillis: number}>}
 */
async function join({ url, token, tile = { width: 1280, height: 720 }, options = {}, connectOptions = {}, listen = true, play = true }) {
  const room = new Room(options);
  const index = rooms.length;
  const entry = { room, views: new Map(), ears: new Map(), events: [], firstFrame: null, started: performance.now() };
  rooms.push(entry);
  watch(entry, tile, listen, play);
  await room.connect(url, token, { maxRetries: 0, ...connectOptions });
  return { index, connectMillis: performance.now() - entry.started };
}

/** The error that a client sees instead of a room; null when it came in. */
async function refusal(how) {
  try {
    await join(how);
    return null;
  } catch (error) {
    return { name: error.name, reason: ConnectionErrorReason[error.reason], status: error.status ?? 0, message: error.message };
  }
}

const NOTED = ['Connected', 'Reconnecting', 'SignalReconnecting', 'Reconnected', 'Disconnected', 'MediaDevicesError', 'ParticipantConnected',
  'ParticipantDisconnected', 'TrackPublished', 'TrackUnpublished', 'TrackSubscribed', 'TrackUnsubscribed', 'TrackSubscriptionFailed', 'TrackMuted',
  'TrackUnmuted', 'ActiveSpeakersChanged', 'ConnectionQualityChanged', 'ParticipantAttributesChanged', 'ParticipantMetadataChanged',
  'ParticipantNameChanged', 'RoomMetadataChanged', 'ParticipantPermissionsChanged', 'LocalTrackUnpublished', 'LocalTrackPublished'];

function watch(entry, tile, listen, play) {
  const { room } = entry;
  for (const name of NOTED.filter((known) => RoomEvent[known])) room.on(RoomEvent[name], (...args) => entry.events.push({ at: performance.timeOrigin + performance.now(), name, args: args.map(brief) }));
  room.on(RoomEvent.TrackSubscribed, async (track, publication, participant) => {
    const key = `${participant.identity}/${publication.source}`;
    if (!play) return;
    if (track.kind === Track.Kind.Video) return show(entry, key, track, publication, tile);
    document.body.append(track.attach());
    // Without a sound card Firefox never starts an AudioContext; there the receiver's statistics have to do.
    if (listen) entry.ears.set(key, await ear(track.mediaStreamTrack));
  });
  room.on(RoomEvent.TrackUnsubscribed, (track, publication, participant) => {
    const key = `${participant.identity}/${publication.source}`;
    track.detach().forEach((element) => element.remove());
    if (entry.views.get(key)?.publication === publication) entry.views.delete(key);
  });
}

function show(entry, key, track, publication, tile) {
  const video = document.createElement('video');
  Object.assign(video, { muted: true, autoplay: true, playsInline: true });
  video.style.width = `${tile.width}px`;
  video.style.height = `${tile.height}px`;
  document.body.append(video);
  const sees = eye(track.mediaStreamTrack, video);
  video.requestVideoFrameCallback((now) => (entry.firstFrame ??= now));
  track.attach(video);
  entry.views.set(key, { ...sees, track, publication });
}

const brief = (arg) => arg?.identity ?? arg?.trackSid ?? arg?.sid ?? (Array.isArray(arg) ? arg.map(brief) : typeof arg === 'object' ? null : arg);

/**
 * Publishes a picture ('camera' | 'pattern' | 'none') and a tone of `hertz`, or the fake 'microphone'.
 *
 * @param {{picture?: string, hertz?: number, width?: number, height?: number, fps?: number, publish?: object}} what
 */
async function publish(index, { picture = 'camera', hertz = 0, width = 1280, height = 720, fps = 30, publish = {}, audio = {} }) {
  const { room } = rooms[index];
  const sids = [];
  if (hertz) {
    const sound = hertz === 'microphone' ? await microphone() : await toneTrack(hertz);
    sids.push(await room.localParticipant.publishTrack(sound, { source: Track.Source.Microphone, dtx: false, ...audio }));
  }
  if (picture !== 'none') {
    const track = picture === 'pattern' ? patternTrack(width, height, fps) : await camera(width, height, fps);
    const layers = publish.layers?.map(([w, h, maxBitrate, maxFps]) => new VideoPreset(w, h, maxBitrate, maxFps));
    sids.push(await room.localParticipant.publishTrack(track, { source: Track.Source.Camera, ...publish, ...(layers ? { videoSimulcastLayers: layers } : {}) }));
  }
  return sids.map((publication) => publication.trackSid);
}

async function camera(width, height, frameRate) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width, height, frameRate } });
  return stream.getVideoTracks()[0];
}

async function microphone() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
  return stream.getAudioTracks()[0];
}

/** The right to show own addresses, and permission for fake devices. */
async function allowDevices() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  stream.getTracks().forEach((track) => track.stop());
}

/** What every remote video shows now, and the receiver's counters of it. */
async function views(index) {
  const { views: all } = rooms[index];
  const found = [];
  for (const [key, { video, seen, track, publication }] of all) {
    const report = await track.getRTCStatsReport();
    const inbound = [...(report?.values() ?? [])].find((entry) => entry.type === 'inbound-rtp') ?? {};
    const codec = report?.get(inbound.codecId)?.mimeType;
    found.push({
      key, sid: publication.trackSid, codec, at: performance.now(), shown: seen.frames, longestGap: seen.longestGap,
      width: video.videoWidth, height: video.videoHeight, ssrc: inbound.ssrc, timestamp: inbound.timestamp,
      framesDecoded: inbound.framesDecoded ?? 0, keyFramesDecoded: inbound.keyFramesDecoded ?? 0, framesDropped: inbound.framesDropped ?? 0,
      freezeCount: inbound.freezeCount ?? 0, totalFreezesDuration: inbound.totalFreezesDuration ?? 0, packetsLost: inbound.packetsLost ?? 0,
      nackCount: inbound.nackCount ?? 0, pliCount: inbound.pliCount ?? 0, bytesReceived: inbound.bytesReceived ?? 0, frameWidth: inbound.frameWidth,
      jitterBufferDelay: inbound.jitterBufferDelay, look: lookAt(video),
    });
  }
  return found;
}

/** Restarts the count of the longest time between two shown frames. */
const resetGaps = (index) => rooms[index].views.forEach(({ seen }) => Object.assign(seen, { longestGap: 0, last: 0 }));

const snr = (index, key, hertz) => rooms[index].ears.get(key)?.snr(hertz) ?? null;

/** All statistics of all peer connections of the page that still live. */
async function connections() {
  const open = window.__peers.filter((pc) => pc.connectionState !== 'closed');
  return Promise.all(open.map(async (pc) => ({ state: pc.connectionState, transport: await transport(pc), media: await media(pc) })));
}

function setQuality(index, key, quality) {
  rooms[index].views.get(key).publication.setVideoQuality(VideoQuality[quality]);
}

/** From connect() to the first frame callback of any remote video, once; leaves again. */
async function firstFrame(how) {
  const { index } = await join(how);
  const entry = rooms[index];
  while (entry.firstFrame === null) {
    if (performance.now() - entry.started > 15_000) throw new Error('no first frame within 15 s');
    await new Promise((done) => setTimeout(done, 5));
  }
  const millis = entry.firstFrame - entry.started;
  await entry.room.disconnect();
  document.querySelectorAll('video').forEach((video) => video.remove());
  return { millis, started: performance.timeOrigin + entry.started, shown: performance.timeOrigin + entry.firstFrame };
}

let localSource;

/** The same between two peer connections of this page: what no server can beat. */
async function firstFrameLocal({ width = 1280, height = 720, fps = 30 } = {}) {
  localSource ??= await camera(width, height, fps);
  const started = performance.now();
  const [from, to] = [new RTCPeerConnection(), new RTCPeerConnection()];
  from.onicecandidate = ({ candidate }) => candidate && to.addIceCandidate(candidate);
  to.onicecandidate = ({ candidate }) => candidate && from.addIceCandidate(candidate);
  const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true, playsInline: true });
  video.style.width = `${width}px`;
  document.body.append(video);
  const first = new Promise((done) => video.requestVideoFrameCallback(done));
  to.ontrack = ({ track }) => (video.srcObject = new MediaStream([track]));
  from.addTrack(localSource, new MediaStream([localSource]));
  await from.setLocalDescription();
  await to.setRemoteDescription(from.localDescription);
  await to.setLocalDescription();
  await from.setRemoteDescription(to.localDescription);
  const millis = (await first) - started;
  from.close();
  to.close();
  video.remove();
  return { millis };
}

/** Calls a method of the Room or its local participant: room('localParticipant.setMicrophoneEnabled', false). */
async function call(index, path, ...args) {
  const names = path.split('.');
  const method = names.pop();
  const target = names.reduce((object, name) => object[name], rooms[index].room);
  const result = await target[method](...args);
  return result === undefined || typeof result === 'object' ? null : result;
}

/** What this client knows of the room. */
function facts(index) {
  const { room } = rooms[index];
  const person = (p) => ({
    identity: p.identity, sid: p.sid, name: p.name, metadata: p.metadata, attributes: { ...p.attributes }, quality: p.connectionQuality, speaking: p.isSpeaking,
    tracks: [...(p.trackPublications ?? p.tracks).values()].map((t) => ({ sid: t.trackSid, source: t.source, kind: t.kind, name: t.trackName, muted: t.isMuted, subscribed: t.isSubscribed, mimeType: t.mimeType })),
  });
  return { state: room.state, name: room.name, metadata: room.metadata, server: room.serverInfo, local: person(room.localParticipant), remote: [...(room.remoteParticipants ?? room.participants).values()].map(person) };
}

const events = (index, since = 0) => rooms[index].events.filter((event) => event.at >= since);
const leave = (index) => rooms[index].room.disconnect();

/** What a scenario needs to act as an application would: see inRoom() in lib/rooms.mjs. */
const kit = { LocalAudioTrack, Room, Track, VideoQuality, toneTrack, patternTrack };
const roomOf = (index) => rooms[index].room;

window.judge = { kit, roomOf, join, refusal, publish, allowDevices, views, resetGaps, snr, connections, setQuality, firstFrame, firstFrameLocal, call, facts, events, leave, ready: true };
