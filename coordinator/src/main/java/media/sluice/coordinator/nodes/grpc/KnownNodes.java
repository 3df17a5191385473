package media.sluice.coordinator.nodes.grpc;

import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import media.sluice.coordinator.placement.Contact;
import media.sluice.coordinator.placement.Cordon;
import media.sluice.coordinator.placement.NodeFacts;
import media.sluice.coordinator.port.MediaNode;
import media.sluice.coordinator.port.NodeDirectory;
import media.sluice.coordinator.port.NodeListener;
import media.sluice.coordinator.port.NodeReport;
import media.sluice.proto.cluster.v1alpha1.Heartbeat;
import media.sluice.proto.cluster.v1alpha1.Register;
import media.sluice.proto.media.v1alpha1.GetNodeRequest;
import media.sluice.proto.media.v1alpha1.MediaNodeServiceGrpc;

/**
 * The nodes that registered. A node whose stream breaks or that is silent is suspected at once; it
 * is given up when it also refuses connections, because media may flow while only the two of us
 * cannot hear each other. Safe for use by many threads.
 */
public final class KnownNodes implements NodeDirectory {
    private static final System.Logger LOG = System.getLogger(KnownNodes.class.getName());

    private final Supplier<NodeListener> listener;
    private final ChannelCredentials credentials;
    private final CountDownLatch first = new CountDownLatch(1);
    private final AtomicBoolean isProbing = new AtomicBoolean();
    private final Map<String, KnownNode> byId = new ConcurrentHashMap<>();

    /** From the time of the start, so that numbers rise over restarts too. */
    private final AtomicLong cordonNumbers = new AtomicLong(System.currentTimeMillis());

    /**
     * No nodes yet.
     *
     * @param listener hears of events and losses; asked for when the first node comes
     * @param timers watches over silence
     * @param tls protects calls to the nodes
     */
    public KnownNodes(
            Supplier<NodeListener> listener, ScheduledExecutorService timers, NodeTls tls) {
        this.listener = listener;
        credentials = tls.channel();
        var _ =
                timers.scheduleWithFixedDelay(
                        () -> Thread.ofVirtual().name("node-probes").start(this::probeSuspected),
                        NodeTimes.PROBE_MILLIS,
                        NodeTimes.PROBE_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public List<NodeFacts> facts() {
        long nowNanos = System.nanoTime();
        return byId.values().stream().map(node -> node.facts(nowNanos)).toList();
    }

    @Override
    public Optional<MediaNode> node(String nodeId) {
        return Optional.ofNullable(byId.get(nodeId)).map(KnownNode::calls);
    }

    @Override
    public boolean awaitFirst(long millis) throws InterruptedException {
        return first.await(millis, TimeUnit.MILLISECONDS);
    }

    /** True when some node can take rooms. */
    public boolean isServing() {
        return facts().stream()
                .anyMatch(node ->
                        node.contact() != Contact.LOST && !node.isDraining() && !node.isCordoned());
    }

    /** A node says who it is; another process of the same node takes the place of the earlier. */
    KnownNode register(Register register) {
        var before = byId.get(register.getNodeId());
        if (before != null && before.register().equals(register)) {
            before.hearAgain(System.nanoTime());
            return before;
        }
        if (before != null) {
            lose(before, "another process of the node registered");
        }
        var address = register.getControlAddress();
        var channel =
                NettyChannelBuilder.forTarget("dns:///" + address, credentials)
                        .keepAliveTime(10, TimeUnit.SECONDS)
                        .build();
        var watch = new EventWatch(register.getNodeId(), channel, listener.get());
        var node = new KnownNode(register, channel, watch, System.nanoTime());
        byId.put(register.getNodeId(), node);
        first.countDown();
        watch.start();
        LOG.log(
                System.Logger.Level.INFO,
                "node registered node={0} address={1}",
                register.getNodeId(),
                address);
        return node;
    }

    void hear(KnownNode node, Heartbeat heartbeat) {
        node.hear(heartbeat, System.nanoTime());
    }

    void breakStream(KnownNode node) {
        node.breakStream();
        Thread.ofVirtual().name("node-probe").start(() -> probe(node));
    }

    @Override
    public OptionalLong cordon(String nodeId, Cordon cordon) {
        var node = byId.get(nodeId);
        return node == null
                ? OptionalLong.empty()
                : OptionalLong.of(node.cordon(cordon, cordonNumbers::incrementAndGet));
    }

    @Override
    public List<NodeReport> reports() {
        long nowNanos = System.nanoTime();
        return byId.values().stream().map(node -> node.report(nowNanos)).toList();
    }

    /** Ends all connections. */
    public void close() {
        byId.values().forEach(KnownNode::close);
    }

    private void probeSuspected() {
        if (!isProbing.compareAndSet(false, true)) {
            return;
        }
        try {
            for (var node : byId.values()) {
                if (node.isSuspected(System.nanoTime())) {
                    probe(node);
                }
            }
        } finally {
            isProbing.set(false);
        }
    }

    private void probe(KnownNode node) {
        var status = answer(node.channel());
        if (status.isOk()) {
            node.passProbe();
            return;
        }
        int failed = node.failProbe();
        boolean isRefusing =
                status.getCode() == Status.Code.UNAVAILABLE && failed >= NodeTimes.REFUSED_PROBES;
        boolean isSilent = node.silentMillis(System.nanoTime()) > NodeTimes.SILENT_MILLIS;
        if (isRefusing || isSilent) {
            lose(node, isRefusing ? "it refuses connections" : "it says nothing");
        }
    }

    private static Status answer(ManagedChannel channel) {
        try {
            channel.resetConnectBackoff();
            var _ =
                    MediaNodeServiceGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(
                                    NodeTimes.PROBE_DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
                            .getNode(GetNodeRequest.getDefaultInstance());
            return Status.OK;
        } catch (StatusRuntimeException fault) {
            return fault.getStatus();
        }
    }

    private void lose(KnownNode node, String reason) {
        if (!byId.remove(node.register().getNodeId(), node)) {
            return;
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "node lost node={0} reason={1}",
                node.register().getNodeId(),
                reason);
        node.close();
        listener.get().onNodeLost(node.register().getNodeId());
    }
}
