package media.sluice.coordinator.usecase;

import java.util.List;
import java.util.Optional;
import media.sluice.coordinator.access.Claims;
import media.sluice.coordinator.port.ClientMessage;
import media.sluice.coordinator.room.ClientFacts;
import media.sluice.coordinator.room.ParticipantKind;
import media.sluice.coordinator.room.Permissions;
import media.sluice.coordinator.room.Profile;

/**
 * A request to join a room.
 *
 * @param roomName the room
 * @param identity who asks
 * @param claims the token
 * @param kind what it is
 * @param profile what it shows of itself
 * @param permissions what it may do
 * @param client what its client said
 * @param isSinglePeer one peer connection for both directions
 * @param tracks tracks it will publish at once
 * @param offer its first offer, when it came with the request
 */
public record JoinCall(
        String roomName,
        String identity,
        Claims claims,
        ParticipantKind kind,
        Profile profile,
        Permissions permissions,
        ClientFacts client,
        boolean isSinglePeer,
        List<ClientMessage.AddTrack> tracks,
        Optional<ClientMessage.Offer> offer) {
    /** Copies the list. */
    public JoinCall {
        tracks = List.copyOf(tracks);
    }
}
