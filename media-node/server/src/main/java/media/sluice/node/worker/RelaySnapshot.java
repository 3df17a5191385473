package media.sluice.node.worker;

import java.util.List;
import media.sluice.core.room.RoomStatistics;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/** Counters of what one room has to do with other nodes, at one moment. */
public record RelaySnapshot(List<OfTrunk> trunks, List<OfProducer> producers) {

    public RelaySnapshot {
        trunks = List.copyOf(trunks);
        producers = List.copyOf(producers);
    }

    /**
     * One trunk.
     *
     * @param relayAddress host:port of the other node's relay service
     * @param remote its UDP address; null before it was heard
     * @param roundTripMicros 0 when unknown
     * @param producersSent relayed to the other node
     * @param producersReceived relayed from it
     */
    public record OfTrunk(
            String relayAddress,
            @Nullable TransportAddress remote,
            long roundTripMicros,
            Datagrams datagrams,
            int producersSent,
            int producersReceived) {}

    /** Datagrams of a trunk. */
    public record Datagrams(long sent, long received, long dropped, long lost) {}

    /** One producer that comes over a trunk. */
    public record OfProducer(
            String relayAddress, int consumers, RoomStatistics.ProducerCounters counters) {}
}
