package media.sluice.bench.load;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A token in LiveKit's form (JWT, HS256) that lets its bearer join one room. */
final class AccessToken {
    private static final long LIFE_SECONDS = 3_600;

    private AccessToken() {}

    /** Names must need no escaping in JSON. */
    static String create(String key, String secret, String room, String identity) {
        long now = Instant.now().getEpochSecond();
        String claims =
                """
                {"iss":"%s","sub":"%s","nbf":%d,"exp":%d,"video":{"roomJoin":true,"room":"%s"}}\
                """
                        .formatted(key, identity, now - 10, now + LIFE_SECONDS, room);
        String signed = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + encoded(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacSHA256", e);
        }
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
