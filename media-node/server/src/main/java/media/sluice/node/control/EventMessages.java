package media.sluice.node.control;

import media.sluice.core.room.RoomEvent;
import media.sluice.core.session.SessionState;
import media.sluice.core.wire.TransportAddress;
import media.sluice.node.net.SocketAddresses;
import media.sluice.node.worker.NodeEvent;
import media.sluice.proto.media.v1alpha1.AudioLevel;
import media.sluice.proto.media.v1alpha1.AudioLevelsChanged;
import media.sluice.proto.media.v1alpha1.ConsumerLayerChanged;
import media.sluice.proto.media.v1alpha1.ConsumerStarted;
import media.sluice.proto.media.v1alpha1.Event;
import media.sluice.proto.media.v1alpha1.NodeDrainingChanged;
import media.sluice.proto.media.v1alpha1.ProducerCloseReason;
import media.sluice.proto.media.v1alpha1.ProducerClosed;
import media.sluice.proto.media.v1alpha1.ProducerLayersChanged;
import media.sluice.proto.media.v1alpha1.ProducerSourceChanged;
import media.sluice.proto.media.v1alpha1.SessionCloseReason;
import media.sluice.proto.media.v1alpha1.SessionClosed;
import media.sluice.proto.media.v1alpha1.SessionQuality;
import media.sluice.proto.media.v1alpha1.SessionStateChanged;
import media.sluice.proto.media.v1alpha1.StreamQuality;

/** Writes events as the contract's messages. Stateless. */
final class EventMessages {

    private EventMessages() {}

    static Event event(EventHub.Stamped stamped) {
        var message =
                Event.newBuilder()
                        .setSequence(stamped.sequence())
                        .setTimeMillis(stamped.timeMillis())
                        .setRoomId(stamped.event().roomId());
        switch (stamped.event()) {
            case NodeEvent.SessionStateChanged changed ->
                    message.setSessionStateChanged(stateChanged(changed));
            case NodeEvent.SessionEnded ended ->
                    message.setSessionClosed(
                            SessionClosed.newBuilder()
                                    .setSessionId(ended.sessionId())
                                    .setReason(reason(ended.reason())));
            case NodeEvent.InRoom inRoom -> addRoomEvent(message, inRoom.event());
            case NodeEvent.Draining _ ->
                    message.setNodeDrainingChanged(
                            NodeDrainingChanged.newBuilder().setIsDraining(true));
        }
        return message.build();
    }

    static media.sluice.proto.media.v1alpha1.SessionState state(SessionState state) {
        return switch (state) {
            case NEW -> media.sluice.proto.media.v1alpha1.SessionState.SESSION_STATE_NEW;
            case CONNECTING ->
                    media.sluice.proto.media.v1alpha1.SessionState.SESSION_STATE_CONNECTING;
            case CONNECTED ->
                    media.sluice.proto.media.v1alpha1.SessionState.SESSION_STATE_CONNECTED;
            case DISCONNECTED ->
                    media.sluice.proto.media.v1alpha1.SessionState.SESSION_STATE_DISCONNECTED;
            case FAILED, CLOSED ->
                    media.sluice.proto.media.v1alpha1.SessionState.SESSION_STATE_FAILED;
        };
    }

    static media.sluice.proto.media.v1alpha1.TransportAddress address(TransportAddress address) {
        return media.sluice.proto.media.v1alpha1.TransportAddress.newBuilder()
                .setIp(SocketAddresses.ipText(address))
                .setPort(address.port())
                .build();
    }

    private static SessionStateChanged stateChanged(NodeEvent.SessionStateChanged changed) {
        var message =
                SessionStateChanged.newBuilder()
                        .setSessionId(changed.sessionId())
                        .setState(state(changed.state()))
                        .setSrtpProfile(changed.srtpProfile())
                        .setReason(changed.reason());
        TransportAddress remote = changed.remote();
        if (remote != null) {
            message.setPeerAddress(address(remote));
        }
        return message.build();
    }

