package media.sluice.node.control;

import media.sluice.core.room.DataChannels;
import media.sluice.core.room.RoomStatistics;
import media.sluice.node.net.Routes;
import media.sluice.node.worker.RelaySnapshot;
import media.sluice.node.worker.SessionSnapshot;
import media.sluice.proto.media.v1alpha1.ConsumerStatistics;
import media.sluice.proto.media.v1alpha1.DataConsumerStatistics;
import media.sluice.proto.media.v1alpha1.DataProducerStatistics;
import media.sluice.proto.media.v1alpha1.LayerStatistics;
import media.sluice.proto.media.v1alpha1.ProducerStatistics;
import media.sluice.proto.media.v1alpha1.RelayedProducerStatistics;
import media.sluice.proto.media.v1alpha1.SessionStatistics;
import media.sluice.proto.media.v1alpha1.TrunkStatistics;

/** Writes counters as the contract's messages. Stateless. */
final class StatisticsMessages {

    private StatisticsMessages() {}

    static media.sluice.proto.media.v1alpha1.RoomStatistics room(SessionSnapshot.OfRoom room) {
        return media.sluice.proto.media.v1alpha1.RoomStatistics.newBuilder()
                .setRoomId(room.roomId())
                .addAllSessions(room.sessions().stream().map(StatisticsMessages::session).toList())
                .putAllDataDropped(room.dataDropped())
                .addAllRelayedProducers(
                        room.relays().producers().stream()
                                .map(StatisticsMessages::relayed)
                                .toList())
                .addAllTrunks(
                        room.relays().trunks().stream().map(StatisticsMessages::trunk).toList())
                .build();
    }

    private static RelayedProducerStatistics relayed(RelaySnapshot.OfProducer producer) {
        return RelayedProducerStatistics.newBuilder()
                .setProducer(producer(producer.counters()))
                .setRelayAddress(producer.relayAddress())
                .setConsumerCount(producer.consumers())
                .build();
    }

    private static TrunkStatistics trunk(RelaySnapshot.OfTrunk trunk) {
        var message =
                TrunkStatistics.newBuilder()
                        .setRelayAddress(trunk.relayAddress())
                        .setRoundTripMicros(trunk.roundTripMicros())
                        .setDatagramsSent(trunk.datagrams().sent())
                        .setDatagramsReceived(trunk.datagrams().received())
                        .setDatagramsDropped(trunk.datagrams().dropped())
                        .setDatagramsLost(trunk.datagrams().lost())
                        .setProducersSent(trunk.producersSent())
                        .setProducersReceived(trunk.producersReceived());
        var remote = trunk.remote();
        if (remote != null) {
            message.setPeerAddress(EventMessages.address(remote));
        }
        return message.build();
    }

    private static SessionStatistics session(SessionSnapshot session) {
        var message =
                SessionStatistics.newBuilder()
                        .setSessionId(session.sessionId())
                        .setState(EventMessages.state(session.state()))
                        .setSrtpProfile(session.srtpProfile())
                        .setDatagramsReceived(session.traffic().datagramsReceived())
                        .setDatagramsSent(session.traffic().datagramsSent())
                        .setBytesReceived(session.traffic().bytesReceived())
                        .setBytesSent(session.traffic().bytesSent())
                        .putAllDropped(session.dropped())
                        .setRoundTripMicros(session.streams().roundTripMicros());
        var remote = session.remote();
        if (remote != null) {
            message.setPeerAddress(EventMessages.address(remote));
            var local = Routes.towards(remote, session.local());
            if (local != null) {
                message.setLocalAddress(EventMessages.address(local));
            }
        }
        session.streams().producers().forEach(each -> message.addProducers(producer(each)));
        session.streams().consumers().forEach(each -> message.addConsumers(consumer(each)));
        session.data().producers().forEach(each -> message.addDataProducers(dataProducer(each)));
        session.data().consumers().forEach(each -> message.addDataConsumers(dataConsumer(each)));
        return message.build();
    }

    private static DataProducerStatistics dataProducer(DataChannels.ProducerStatistics producer) {
        return DataProducerStatistics.newBuilder()
                .setDataProducerId(producer.dataProducerId())
                .setMessagesReceived(producer.received())
                .setMessagesDropped(producer.dropped())
                .setLastSequence(producer.lastSequence())
                .build();
    }

    private static DataConsumerStatistics dataConsumer(DataChannels.ConsumerStatistics consumer) {
        return DataConsumerStatistics.newBuilder()
                .setDataConsumerId(consumer.dataConsumerId())
                .setMessagesSent(consumer.sent())
                .setMessagesDropped(consumer.dropped())
                .build();
    }

    private static ProducerStatistics producer(RoomStatistics.ProducerCounters producer) {
        return ProducerStatistics.newBuilder()
                .setProducerId(producer.producerId())
                .setIsPaused(producer.isPaused())
                .addAllLayers(producer.layers().stream().map(StatisticsMessages::layer).toList())
                .build();
    }

    private static LayerStatistics layer(RoomStatistics.LayerCounters layer) {
        return LayerStatistics.newBuilder()
                .setSpatialLayer(layer.spatialLayer())
                .setSsrc(layer.ssrc())
                .setPacketsReceived(layer.packetsReceived())
                .setPacketsLost(layer.packetsLost())
                .setBytesReceived(layer.bytesReceived())
                .setJitterMicros(layer.jitterMicros())
                .setNacksSent(layer.nacksSent())
                .setKeyframeRequestsSent(layer.keyframeRequestsSent())
                .setBitrateBps(layer.bitrateBps())
                .build();
    }

    private static ConsumerStatistics consumer(RoomStatistics.ConsumerCounters consumer) {
        return ConsumerStatistics.newBuilder()
                .setConsumerId(consumer.consumerId())
                .setProducerId(consumer.producerId())
                .setIsPaused(consumer.isPaused())
                .setSpatialLayer(Math.max(0, consumer.spatialLayer()))
                .setPacketsSent(consumer.packetsSent())
                .setBytesSent(consumer.bytesSent())
                .setPacketsRetransmitted(consumer.packetsRetransmitted())
                .setNacksReceived(consumer.nacksReceived())
                .setKeyframeRequestsReceived(consumer.keyframeRequestsReceived())
                .setFractionLost(consumer.fractionLost())
                .setBitrateBps(consumer.bitrateBps())
                .build();
    }
}
