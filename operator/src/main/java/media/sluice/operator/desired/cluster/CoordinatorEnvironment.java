package media.sluice.operator.desired.cluster;

import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.ArrayList;
import java.util.List;
import media.sluice.operator.api.v1alpha1.MediaClusterSpec;
import media.sluice.operator.api.v1alpha1.RoomDefaults;
import media.sluice.operator.desired.GoDuration;
import media.sluice.operator.desired.keys.KeyFile;
import org.jspecify.annotations.Nullable;

/** Settings of the coordinator, as environment variables. */
final class CoordinatorEnvironment {
    static final String KEYS = "/etc/sluice/keys";

    private CoordinatorEnvironment() {}

    static List<EnvVar> of(MediaClusterSpec spec, String tlsFolder) {
        var all = new ArrayList<EnvVar>();
        put(all, "SLUICE_BIND", "0.0.0.0");
        put(all, "SLUICE_PORT", ClusterNames.HTTP_PORT);
        put(all, "SLUICE_COORDINATOR_DEV", false);
        put(all, "SLUICE_COORDINATOR_NODES_BIND", "0.0.0.0");
        put(all, "SLUICE_COORDINATOR_NODES_PORT", ClusterNames.NODES_PORT);
        put(all, "SLUICE_COORDINATOR_NODES_TLS_CERTIFICATE", tlsFolder + "/tls.crt");
        put(all, "SLUICE_COORDINATOR_NODES_TLS_KEY", tlsFolder + "/tls.key");
        put(all, "SLUICE_COORDINATOR_NODES_TLS_TRUST", tlsFolder + "/ca.crt");
        put(all, "SLUICE_COORDINATOR_API_KEYS_FILE", KEYS + "/" + KeyFile.FILE);
        if (spec.iceServers() != null && !spec.iceServers().isEmpty()) {
            put(all, "SLUICE_COORDINATOR_ICE_SERVERS", String.join(",", spec.iceServers()));
        }
        rooms(all, spec.rooms());
        return all;
    }

    private static void rooms(List<EnvVar> all, @Nullable RoomDefaults rooms) {
        if (rooms == null) {
            return;
        }
        put(all, "SLUICE_COORDINATOR_ROOMS_AUTO_CREATE", rooms.autoCreate());
        put(all, "SLUICE_COORDINATOR_ROOMS_EMPTY_TIMEOUT", seconds(rooms.emptyTimeout()));
        put(all, "SLUICE_COORDINATOR_ROOMS_DEPARTURE_TIMEOUT", seconds(rooms.departureTimeout()));
        put(all, "SLUICE_COORDINATOR_ROOMS_MAX_PARTICIPANTS", rooms.maxParticipants());
        put(all, "SLUICE_COORDINATOR_ROOMS_ENABLE_REMOTE_UNMUTE", rooms.enableRemoteUnmute());
    }

    /** The coordinator counts whole seconds, at least one. */
    private static @Nullable Long seconds(@Nullable String duration) {
        return duration == null ? null : Math.max(1, GoDuration.parse(duration).toSeconds());
    }

    private static void put(List<EnvVar> all, String name, @Nullable Object value) {
        if (value != null) {
            all.add(new EnvVar(name, value.toString(), null));
        }
    }
}
