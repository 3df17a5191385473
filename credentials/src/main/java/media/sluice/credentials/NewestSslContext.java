package media.sluice.credentials;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/** Begins each connection with the context that is newest then. */
final class NewestSslContext extends SslContext {

    private final Supplier<SslContext> newest;

    NewestSslContext(Supplier<SslContext> newest) {
        this.newest = newest;
    }

    @Override
    public boolean isClient() {
        return newest.get().isClient();
    }

    @Override
    public List<String> cipherSuites() {
        return newest.get().cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // Netty has put nothing in its place, and gRPC asks for it.
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return newest.get().applicationProtocolNegotiator();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return newest.get().newEngine(allocator);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
        return newest.get().newEngine(allocator, host, port);
    }

    @Override
    public SSLSessionContext sessionContext() {
        return newest.get().sessionContext();
    }
}
