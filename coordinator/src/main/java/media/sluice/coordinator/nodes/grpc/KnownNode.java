package media.sluice.coordinator.nodes.grpc;

import io.grpc.ManagedChannel;
import java.util.function.LongSupplier;
import media.sluice.coordinator.placement.Contact;
import media.sluice.coordinator.placement.Cordon;
import media.sluice.coordinator.placement.NodeFacts;
import media.sluice.coordinator.port.MediaNode;
import media.sluice.coordinator.port.NodeReport;
import media.sluice.proto.cluster.v1alpha1.Heartbeat;
import media.sluice.proto.cluster.v1alpha1.Register;

/** What is known of one process of a node. Safe for use by many threads. */
final class KnownNode {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Register register;
    private final ManagedChannel channel;
    private final EventWatch watch;
    private final GrpcMediaNode calls;

    private Heartbeat heartbeat = Heartbeat.getDefaultInstance();
    private long heardAtNanos;
    private boolean isStreamBroken;
    private Cordon cordon = Cordon.OPEN;
    private long cordonNumber;
    private int failedProbes;

    KnownNode(Register register, ManagedChannel channel, EventWatch watch, long nowNanos) {
        this.register = register;
        this.channel = channel;
        this.watch = watch;
        calls = new GrpcMediaNode(register.getNodeId(), register.getRelayAddress(), channel);
        heardAtNanos = nowNanos;
    }

    Register register() {
        return register;
    }

    MediaNode calls() {
        return calls;
    }

    ManagedChannel channel() {
        return channel;
    }

    synchronized void hear(Heartbeat latest, long nowNanos) {
        heartbeat = latest;
        hearAgain(nowNanos);
    }

    synchronized void hearAgain(long nowNanos) {
        heardAtNanos = nowNanos;
        isStreamBroken = false;
        failedProbes = 0;
    }

    synchronized void breakStream() {
        isStreamBroken = true;
    }

    /** Changes the cordon, if that is a change; answers the number of its last one. */
    synchronized long cordon(Cordon wanted, LongSupplier numbers) {
        if (cordon != wanted || cordonNumber == 0) {
            cordon = wanted;
            cordonNumber = numbers.getAsLong();
        }
        return cordonNumber;
    }

    synchronized boolean isSuspected(long nowNanos) {
        return isStreamBroken
                || nowNanos - heardAtNanos > NodeTimes.SUSPECT_MILLIS * NANOS_PER_MILLI;
    }

    /** What is heard of it; late heartbeats alone are no reason to refuse anybody. */
    synchronized Contact contact(long nowNanos) {
        if (isStreamBroken || silentMillis(nowNanos) > NodeTimes.LOST_MILLIS) {
            return Contact.LOST;
        }
        return isSuspected(nowNanos) ? Contact.LATE : Contact.HEARD;
    }

    synchronized long silentMillis(long nowNanos) {
        return (nowNanos - heardAtNanos) / NANOS_PER_MILLI;
    }

    /** One more probe failed; answers how many in a row. */
    synchronized int failProbe() {
        return ++failedProbes;
    }

    synchronized void passProbe() {
        failedProbes = 0;
    }

    synchronized NodeFacts facts(long nowNanos) {
        var load = heartbeat.getLoad();
        return new NodeFacts(
                register.getNodeId(),
                Math.max(1, register.getCapacity().getSessions()),
                load.getSessions(),
                load.getWorkerBusyMax(),
                cordon,
                contact(nowNanos),
                heartbeat.getIsDraining());
    }

    synchronized NodeReport report(long nowNanos) {
        var capacity = register.getCapacity();
        var load = heartbeat.getLoad();
        return new NodeReport(
                facts(nowNanos),
                new NodeReport.Identity(
                        register.getBootId(),
                        register.getControlAddress(),
                        register.getRelayAddress(),
                        register.getVersion(),
                        register.getZone(),
                        capacity.getEgressBps(),
                        capacity.getEgressPacketsPerSecond()),
                new NodeReport.Load(
                        load.getWorkerBusyMean(),
                        load.getCpu(),
                        load.getRooms(),
                        load.getIngressBps(),
                        load.getEgressBps(),
                        load.getEgressPacketsPerSecond()),
                silentMillis(nowNanos),
                cordonNumber);
    }

    void close() {
        watch.close();
        channel.shutdownNow();
    }
}
