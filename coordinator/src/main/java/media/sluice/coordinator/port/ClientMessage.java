package media.sluice.coordinator.port;

import java.util.List;
import java.util.Map;
import java.util.Set;
import media.sluice.coordinator.room.LeaveReason;
import media.sluice.coordinator.room.SubscriptionPolicy;
import media.sluice.coordinator.room.TrackKind;
import media.sluice.coordinator.room.TrackSettings;
import media.sluice.coordinator.room.TrackSource;
import media.sluice.coordinator.room.VideoLayer;
import org.jspecify.annotations.Nullable;

/** What a client says to a coordinator. */
public sealed interface ClientMessage {

    /** The client's description of the peer connection on which it publishes. */
    record Offer(int id, String sdp) implements ClientMessage {}

    /** The client's answer for the peer connection on which it receives. */
    record Answer(int id, String sdp) implements ClientMessage {}

    /**
     * A candidate of the client; the node learns addresses from checks, so nothing is done with it.
     */
    record Trickle(SignalTarget target, String candidate) implements ClientMessage {}

    /**
     * The client will publish a track.
     *
     * @param cid its own identifier of the track
     * @param kind null when it is neither sound nor pictures
     * @param codecs wanted codecs, preferred first; may be empty
     * @param sid an own published track that gets one more codec; empty for a new track
     */
    record AddTrack(
            String cid,
            String name,
            @Nullable TrackKind kind,
            TrackSource source,
            int width,
            int height,
            boolean isMuted,
            List<VideoLayer> layers,
            List<WantedCodec> codecs,
            String sid,
            boolean isRedDisabled,
            int encryption,
            String stream,
            List<Integer> audioFeatures,
            int backupCodecPolicy)
            implements ClientMessage {
        /** Copies the lists. */
        public AddTrack {
            layers = List.copyOf(layers);
            codecs = List.copyOf(codecs);
            audioFeatures = List.copyOf(audioFeatures);
        }
    }

    /**
     * A codec in which the client will publish.
     *
     * @param codec short name in lower case, for example vp8
     * @param cid the client's identifier of the track in this codec; may be empty
     */
    record WantedCodec(String codec, String cid, List<VideoLayer> layers) {
        /** Copies the list. */
        public WantedCodec {
            layers = List.copyOf(layers);
        }
    }

    /** The client muted a track of its own, or not any more. */
    record Mute(String trackSid, boolean isMuted) implements ClientMessage {}

    /** The client wants these tracks, or not any more. */
    record Subscribe(Set<String> trackSids, boolean isWanted) implements ClientMessage {
        /** Copies the set. */
        public Subscribe {
            trackSids = Set.copyOf(trackSids);
        }
    }

    /** The client shows these tracks in another size. */
    record Settings(Set<String> trackSids, TrackSettings settings) implements ClientMessage {
        /** Copies the set. */
        public Settings {
            trackSids = Set.copyOf(trackSids);
        }
    }

    /** The client leaves. */
    record Leave(LeaveReason reason) implements ClientMessage {}

    /** Who may receive the client's tracks. */
    record Policy(SubscriptionPolicy policy) implements ClientMessage {}

    /**
     * What the client believes after a resume.
     *
     * @param trackSids tracks that deviate from its default
     * @param isWanted what it wants of these
     * @param publishedSids its own published tracks
     */
    record SyncState(Set<String> trackSids, boolean isWanted, Set<String> publishedSids)
            implements ClientMessage {
        /** Copies the sets. */
        public SyncState {
            trackSids = Set.copyOf(trackSids);
            publishedSids = Set.copyOf(publishedSids);
        }
    }

    /** The client asks for a fault, for tests. */
    record Simulate(Scenario scenario, int amount) implements ClientMessage {}

    /**
     * The client changes what it shows of itself; empty texts mean no change, an empty value
     * deletes.
     */
    record UpdateProfile(
            int requestId, String name, String metadata, Map<String, String> attributes)
            implements ClientMessage {
        /** Copies the map. */
        public UpdateProfile {
            attributes = Map.copyOf(attributes);
        }
    }

    /** Features of an own audio track changed. */
    record UpdateAudio(String trackSid, List<Integer> features) implements ClientMessage {
        /** Copies the list. */
        public UpdateAudio {
            features = List.copyOf(features);
        }
    }

    /** Size of an own video track changed. */
    record UpdateVideo(String trackSid, int width, int height) implements ClientMessage {}

    /** The client would publish a data track: refused until data channels are served. */
    record PublishDataTrack(int handle) implements ClientMessage {}

    /** Faults a client can ask for. */
    enum Scenario {
        /** It speaks for some seconds. */
        SPEAKER,
        /** Its session vanishes. */
        NODE_FAILURE,
        /** Its session vanishes as in a move. */
        MIGRATION,
        /** It is sent away. */
        SERVER_LEAVE,
        /** Its signal is cut after the next resume. */
        CUT_ON_RESUME,
        /** Its signal is cut before each answer of the next three resumes. */
        CUT_BEFORE_RESUME,
        /** It must join anew. */
        FULL_RECONNECT
    }
}
