package media.sluice.coordinator.signaling.livekit;

import com.google.protobuf.ByteString;
import java.util.List;
import livekit.LivekitModels;
import livekit.LivekitRtc;

/**
 * What every client is told of the server.
 *
 * @param iceServers addresses of STUN and TURN servers; may be empty: nodes are reachable as they
 *     are
 * @param frameTrailer ends frames that the server injects into encrypted tracks
 */
record ServerFacts(List<String> iceServers, ByteString frameTrailer) {
    /** Clients open features by version: this is the LiveKit release whose behaviour is kept. */
    static final String VERSION = "1.13.5";

    static final int PROTOCOL = 17;
    static final int AGENT_PROTOCOL = 1;
    static final int PING_INTERVAL_SECONDS = 5;
    static final int PING_TIMEOUT_SECONDS = 15;

    LivekitModels.ServerInfo info(String nodeId) {
        return LivekitModels.ServerInfo.newBuilder()
                .setEdition(LivekitModels.ServerInfo.Edition.Standard)
                .setVersion(VERSION)
                .setProtocol(PROTOCOL)
                .setNodeId(nodeId)
                .setAgentProtocol(AGENT_PROTOCOL)
                .build();
    }

    List<LivekitRtc.ICEServer> ice() {
        return iceServers.isEmpty()
                ? List.of()
                : List.of(LivekitRtc.ICEServer.newBuilder().addAllUrls(iceServers).build());
    }
}
