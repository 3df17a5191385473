package media.sluice.coordinator.nodes.grpc;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The port at which nodes register and operators ask: mutual TLS, or plain text on loopback. */
public final class NodeServer {
    private final Server server;

    private NodeServer(Server server) {
        this.server = server;
    }

    /**
     * Opens the port.
     *
     * @param others services for others than nodes
     * @throws IllegalStateException when others can reach it and there is no TLS, or it is taken
     */
    public static NodeServer start(
            String bind, int port, NodeTls tls, KnownNodes nodes, List<BindableService> others)
            throws IOException {
        tls.check(bind);
        var builder =
                NettyServerBuilder.forAddress(new InetSocketAddress(bind, port), tls.server())
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .permitKeepAliveTime(1, TimeUnit.SECONDS)
                        .permitKeepAliveWithoutCalls(true)
                        .addService(new NodeDirectoryEndpoint(nodes));
        others.forEach(builder::addService);
        return new NodeServer(builder.build().start());
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
