package media.sluice.coordinator.nodes.grpc;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The port at which nodes register: plain text on loopback only. */
public final class NodeServer {
    private final Server server;

    private NodeServer(Server server) {
        this.server = server;
    }

    /**
     * Opens the port.
     *
     * @throws IllegalStateException when the address is not loopback
     */
    public static NodeServer start(String bind, int port, KnownNodes nodes) throws IOException {
        var address = new InetSocketAddress(bind, port);
        if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
            throw new IllegalStateException(
                    "the node directory would listen on "
                            + bind
                            + " without TLS, and whoever reaches it can take over calls: set"
                            + " sluice.coordinator.nodes-bind to 127.0.0.1, or run coordinator and"
                            + " nodes inside one tunnel until TLS between them is configured");
        }
        var server =
                NettyServerBuilder.forAddress(address)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .permitKeepAliveTime(1, TimeUnit.SECONDS)
                        .permitKeepAliveWithoutCalls(true)
                        .addService(new NodeDirectoryEndpoint(nodes))
                        .build()
                        .start();
        return new NodeServer(server);
    }

    /** The port in use. */
    public int port() {
        return server.getPort();
    }

    /** Closes the port. */
    public void close() {
        server.shutdownNow();
    }
}
