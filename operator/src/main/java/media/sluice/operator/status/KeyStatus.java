package media.sluice.operator.status;

import java.time.Instant;
import java.util.Optional;
import media.sluice.operator.api.v1alpha1.ApiKeyStatus;
import media.sluice.operator.desired.keys.KeyRing;
import media.sluice.operator.desired.keys.KeyRing.Timed;
import org.jspecify.annotations.Nullable;

/** What is said about an ApiKey; never a secret. */
public final class KeyStatus {
    private KeyStatus() {}

    /**
     * Of a key whose Secret is there.
     *
     * @param before what was said last
     * @param rotatesAt when programs get another key
     * @param missingCluster the MediaCluster that it is for, when that is not there
     */
    public static ApiKeyStatus of(
            @Nullable ApiKeyStatus before,
            long generation,
            String secretName,
            KeyRing ring,
            Optional<Instant> rotatesAt,
            Optional<String> missingCluster,
            Instant now) {
        var conditions = conditions(before, generation, now);
        if (missingCluster.isPresent()) {
            conditions.reconciling(
                    "ClusterMissing",
                    "there is no MediaCluster "
                            + missingCluster.get()
                            + " yet: create it, or an ApiKey with the clusterRef of one that is"
                            + " there");
        } else {
            conditions.ready("Given", "the Secret " + secretName + " holds key and secret");
        }
        return new ApiKeyStatus(
                generation,
                secretName,
                ring.active().id(),
                ring.previous().map(previous -> previous.pair().id()).orElse(null),
                ring.previous().map(Timed::at).map(Instant::toString).orElse(null),
                rotatesAt.map(Instant::toString).orElse(null),
                conditions.all());
    }

    /** Of a key whose Secret is somebody else's. */
    public static ApiKeyStatus taken(
            @Nullable ApiKeyStatus before, long generation, String secretName, Instant now) {
        var conditions =
                conditions(before, generation, now)
                        .stalled(
                                "SecretTaken",
                                "a Secret "
                                        + secretName
                                        + " is there that this ApiKey did not make: delete it, or"
                                        + " create another ApiKey with a secretName of its own");
        return new ApiKeyStatus(generation, secretName, null, null, null, null, conditions.all());
    }

    private static Conditions conditions(
            @Nullable ApiKeyStatus before, long generation, Instant now) {
        return new Conditions(before == null ? null : before.conditions(), generation, now);
    }
}
