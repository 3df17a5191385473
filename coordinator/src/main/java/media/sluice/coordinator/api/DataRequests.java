package media.sluice.coordinator.api;

import java.util.ArrayList;
import java.util.List;
import livekit.LivekitModels.DataPacket;
import livekit.LivekitModels.UserPacket;
import livekit.LivekitRoom.SendDataRequest;
import media.sluice.coordinator.livekit.DataPackets;

/** What SendData asks for. */
final class DataRequests {

    /** Longest packet that every client takes (RFC 8841). */
    private static final int MAX_BYTES = 262_144;

    private static final int NONCE_BYTES = 16;

    private DataRequests() {}

    static void need(SendDataRequest request) {
        int nonce = request.getNonce().size();
        if (nonce != 0 && nonce != NONCE_BYTES) {
            throw new TwirpException(
                    TwirpCode.INVALID_ARGUMENT,
                    "nonce has " + nonce + " bytes instead of 0 or " + NONCE_BYTES);
        }
        int size = packet(request).getSerializedSize();
        if (size > MAX_BYTES) {
            throw new TwirpException(
                    TwirpCode.INVALID_ARGUMENT,
                    "the message has " + size + " bytes, more than " + MAX_BYTES);
        }
    }

    static String label(SendDataRequest request) {
        return request.getKind() == DataPacket.Kind.LOSSY
                ? DataPackets.LOSSY
                : DataPackets.RELIABLE;
    }

    /** What clients get: a packet of nobody, as LiveKit's server sends it. */
    @SuppressWarnings("deprecation") // clients of earlier years read these fields
    static DataPacket packet(SendDataRequest request) {
        var user =
                UserPacket.newBuilder()
                        .setPayload(request.getData())
                        .addAllDestinationSids(request.getDestinationSidsList())
                        .addAllDestinationIdentities(request.getDestinationIdentitiesList())
                        .setNonce(request.getNonce());
        if (request.hasTopic()) {
            user.setTopic(request.getTopic());
        }
        return DataPacket.newBuilder()
                .setKind(request.getKind())
                .addAllDestinationIdentities(request.getDestinationIdentitiesList())
                .setUser(user)
                .build();
    }

    /** Identities and sids. */
    @SuppressWarnings("deprecation") // SDKs of earlier years name sids
    static List<String> recipients(SendDataRequest request) {
        var names = new ArrayList<>(request.getDestinationIdentitiesList());
        names.addAll(request.getDestinationSidsList());
        return names;
    }
}
