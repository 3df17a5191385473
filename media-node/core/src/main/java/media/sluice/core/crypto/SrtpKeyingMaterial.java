package media.sluice.core.crypto;

import media.sluice.core.wire.Invariant;

/** The profile and the master keys of both directions, as exported from DTLS (RFC 5764 §4.2). */
public record SrtpKeyingMaterial(SrtpProfile profile, SrtpMasterKey client, SrtpMasterKey server) {

    /** TLS exporter label of RFC 5764 §4.2. */
    public static final String EXPORTER_LABEL = "EXTRACTOR-dtls_srtp";

    /** Bytes to ask of the exporter. */
    public static int exporterLength(SrtpProfile profile) {
        return 2 * (profile.keyLength() + profile.saltLength());
    }

    /** Cuts the exporter's output: client key, server key, client salt, server salt. */
    public static SrtpKeyingMaterial fromExporter(SrtpProfile profile, byte[] exported) {
        Invariant.check(
                exported.length == exporterLength(profile),
                "exported keying material has the wrong length",
                exported.length);
        int key = profile.keyLength();
        int salt = profile.saltLength();
        return new SrtpKeyingMaterial(
                profile,
                new SrtpMasterKey(Secret.of(exported, 0, key), Secret.of(exported, 2 * key, salt)),
                new SrtpMasterKey(
                        Secret.of(exported, key, key), Secret.of(exported, 2 * key + salt, salt)));
    }
}