    private static SessionCloseReason reason(NodeEvent.EndReason reason) {
        return switch (reason) {
            case MOVED -> SessionCloseReason.SESSION_CLOSE_REASON_MOVED;
            case ROOM_CLOSED -> SessionCloseReason.SESSION_CLOSE_REASON_ROOM_CLOSED;
            case INTERNAL -> SessionCloseReason.SESSION_CLOSE_REASON_INTERNAL;
            case EXPIRED -> SessionCloseReason.SESSION_CLOSE_REASON_EXPIRED;
        };
    }

    private static ProducerCloseReason reason(RoomEvent.ProducerClosed.Reason reason) {
        return switch (reason) {
            case ORIGIN_CLOSED -> ProducerCloseReason.PRODUCER_CLOSE_REASON_ORIGIN_CLOSED;
            case TRUNK_LOST -> ProducerCloseReason.PRODUCER_CLOSE_REASON_TRUNK_LOST;
            case UNUSED -> ProducerCloseReason.PRODUCER_CLOSE_REASON_UNUSED;
        };
    }

    private static void addRoomEvent(Event.Builder message, RoomEvent event) {
        switch (event) {
            case RoomEvent.ProducerLayersChanged(var producerId, var live) ->
                    message.setProducerLayersChanged(
                            ProducerLayersChanged.newBuilder()
                                    .setProducerId(producerId)
                                    .addAllLiveSpatialLayers(live));
            case RoomEvent.ConsumerLayerChanged(var consumerId, int layer) ->
                    message.setConsumerLayerChanged(
                            ConsumerLayerChanged.newBuilder()
                                    .setConsumerId(consumerId)
                                    .setIsIdle(layer < 0)
                                    .setSpatialLayer(Math.max(0, layer)));
            case RoomEvent.ConsumerStarted(var consumerId) ->
                    message.setConsumerStarted(
                            ConsumerStarted.newBuilder().setConsumerId(consumerId));
            case RoomEvent.ProducerSourceChanged(var producerId, boolean isRelayed) ->
                    message.setProducerSourceChanged(
                            ProducerSourceChanged.newBuilder()
                                    .setProducerId(producerId)
                                    .setIsRelayed(isRelayed));
            case RoomEvent.ProducerClosed(var producerId, var why) ->
                    message.setProducerClosed(
                            ProducerClosed.newBuilder()
                                    .setProducerId(producerId)
                                    .setReason(reason(why)));
            case RoomEvent.AudioLevelsChanged(var levels) ->
                    message.setAudioLevelsChanged(
                            AudioLevelsChanged.newBuilder()
                                    .addAllLevels(
                                            levels.stream().map(EventMessages::level).toList()));
            case RoomEvent.SessionQuality(var sessionId, var streams, long roundTrip) ->
                    message.setSessionQuality(
                            SessionQuality.newBuilder()
                                    .setSessionId(sessionId)
                                    .setRoundTripMicros(roundTrip)
                                    .addAllStreams(
                                            streams.stream().map(EventMessages::quality).toList()));
        }
    }

    private static AudioLevel level(RoomEvent.AudioLevelsChanged.Level level) {
        return AudioLevel.newBuilder()
                .setProducerId(level.producerId())
                .setLevel(level.level())
                .build();
    }

    private static StreamQuality quality(RoomEvent.SessionQuality.Stream stream) {
        return StreamQuality.newBuilder()
                .setId(stream.id())
                .setIsProducer(stream.isProducer())
                .setPacketsExpected((int) stream.packetsExpected())
                .setPacketsLost((int) stream.packetsLost())
                .setJitterMicros(stream.jitterMicros())
                .setBitrateBps(stream.bitrateBps())
                .setSpatialLayer(Math.max(0, stream.layer()))
                .setSpatialLayerWanted(Math.max(0, stream.layerWanted()))
                .setIsPaused(stream.isPaused())
                .build();
    }
}
