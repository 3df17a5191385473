package media.sluice.operator.load;

/**
 * What a node carries.
 *
 * @param nodeId the name of its MediaNode
 * @param bootId of this process of it
 * @param zone as it said when it registered; may be empty
 * @param capacityBps bits per second that it says it can send; 0 when it does not say
 * @param capacityPackets packets per second that it says it can send; 0 when it does not say
 * @param busy busy share of its busiest worker, 0.0 to 1.0
 * @param sessions sessions
 * @param egressBps bits per second sent
 * @param egressPackets packets per second sent
 * @param cordon whether it takes newcomers
 * @param cordonNumber number of the last change of that; 0 when there was none
 * @param isSuspected it is silent, or its connection is broken
 * @param silentMillis since its last word
 */
public record NodeLoad(
        String nodeId,
        String bootId,
        String zone,
        long capacityBps,
        long capacityPackets,
        double busy,
        int sessions,
        long egressBps,
        long egressPackets,
        Cordon cordon,
        long cordonNumber,
        boolean isSuspected,
        long silentMillis) {}
