package media.sluice.node.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.List;
import media.sluice.core.wire.ColdPath;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * Which of our addresses a peer talks to. A socket bound to all addresses does not say; the
 * kernel's routes do, as answers leave from the address that they give. Stateless; safe for any
 * thread, but not for a worker: it makes system calls.
 */
@ColdPath("asked by people and controllers only")
public final class Routes {

    private Routes() {}

    /**
     * The one of our addresses on the way to a peer.
     *
     * @param ours at which peers reach the socket, best first; behind a NAT the public one
     * @return null if there are none
     */
    public static @Nullable TransportAddress towards(
            TransportAddress peer, List<TransportAddress> ours) {
        if (ours.size() < 2) {
            return ours.isEmpty() ? null : ours.getFirst();
        }
        try (DatagramChannel probe = DatagramChannel.open()) {
            // Connecting sends nothing: it makes the kernel look up the route.
            probe.connect(SocketAddresses.toJdk(peer));
            var from = (InetSocketAddress) probe.getLocalAddress();
            for (TransportAddress address : ours) {
                if (address.equals(SocketAddresses.toCore(from.getAddress(), address.port()))) {
                    return address;
                }
            }
        } catch (IOException e) {
            // No route at this moment: the best guess is as good as any.
            return ours.getFirst();
        }
        return ours.getFirst();
    }
}
