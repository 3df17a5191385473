package media.sluice.node.worker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import media.sluice.core.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * Finds the session of a datagram: checks by username fragment, everything else by socket and
 * source address. A moving session can be here twice, frozen and arriving again, with one fragment
 * but on two ports: so the port counts too. Owned by the worker; looking up allocates nothing but
 * the fragment of a check.
 */
final class SessionTable {

    private final List<Map<TransportAddress, SessionEntry>> byAddress = new ArrayList<>();
    private final List<Map<String, SessionEntry>> byUfrag = new ArrayList<>();

    SessionTable(int sockets, int ports) {
        for (int i = 0; i < sockets; i++) {
            byAddress.add(new HashMap<>());
        }
        for (int i = 0; i < ports; i++) {
            byUfrag.add(new HashMap<>());
        }
    }

    @Nullable SessionEntry byAddress(int socket, TransportAddress remote) {
        return byAddress.get(socket).get(remote);
    }

    @Nullable SessionEntry byUfrag(int port, String ufrag) {
        return byUfrag.get(port).get(ufrag);
    }

    /** A path belongs to the session whose check proved it last. */
    void bind(SessionEntry entry, int socket, TransportAddress remote) {
        if (byAddress.get(socket).put(remote, entry) != entry) {
            entry.paths().add(new SessionEntry.Path(socket, remote));
        }
    }

    /** Takes over the fragments a session answers to now. */
    void refresh(SessionEntry entry, List<String> ufrags) {
        if (!entry.ufrags().equals(ufrags)) {
            Map<String, SessionEntry> known = byUfrag.get(entry.port());
            entry.ufrags().forEach(ufrag -> known.remove(ufrag, entry));
            ufrags.forEach(ufrag -> known.put(ufrag, entry));
            entry.ufrags(ufrags);
        }
    }

    /** Forgets a session. */
    void remove(SessionEntry entry) {
        refresh(entry, List.of());
        for (SessionEntry.Path path : entry.paths()) {
            byAddress.get(path.socket()).remove(path.remote(), entry);
        }
        entry.paths().clear();
    }
}
