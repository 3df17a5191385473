package media.sluice.core.crypto;

/**
 * What an {@link SrtpEngine} needs for one key handle. The master key is there for engines that
 * insist on deriving the session keys themselves; all others take {@code session}.
 */
public record SrtpKeySpec(
        SrtpProfile profile,
        Scope scope,
        Direction direction,
        SrtpMasterKey master,
        SrtpSessionKeys session) {

    /** Which packets the key is for. */
    public enum Scope {
        RTP,
        RTCP
    }

    /** Which way the key is used; never both. */
    public enum Direction {
        PROTECT,
        UNPROTECT
    }

    /** Derives the session keys from the master key (RFC 3711 §4.3). */
    public static SrtpKeySpec derive(
            SrtpProfile profile, Scope scope, Direction direction, SrtpMasterKey master) {
        return new SrtpKeySpec(
                profile,
                scope,
                direction,
                master,
                SrtpKeyDerivation.derive(profile, scope, master));
    }
}
