package media.sluice.node.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import media.sluice.core.wire.ColdPath;

/** What a worker dies of when the operating system refuses its sockets. */
@ColdPath("built once, when a worker's sockets are beyond use")
final class SocketFault {

    private SocketFault() {}

    static UncheckedIOException of(IOException cause) {
        return new UncheckedIOException(cause);
    }
}
