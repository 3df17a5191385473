package media.sluice.core.stun;

/** Numbers of the STUN registry. */
final class StunAttributes {
    static final int USERNAME = 0x0006;
    static final int MESSAGE_INTEGRITY = 0x0008;
    static final int ERROR_CODE = 0x0009;
    static final int MESSAGE_INTEGRITY_SHA256 = 0x001C;
    static final int XOR_MAPPED_ADDRESS = 0x0020;
    static final int PRIORITY = 0x0024;
    static final int USE_CANDIDATE = 0x0025;

    /** Renomination as pion writes it: it sits in the comprehension-required range. */
    static final int PION_NOMINATION = 0x0030;

    static final int FINGERPRINT = 0x8028;
    static final int ICE_CONTROLLED = 0x8029;
    static final int ICE_CONTROLLING = 0x802A;

    /** Renomination as libwebrtc writes it. */
    static final int GOOG_NOMINATION = 0xC001;

    private StunAttributes() {}

    /** Types below 0x8000 must be understood (RFC 8489 §14). */
    static boolean isComprehensionRequired(int type) {
        return type < 0x8000;
    }

    /** Comprehension-required types a binding may carry that change nothing for us. */
    static boolean isHarmless(int type) {
        return switch (type) {
            // MAPPED-ADDRESS, REALM, NONCE, PASSWORD-ALGORITHM, USERHASH, UNKNOWN-ATTRIBUTES.
            case 0x0001, 0x000A, 0x0014, 0x0015, 0x001D, 0x001E -> true;
            case MESSAGE_INTEGRITY_SHA256, PION_NOMINATION -> true;
            default -> false;
        };
    }
}
