package media.sluice.core.room;

import java.util.ArrayList;
import java.util.List;
import media.sluice.core.forwarding.ActiveSpeakers;
import media.sluice.core.forwarding.AudioLevelMeter;
import media.sluice.core.room.RoomEvent.AudioLevelsChanged;

/** How loud the producers of a room are, told when it changes. Owned by the room. */
final class SpeakerLevels {
    private final ActiveSpeakers speakers = new ActiveSpeakers();

    /** Producers with a meter, by their place among the speakers. */
    private final List<Producer> producers = new ArrayList<>();

    /** Listens to a producer; one without level has no part in it. */
    void add(Producer producer, long nowNanos) {
        AudioLevelMeter meter = producer.meter();
        if (meter != null) {
            speakers.add(meter, nowNanos);
            producers.add(producer);
        }
    }

    void remove(Producer producer) {
        AudioLevelMeter meter = producer.meter();
        if (meter != null) {
            int place = speakers.place(meter);
            speakers.remove(place);
            // As the meters do: the last one moves to the free place.
            Producer last = producers.removeLast();
            if (place < producers.size()) {
                producers.set(place, last);
            }
        }
    }

    long nextDeadlineNanos() {
        return speakers.nextDeadlineNanos();
    }

    /** Measures when it is time to, and tells whose level has changed. */
    void handleTimeout(long nowNanos, RoomEvents events) {
        speakers.handleTimeout(nowNanos);
        int place = speakers.pollChanged();
        if (place < 0) {
            return;
        }
        var levels = new ArrayList<AudioLevelsChanged.Level>();
        for (; place >= 0; place = speakers.pollChanged()) {
            float level = (float) speakers.step(place) / ActiveSpeakers.STEPS;
            levels.add(new AudioLevelsChanged.Level(producers.get(place).id(), level));
        }
        events.add(new AudioLevelsChanged(levels));
    }
}
