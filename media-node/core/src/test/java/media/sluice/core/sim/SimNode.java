package media.sluice.core.sim;

import java.util.List;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/** A place in the network: a name, addresses and the peer that runs there. */
public final class SimNode {
    private final String name;
    private final SimPeer peer;
    private final List<TransportAddress> addresses;
    private @Nullable SimNat nat;
    private @Nullable SimOutbox outbox;
    private boolean isRunning = true;

    SimNode(String name, SimPeer peer, List<TransportAddress> addresses) {
        this.name = name;
        this.peer = peer;
        this.addresses = List.copyOf(addresses);
    }

    /** The node's name, for messages. */
    public String name() {
        return name;
    }

    /** The address with index {@code socket}. */
    public TransportAddress address(int socket) {
        return addresses.get(socket);
    }

    /** Puts the node behind a NAT; its own addresses are then private. */
    public SimNode behind(SimNat newNat) {
        nat = newNat;
        return this;
    }

    /** Kills the node: it sends, receives and times out no more. */
    public void crash() {
        isRunning = false;
    }

    /** Lets a killed node go on (a process that was stopped for a while). */
    public void resume() {
        isRunning = true;
    }

    SimOutbox outbox(SimOutbox.Consumer consumer) {
        if (outbox == null) {
            outbox = new SimOutbox(consumer);
        }
        return outbox;
    }

    @Nullable SimNat nat() {
        return nat;
    }

    boolean isRunning() {
        return isRunning;
    }

    SimPeer peer() {
        return peer;
    }

    int socketOf(TransportAddress address) {
        return addresses.indexOf(address);
    }

    @Override
    public String toString() {
        return name;
    }
}
