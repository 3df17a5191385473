package media.sluice.coordinator.nodes.grpc;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import media.sluice.coordinator.port.ListedRoom;
import media.sluice.coordinator.port.NodeEvent;
import media.sluice.coordinator.port.SessionState;
import media.sluice.proto.media.v1alpha1.Event;
import media.sluice.proto.media.v1alpha1.Hello;
import media.sluice.proto.media.v1alpha1.SessionQuality;
import media.sluice.proto.media.v1alpha1.StreamQuality;

/** The node's events in the model's form. */
final class EventMessages {
    private static final double MICROS = 1000.0;

    private EventMessages() {}

    /** Empty for events that nothing here depends on. */
    static Optional<NodeEvent> read(Event event) {
        return switch (event.getEventCase()) {
            case SESSION_STATE_CHANGED -> {
                var changed = event.getSessionStateChanged();
                yield state(changed.getState())
                        .map(now -> new NodeEvent.SessionChanged(changed.getSessionId(), now));
            }
            case SESSION_CLOSED ->
                    Optional.of(
                            new NodeEvent.SessionEnded(event.getSessionClosed().getSessionId()));
            case AUDIO_LEVELS_CHANGED -> Optional.of(levels(event));
            case SESSION_QUALITY -> Optional.of(quality(event.getSessionQuality()));
            case CONSUMER_STARTED ->
                    Optional.of(
                            new NodeEvent.ConsumerStarted(
                                    event.getConsumerStarted().getConsumerId()));
            case PRODUCER_CLOSED ->
                    Optional.of(
                            new NodeEvent.RelayEnded(event.getProducerClosed().getProducerId()));
            case HELLO,
                    PRODUCER_LAYERS_CHANGED,
                    CONSUMER_LAYER_CHANGED,
                    NODE_DRAINING_CHANGED,
                    PRODUCER_SOURCE_CHANGED,
                    EVENT_NOT_SET ->
                    Optional.empty();
        };
    }

    static List<ListedRoom> rooms(Hello hello) {
        return hello.getRoomsList().stream()
                .map(room ->
                        new ListedRoom(room.getRoomId(), new HashSet<>(room.getSessionIdsList())))
                .toList();
    }

    private static Optional<SessionState> state(
            media.sluice.proto.media.v1alpha1.SessionState state) {
        return switch (state) {
            case SESSION_STATE_NEW -> Optional.of(SessionState.NEW);
            case SESSION_STATE_CONNECTING -> Optional.of(SessionState.CONNECTING);
            case SESSION_STATE_CONNECTED -> Optional.of(SessionState.CONNECTED);
            case SESSION_STATE_DISCONNECTED -> Optional.of(SessionState.DISCONNECTED);
            case SESSION_STATE_FAILED -> Optional.of(SessionState.FAILED);
            case SESSION_STATE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    private static NodeEvent levels(Event event) {
        List<NodeEvent.Level> levels =
                event.getAudioLevelsChanged().getLevelsList().stream()
                        .map(level -> new NodeEvent.Level(level.getProducerId(), level.getLevel()))
                        .toList();
        return new NodeEvent.LevelsChanged(levels);
    }

    private static NodeEvent quality(SessionQuality quality) {
        return new NodeEvent.QualityMeasured(
                quality.getSessionId(),
                quality.getRoundTripMicros() / MICROS,
                quality.getStreamsList().stream().map(EventMessages::stream).toList());
    }

    private static NodeEvent.Stream stream(StreamQuality stream) {
        return new NodeEvent.Stream(
                stream.getId(),
                stream.getIsProducer(),
                Integer.toUnsignedLong(stream.getPacketsExpected()),
                Integer.toUnsignedLong(stream.getPacketsLost()),
                stream.getJitterMicros() / MICROS,
                Math.max(0, stream.getSpatialLayerWanted() - stream.getSpatialLayer()),
                stream.getIsPaused());
    }
}
