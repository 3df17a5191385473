package media.sluice.coordinator.jwt;

import com.auth0.jwt.algorithms.Algorithm;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import media.sluice.coordinator.access.AccessDenied;
import media.sluice.coordinator.access.Claims;
import media.sluice.coordinator.access.VideoGrant;

/** A token is read or refused with a sentence; who holds no secret is never let in. */
class JwtTokensFuzzTest {
    private static final Algorithm SIGNING = Algorithm.HMAC256("secret");
    private static final byte[] HEADER =
            "{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8);
    private static final String BEGIN = "{\"iss\":\"devkey\",\"exp\":4102444800,";

    private final JwtTokens tokens = new JwtTokens(Map.of("devkey", "secret"));

    /** The token as it is; and made of its lines: header, claims and signature, or none. */
    @FuzzTest
    void ofAStranger(byte[] text) {
        var token = new String(text, StandardCharsets.ISO_8859_1);
        refuse(token);
        var parts = (token + "\n\n").split("\n", 4);
        var unsigned = encoded(parts[0]) + "." + encoded(parts[1]) + ".";
        refuse(unsigned + parts[2]);
        refuse(unsigned);
    }

    private void refuse(String token) {
        try {
            tokens.read(token);
        } catch (AccessDenied expected) {
            return;
        }
        throw new IllegalStateException("a token without the secret was taken");
    }

    private static String encoded(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.ISO_8859_1);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Claims of any form under a good signature: an application may write what it likes. */
    @FuzzTest
    void signedClaims(byte[] members) {
        Claims claims;
        try {
            claims = tokens.read(signed(members));
        } catch (AccessDenied expected) {
            return;
        }
        claims.video().ifPresent(JwtTokensFuzzTest::readAll);
        var _ = claims.name() + claims.kind() + claims.metadata();
        var _ = claims.attributes();
        var _ = claims.roomConfig();
        // The server hands out a fresh token to each client, and takes it back on a resume.
        var again = tokens.read(tokens.write(claims));
        if (!again.identity().equals(claims.identity())
                || !again.video().map(VideoGrant::room).equals(claims.video().map(VideoGrant::room))
                || !again.attributes().equals(claims.attributes())) {
            throw new IllegalStateException("a refreshed token says something else");
        }
    }

    private static void readAll(VideoGrant grant) {
        var _ = grant.canPublishSources();
        if (grant.roomJoin() && grant.room() == null) {
            throw new IllegalStateException("no room");
        }
    }

    static String signed(byte[] members) {
        var text = new String(members, StandardCharsets.UTF_8);
        byte[] payload = (BEGIN + text + "}").getBytes(StandardCharsets.UTF_8);
        var encoder = Base64.getUrlEncoder().withoutPadding();
        var head = encoder.encodeToString(HEADER) + "." + encoder.encodeToString(payload);
        byte[] signature =
                SIGNING.sign(
                        encoder.encode(HEADER),
                        encoder.encodeToString(payload).getBytes(StandardCharsets.US_ASCII));
        return head + "." + encoder.encodeToString(signature);
    }
}
