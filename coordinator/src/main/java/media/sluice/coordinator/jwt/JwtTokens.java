package media.sluice.coordinator.jwt;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.Claim;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import media.sluice.coordinator.access.AccessDenied;
import media.sluice.coordinator.access.ApiKeys;
import media.sluice.coordinator.access.Claims;
import media.sluice.coordinator.access.TokenCodec;
import org.jspecify.annotations.Nullable;

/** HS256 tokens; the key is chosen by {@code iss}. Safe for use by many threads. */
public final class JwtTokens implements TokenCodec {
    /** Clocks of token makers may be that far off, seconds. */
    private static final long LEEWAY_SECONDS = 60;

    /** Claims that are not the application's. */
    private static final Set<String> REGISTERED =
            Set.of("iss", "sub", "jti", "exp", "nbf", "iat", "aud");

    private final Supplier<ApiKeys> keys;

    /** With these API keys and secrets, for ever. */
    public JwtTokens(Map<String, String> secretByKey) {
        var all = ApiKeys.of(secretByKey);
        keys = () -> all;
    }

    /** With the API keys that are accepted at the time. */
    public JwtTokens(Supplier<ApiKeys> keys) {
        this.keys = keys;
    }

    @Override
    public Claims read(String token) {
        try {
            var unverified = JWT.decode(token);
            var key = unverified.getIssuer();
            var secret = key == null ? null : keys.get().secret(key).orElse(null);
            if (key == null || secret == null) {
                throw new AccessDenied("invalid API key: the token's issuer is not known here");
            }
            var verified =
                    JWT.require(Algorithm.HMAC256(secret))
                            .withIssuer(key)
                            .acceptLeeway(LEEWAY_SECONDS)
                            .ignoreIssuedAt()
                            .build()
                            .verify(unverified);
            return claims(key, verified);
        } catch (JWTVerificationException bad) {
            throw new AccessDenied("invalid token: " + bad.getMessage());
        } catch (DateTimeException | ArithmeticException bad) {
            // The library reads dates before the signature, and lets those beyond its range
            // through.
            throw new AccessDenied("invalid token: a date is out of range");
        }
    }

    @Override
    public String write(Claims claims) {
        var secret =
                keys.get()
                        .secret(claims.apiKey())
                        .orElseThrow(
                                () -> new AccessDenied("no secret for API key " + claims.apiKey()));
        return sign(claims, secret);
    }

    @Override
    public Optional<String> renew(Claims claims) {
        var now = keys.get();
        return now.signer(claims.apiKey())
                .flatMap(key -> now.secret(key).map(secret -> sign(claims.signedBy(key), secret)));
    }

    private static String sign(Claims claims, String secret) {
        var token =
                JWT.create()
                        .withIssuer(claims.apiKey())
                        .withSubject(claims.identity())
                        .withExpiresAt(Instant.ofEpochSecond(claims.expiresAtSeconds()));
        claims.members().forEach((name, value) -> put(token, name, value));
        return token.sign(Algorithm.HMAC256(secret));
    }

    private static Claims claims(String key, DecodedJWT token) {
        var expiry = token.getExpiresAtAsInstant();
        if (expiry == null) {
            throw new AccessDenied("invalid token: it has no expiry (exp)");
        }
        var members = new HashMap<String, Object>();
        var taken = new HashSet<>(REGISTERED);
        token.getClaims()
                .forEach((name, claim) -> {
                    var value = value(claim);
                    if (value != null && taken.add(name)) {
                        members.put(name, value);
                    }
                });
        var identity = firstText(token.getSubject(), token.getId());
        return new Claims(key, identity, expiry.getEpochSecond(), members);
    }

    private static @Nullable Object value(Claim claim) {
        return claim.isNull() ? null : writable(claim.as(Object.class));
    }

    /** The library reads whole numbers of any length, but writes none of more than 64 bits. */
    private static @Nullable Object writable(@Nullable Object value) {
        return switch (value) {
            case BigInteger number -> number.doubleValue();
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<String, Object>();
                map.forEach((key, member) -> {
                    var kept = writable(member);
                    if (kept != null) {
                        copy.put(String.valueOf(key), kept);
                    }
                });
                yield copy;
            }
            case List<?> list ->
                    list.stream().map(JwtTokens::writable).filter(Objects::nonNull).toList();
            case null -> null;
            default -> value;
        };
    }

    private static void put(JWTCreator.Builder token, String name, Object value) {
        switch (value) {
            case Map<?, ?> map -> token.withClaim(name, texts(map));
            case List<?> list -> token.withClaim(name, list);
            case Boolean flag -> token.withClaim(name, flag);
            case Long number -> token.withClaim(name, number);
            case Integer number -> token.withClaim(name, number);
            case Double number -> token.withClaim(name, number);
            default -> token.withClaim(name, String.valueOf(value));
        }
    }

    private static Map<String, Object> texts(Map<?, ?> map) {
        var copy = new HashMap<String, Object>();
        map.forEach((key, value) -> {
            if (value != null) {
                copy.put(String.valueOf(key), value);
            }
        });
        return copy;
    }

    private static String firstText(@Nullable String first, @Nullable String second) {
        if (first != null && !first.isEmpty()) {
            return first;
        }
        return second == null ? "" : second;
    }
}
