package media.sluice.node.relay;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettySslContextChannelCredentials;
import io.netty.handler.ssl.SslContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Connections to other processes: plain on loopback, mutual TLS with the node's own certificate
 * elsewhere. Thread-safe.
 */
public final class Channels implements AutoCloseable {

    private final Function<String, ManagedChannel> opener;
    private final Map<String, ManagedChannel> shared = new ConcurrentHashMap<>();

    /**
     * Connections that {@code opener} makes.
     *
     * @param opener from host:port, or whatever names the others
     */
    public Channels(Function<String, ManagedChannel> opener) {
        this.opener = opener;
    }

    /** Plain connections, for loopback. */
    public static Channels plain() {
        return new Channels(address -> open(address, InsecureChannelCredentials.create()));
    }

    /** Connections in which both sides show a certificate. */
    public static Channels over(SslContext tls) {
        ChannelCredentials credentials = NettySslContextChannelCredentials.create(tls);
        return new Channels(address -> open(address, credentials));
    }

    private static ManagedChannel open(String address, ChannelCredentials credentials) {
        return Grpc.newChannelBuilder(address, credentials)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(3, TimeUnit.SECONDS)
                .build();
    }

    /** A new connection to host:port; its owner shuts it down. */
    public ManagedChannel open(String address) {
        return opener.apply(address);
    }

    /** The one connection to another node, opened at its first use; several moves share it. */
    public ManagedChannel to(String address) {
        return shared.computeIfAbsent(address, this::open);
    }

    @Override
    public void close() {
        shared.values().forEach(ManagedChannel::shutdownNow);
    }
}
