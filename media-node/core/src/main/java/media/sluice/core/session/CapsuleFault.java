package media.sluice.core.session;

/** Why a capsule was refused. */
public enum CapsuleFault {
    /** The bytes do not begin like a capsule. */
    NOT_A_CAPSULE,
    /** Written by a version of Sluice whose capsules this one cannot read. */
    UNKNOWN_VERSION,
    /** Cut short, or a field has a value that no exporter writes. */
    CORRUPT,
    /** A capsule of another kind is wanted at this point of a move. */
    WRONG_KIND,
    /** The session's handshake used a certificate that this node does not have. */
    UNKNOWN_CERTIFICATE
}
