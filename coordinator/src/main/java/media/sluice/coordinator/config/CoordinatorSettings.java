package media.sluice.coordinator.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of the coordinator. Each can be given as a system property or as an environment
 * variable, for example {@code SLUICE_COORDINATOR_NODES_PORT}. The HTTP address is {@code
 * SLUICE_BIND} (127.0.0.1) and {@code SLUICE_PORT} (7880).
 */
@ConfigMapping(prefix = "sluice.coordinator")
public interface CoordinatorSettings {
    /** API keys and their secrets. In development mode devkey with secret. */
    Map<String, String> keys();

    /**
     * File of more API keys, one a line as {@code NAME: SECRET}. It may change while the
     * coordinator runs: keys that are added are accepted within seconds, those that are removed no
     * longer.
     */
    Optional<String> apiKeysFile();

    /** Development mode: well-known key pair, and a path that gives a token to anybody. */
    @WithDefault("true")
    boolean dev();

    /** Address at which media nodes register. Anything but loopback needs TLS. */
    @WithDefault("127.0.0.1")
    String nodesBind();

    /** Port at which media nodes register, 0 to 65535; 0 takes any. */
    @WithDefault("7890")
    int nodesPort();

    /**
     * PEM file of the certificate chain shown to media nodes, when they register and when they are
     * called; with it goes the key and the trust. The three may change while the coordinator runs.
     */
    Optional<String> nodesTlsCertificate();

    /** PEM file (PKCS #8) of that certificate's private key. */
    Optional<String> nodesTlsKey();

    /** PEM file of the authorities whose media nodes are trusted. */
    Optional<String> nodesTlsTrust();

    /** This coordinator's identifier, 1 to 128 characters; by default another one at each start. */
    Optional<String> id();

    /**
     * How many joins are rehearsed once the first node is there, before the coordinator says that
     * it is ready; 20 s at most. For the training run whose ahead-of-time cache (JEP 514, 515)
     * later starts begin with; 0 for none.
     */
    @WithDefault("0")
    int rehearsals();

    /**
     * How long a join waits when no media node has room, for one that an operator may start,
     * milliseconds, 0 to 60000. Clients give up by themselves, livekit-client after 15 s. 0: it is
     * refused at once, and clients that try again are counted as waiting.
     */
    @WithDefault("0")
    int joinWaitMillis();

    /** STUN and TURN addresses to tell clients; by default none, as nodes are reached directly. */
    Optional<List<String>> iceServers();

    /** Settings of rooms for which nothing else is said. */
    RoomDefaults rooms();

    /** The settings of rooms. */
    interface RoomDefaults {
        /** Joining opens a room that is not there. */
        @WithDefault("true")
        boolean autoCreate();

        /** Seconds a room stays open when nobody ever came, 1 to 2^31-1. */
        @WithDefault("300")
        int emptyTimeout();

        /** Seconds a room stays open after the last one left, 1 to 2^31-1. */
        @WithDefault("20")
        int departureTimeout();

        /** Highest number of participants; 0 means no limit. */
        @WithDefault("0")
        int maxParticipants();

        /** The server API may unmute tracks. */
        @WithDefault("false")
        boolean enableRemoteUnmute();
    }
}
