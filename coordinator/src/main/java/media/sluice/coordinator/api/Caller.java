package media.sluice.coordinator.api;

import java.util.Optional;
import media.sluice.coordinator.access.AccessDenied;
import media.sluice.coordinator.access.Claims;
import media.sluice.coordinator.access.TokenCodec;
import media.sluice.coordinator.access.VideoGrant;

/**
 * Who calls the server API.
 *
 * @param claims the verified token; empty when there was none
 */
record Caller(Optional<Claims> claims) {
    private static final String BEARER = "Bearer ";
    private static final String ALL_ROOMS = "*";

    static Caller of(String authorization, TokenCodec tokens) {
        if (authorization.isEmpty()) {
            return new Caller(Optional.empty());
        }
        if (!authorization.startsWith(BEARER)) {
            throw denied("the Authorization header must begin with Bearer");
        }
        try {
            return new Caller(
                    Optional.of(tokens.read(authorization.substring(BEARER.length()).strip())));
        } catch (AccessDenied denied) {
            throw denied(String.valueOf(denied.getMessage()));
        }
    }

    void needCreate() {
        if (!grant().roomCreate()) {
            throw denied("permissions denied: the token lacks roomCreate");
        }
    }

    void needList() {
        if (!grant().roomList()) {
            throw denied("permissions denied: the token lacks roomList");
        }
    }

    void needAdmin(String room) {
        var grant = grant();
        if (!grant.roomAdmin() || !grant.room().equals(room)) {
            throw denied("permissions denied: the token lacks roomAdmin for this room");
        }
    }

    void needAdminOfAllRooms() {
        var grant = grant();
        if (!grant.roomAdmin() || !grant.roomList() || !grant.room().equals(ALL_ROOMS)) {
            throw denied(
                    "permissions denied: without a room the token needs roomAdmin for *, and"
                            + " roomList");
        }
    }

    private VideoGrant grant() {
        return claims.flatMap(Claims::video)
                .orElseThrow(() -> denied("permissions denied: no token with a video grant"));
    }

    private static TwirpException denied(String text) {
        return new TwirpException(TwirpCode.UNAUTHENTICATED, text);
    }
}
