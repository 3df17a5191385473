import { useCallback, useEffect, useRef, useState } from 'react';
import { type Room, Track } from 'livekit-client';
import { type Listening, look } from './gap';

const LOOK_MILLIS = 20;
const TELL_MILLIS = 500;

/** The longest time in which no sound came from anybody whose microphone is on; null while nobody is heard. */
export function useLongestGap(room: Room): { longestMillis: number | null; forget: () => void } {
  const sounds = useRef(new Map<string, Listening>());
  const [longestMillis, setLongestMillis] = useState<number | null>(null);
  const forget = useCallback(() => {
    sounds.current.clear();
    setLongestMillis(null);
  }, []);
  useEffect(() => {
    const looking = setInterval(() => lookAt(room, sounds.current), LOOK_MILLIS);
    const telling = setInterval(() => {
      const all = [...sounds.current.values()].map((sound) => sound.longestMillis);
      setLongestMillis(all.length ? Math.max(...all) : null);
    }, TELL_MILLIS);
    return () => {
      clearInterval(looking);
      clearInterval(telling);
    };
  }, [room]);
  return { longestMillis, forget };
}

function lookAt(room: Room, sounds: Map<string, Listening>) {
  const now = performance.now();
  for (const person of room.remoteParticipants.values()) {
    const publication = person.getTrackPublication(Track.Source.Microphone);
    const source = publication?.isMuted ? undefined : publication?.track?.receiver?.getSynchronizationSources()[0];
    if (!publication) continue;
    if (source) sounds.set(publication.trackSid, look(sounds.get(publication.trackSid), source.rtpTimestamp, now));
    else sounds.delete(publication.trackSid);
  }
}
