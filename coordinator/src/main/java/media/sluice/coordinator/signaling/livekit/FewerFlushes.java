package media.sluice.coordinator.signaling.livekit;

import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Sends what one turn of the event loop writes in one piece. A client that has joined is told half
 * a dozen things at once; written one by one, each wakes it, and on a busy machine it then runs
 * before the rest, of which the answer is a part, is on its way.
 */
final class FewerFlushes {

    private FewerFlushes() {}

    /** From now on, on this connection; call on its event loop. */
    static void on(HttpConnection connection) {
        // Vert.x has no setting for it: it flushes each message that is not written while reading.
        if (connection instanceof ConnectionBase base) {
            var pipeline = base.channelHandlerContext().pipeline();
            if (pipeline.get(FlushConsolidationHandler.class) == null) {
                var always = true;
                pipeline.addFirst(
                        new FlushConsolidationHandler(
                                FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES,
                                always));
            }
        }
    }
}
