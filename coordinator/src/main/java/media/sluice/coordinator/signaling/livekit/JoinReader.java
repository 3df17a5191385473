package media.sluice.coordinator.signaling.livekit;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import livekit.LivekitModels;
import livekit.LivekitRtc;
import media.sluice.coordinator.access.AccessDenied;
import media.sluice.coordinator.access.Claims;
import media.sluice.coordinator.access.TokenCodec;
import media.sluice.coordinator.access.VideoGrant;
import media.sluice.coordinator.livekit.JsonMessages;
import media.sluice.coordinator.port.ClientMessage;
import media.sluice.coordinator.room.ClientFacts;
import media.sluice.coordinator.room.ParticipantKind;
import media.sluice.coordinator.room.Permissions;
import media.sluice.coordinator.room.Profile;
import media.sluice.coordinator.usecase.JoinCall;
import media.sluice.coordinator.usecase.ResumeCall;
import media.sluice.coordinator.usecase.TokenChanges;

/**
 * Reads requests to join from their address, in the order of checks and with the statuses clients
 * know.
 */
final class JoinReader {
    private static final int MAX_NAME = 256;
    private static final String BEARER = "Bearer ";

    private final TokenCodec tokens;

    JoinReader(TokenCodec tokens) {
        this.tokens = tokens;
    }

    /** What a client asks for. */
    sealed interface Asked {
        /** To come in. */
        record Join(JoinCall call, Map<String, Object> roomConfig) implements Asked {}

        /** To go on. */
        record Resume(ResumeCall call) implements Asked {}
    }

    Asked read(JoinAddress address) throws JoinRefusal {
        var claims = claims(address);
        var grant =
                claims.video()
                        .filter(VideoGrant::roomJoin)
                        .orElseThrow(() -> unauthorized("the token lacks the grant roomJoin"));
        checkNames(claims.identity(), grant.room());
        var request = address.text("join_request");
        if (address.isV1() && request.isEmpty()) {
            throw new JoinRefusal(JoinRefusal.BAD_REQUEST, "join_request is missing");
        }
        return request.isEmpty()
                ? plain(address, claims, grant)
                : wrapped(WrappedJoin.read(request), claims, grant);
    }

    private Claims claims(JoinAddress address) throws JoinRefusal {
        var header = address.authorization();
        var token = header.isEmpty() ? address.text("access_token") : header;
        if (!header.isEmpty()) {
            if (!header.startsWith(BEARER)) {
                throw unauthorized("the Authorization header must begin with Bearer");
            }
            token = header.substring(BEARER.length()).strip();
        }
        if (token.isEmpty()) {
            throw unauthorized("no permissions to access the room: the token is missing");
        }
        try {
            return tokens.read(token);
        } catch (AccessDenied denied) {
            throw unauthorized(String.valueOf(denied.getMessage()));
        }
    }

    private Asked wrapped(LivekitRtc.JoinRequest request, Claims claims, VideoGrant grant)
            throws JoinRefusal {
        if (request.getReconnect()) {
            return new Asked.Resume(
                    new ResumeCall(grant.room(), claims.identity(), request.getParticipantSid()));
        }
        var profile =
                profile(
                        claims,
                        grant,
                        request.getMetadata(),
                        request.getParticipantAttributesMap());
        var client = request.getClientInfo();
        var settings = request.getConnectionSettings();
        var facts =
                new ClientFacts(
                        client.getSdk().name().toLowerCase(Locale.ROOT),
                        client.getProtocol(),
                        client.getClientProtocol(),
                        client.getCapabilitiesValueList(),
                        settings.getAutoSubscribe(),
                        settings.getAdaptiveStream());
        var offer =
                request.hasPublisherOffer() && !request.getPublisherOffer().getSdp().isEmpty()
                        ? Optional.of(Incoming.offer(request.getPublisherOffer()))
                        : Optional.<ClientMessage.Offer>empty();
        var call =
                new JoinCall(
                        grant.room(),
                        claims.identity(),
                        claims,
                        ParticipantKind.named(claims.kind()),
                        profile,
                        TokenChanges.permissions(grant),
                        facts,
                        true,
                        request.getAddTrackRequestsList().stream().map(Incoming::addTrack).toList(),
                        offer);
        return new Asked.Join(call, claims.roomConfig());
    }

