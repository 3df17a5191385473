package media.sluice.coordinator.port;

import media.sluice.coordinator.placement.NodeFacts;

/**
 * A node as an operator wants to know it.
 *
 * @param facts as placement sees it
 * @param identity who it is
 * @param load what it carries, by its last heartbeat
 * @param silentMillis since its last message
 * @param cordonNumber number of the last change of its cordon; 0 when it has had none
 */
public record NodeReport(
        NodeFacts facts, Identity identity, Load load, long silentMillis, long cordonNumber) {

    /**
     * Who a node is, as it said when it registered.
     *
     * @param bootId of this process of it
     * @param controlAddress host:port where coordinators reach it
     * @param relayAddress host:port where nodes reach it
     * @param version of its software
     * @param zone region or zone; may be empty
     * @param egressBps bits per second it can send
     * @param egressPacketsPerSecond packets per second it can send
     */
    public record Identity(
            String bootId,
            String controlAddress,
            String relayAddress,
            String version,
            String zone,
            long egressBps,
            long egressPacketsPerSecond) {}

    /**
     * What a node carries.
     *
     * @param workerBusyMean busy share of all workers, 0.0 to 1.0
     * @param cpu share of the allowed cores, 0.0 to 1.0
     * @param rooms rooms
     * @param ingressBps bits per second received
     * @param egressBps bits per second sent
     * @param egressPacketsPerSecond packets per second sent
     */
    public record Load(
            double workerBusyMean,
            double cpu,
            int rooms,
            long ingressBps,
            long egressBps,
            long egressPacketsPerSecond) {}
}
