package media.sluice.operator.desired.keys;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import media.sluice.operator.desired.Labels;
import media.sluice.operator.desired.Owner;
import media.sluice.operator.desired.keys.KeyRing.Timed;
import org.jspecify.annotations.Nullable;

/**
 * The Secret of an ApiKey. It is the only place where its keys stand, so that each change of them
 * is one write; programs read {@code key} and {@code secret}, or take LIVEKIT_API_KEY and
 * LIVEKIT_API_SECRET into their environment.
 */
public final class KeySecret {
    /** Component of these Secrets. */
    public static final String COMPONENT = "api-key";

    static final String SINCE = "sluice.media/key-since";
    static final String NEXT_AT = "sluice.media/next-key-at";
    static final String PREVIOUS_UNTIL = "sluice.media/previous-key-until";

    /**
     * Whoever may write the Secret may bring keys of his own, but not lines that coordinators would
     * refuse: they would refuse all keys of the cluster with them.
     */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private static final Pattern SECRET = Pattern.compile("[!-~&&[^\"']][!-~]{0,511}");

    private KeySecret() {}

    /** As it should be; made anew each time, from the keys. */
    public static Secret of(Owner owner, String name, String cluster, KeyRing ring) {
        var data = new LinkedHashMap<String, String>();
        put(data, "key", ring.active().id());
        put(data, "secret", ring.active().secret());
        put(data, "LIVEKIT_API_KEY", ring.active().id());
        put(data, "LIVEKIT_API_SECRET", ring.active().secret());
        var times = new LinkedHashMap<String, String>();
        times.put(SINCE, ring.since().toString());
        ring.next()
                .ifPresent(next -> {
                    put(data, "nextKey", next.pair().id());
                    put(data, "nextSecret", next.pair().secret());
                    times.put(NEXT_AT, next.at().toString());
                });
        ring.previous()
                .ifPresent(previous -> {
                    put(data, "previousKey", previous.pair().id());
                    put(data, "previousSecret", previous.pair().secret());
                    times.put(PREVIOUS_UNTIL, previous.at().toString());
                });
        var metadata = owner.metadata(name, Labels.of(cluster, COMPONENT));
        metadata.setAnnotations(times);
        return new SecretBuilder().withMetadata(metadata).withType("Opaque").withData(data).build();
    }

    /** The keys that stand in a Secret; empty when somebody has taken them out. */
    public static Optional<KeyRing> read(Secret secret) {
        var data = secret.getData() == null ? Map.<String, String>of() : secret.getData();
        var times = secret.getMetadata().getAnnotations();
        return pair(data, "key", "secret")
                .map(active ->
                        new KeyRing(
                                active,
                                time(times, SINCE).orElse(Instant.EPOCH),
                                timed(pair(data, "nextKey", "nextSecret"), time(times, NEXT_AT)),
                                timed(
                                        pair(data, "previousKey", "previousSecret"),
                                        time(times, PREVIOUS_UNTIL))));
    }

    private static Optional<Timed> timed(Optional<KeyPair> pair, Optional<Instant> at) {
        return pair.flatMap(present -> at.map(time -> new Timed(present, time)));
    }

    private static Optional<KeyPair> pair(
            Map<String, String> data, String idName, String secretName) {
        return text(data.get(idName))
                .filter(id -> ID.matcher(id).matches())
                .flatMap(id ->
                        text(data.get(secretName))
                                .filter(secret -> SECRET.matcher(secret).matches())
                                .map(secret -> new KeyPair(id, secret)));
    }

    private static Optional<String> text(@Nullable String encoded) {
        if (encoded == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8)
                            .strip());
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> time(@Nullable Map<String, String> times, String name) {
        var text = times == null ? null : times.get(name);
        try {
            return text == null ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeException notOne) {
            return Optional.empty();
        }
    }

    private static void put(Map<String, String> data, String name, String text) {
        data.put(name, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }
}