    private Asked plain(JoinAddress address, Claims claims, VideoGrant grant) throws JoinRefusal {
        if (address.isSet("reconnect", false)) {
            return new Asked.Resume(
                    new ResumeCall(grant.room(), claims.identity(), address.text("sid")));
        }
        var twin = address.text("publish");
        var permissions = TokenChanges.permissions(grant);
        var call =
                new JoinCall(
                        grant.room(),
                        twin.isEmpty() ? claims.identity() : claims.identity() + "#" + twin,
                        claims,
                        ParticipantKind.named(claims.kind()),
                        profile(claims, grant, "", attributes(address)),
                        twin.isEmpty() ? permissions : publishOnly(permissions),
                        clientFacts(address),
                        false,
                        List.of(),
                        Optional.empty());
        return new Asked.Join(call, claims.roomConfig());
    }

    private static ClientFacts clientFacts(JoinAddress address) {
        var known = LivekitModels.ClientInfo.Capability.getDescriptor();
        var capabilities = new ArrayList<Integer>();
        for (var name : address.text("capabilities").split(",", -1)) {
            var capability = known.findValueByName(name.strip());
            if (capability != null) {
                capabilities.add(capability.getNumber());
            }
        }
        return new ClientFacts(
                address.text("sdk").toLowerCase(Locale.ROOT),
                address.number("protocol"),
                address.number("client_protocol"),
                capabilities,
                address.isSet("auto_subscribe", true),
                address.isSet("adaptive_stream", false));
    }

    private static Profile profile(
            Claims claims, VideoGrant grant, String metadata, Map<String, String> attributes)
            throws JoinRefusal {
        boolean isChanging = !metadata.isEmpty() || !attributes.isEmpty();
        if (isChanging && !grant.canUpdateOwnMetadata()) {
            throw unauthorized("the token lacks canUpdateOwnMetadata");
        }
        var all = new HashMap<>(claims.attributes());
        all.putAll(attributes);
        var profile =
                new Profile(claims.name(), metadata.isEmpty() ? claims.metadata() : metadata, all);
        if (!profile.isWithinLimits()) {
            throw new JoinRefusal(
                    JoinRefusal.BAD_REQUEST, "name, metadata or attributes are too long");
        }
        return profile;
    }

    private static Map<String, String> attributes(JoinAddress address) throws JoinRefusal {
        var text = address.text("attributes");
        if (text.isEmpty()) {
            return Map.of();
        }
        try {
            var json = Base64.getUrlDecoder().decode(text.replace("=", ""));
            var members = Struct.newBuilder();
            JsonMessages.merge(new String(json, StandardCharsets.UTF_8), members);
            var attributes = new HashMap<String, String>();
            members.getFieldsMap()
                    .forEach((name, value) -> attributes.put(name, value.getStringValue()));
            return attributes;
        } catch (IllegalArgumentException | InvalidProtocolBufferException bad) {
            throw new JoinRefusal(
                    JoinRefusal.BAD_REQUEST, "attributes cannot be read: " + bad.getMessage());
        }
    }

    private static Permissions publishOnly(Permissions permissions) {
        return new Permissions(
                false,
                permissions.canPublish(),
                permissions.canPublishData(),
                permissions.sources(),
                permissions.canUpdateMetadata(),
                permissions.isHidden(),
                permissions.isRecorder(),
                permissions.isAgent(),
                permissions.canSubscribeMetrics());
    }

    private static void checkNames(String identity, String room) throws JoinRefusal {
        if (identity.isEmpty()) {
            throw new JoinRefusal(JoinRefusal.BAD_REQUEST, "identity cannot be empty");
        }
        if (room.isEmpty()) {
            throw new JoinRefusal(JoinRefusal.BAD_REQUEST, "the token names no room");
        }
        if (identity.length() > MAX_NAME || room.length() > MAX_NAME) {
            throw new JoinRefusal(
                    JoinRefusal.BAD_REQUEST, "identity and room name have at most 256 characters");
        }
    }

    private static JoinRefusal unauthorized(String text) {
        return new JoinRefusal(JoinRefusal.UNAUTHORIZED, text);
    }
}
