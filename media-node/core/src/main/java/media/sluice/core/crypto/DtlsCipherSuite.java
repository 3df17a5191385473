package media.sluice.core.crypto;

import org.jspecify.annotations.Nullable;

/** The DTLS 1.2 cipher suites our record layer speaks (RFC 5289), in order of preference. */
public enum DtlsCipherSuite {
    ECDHE_ECDSA_AES_128_GCM_SHA256(0xC02B, 16, "HmacSHA256"),
    ECDHE_ECDSA_AES_256_GCM_SHA384(0xC02C, 32, "HmacSHA384");

    private final int code;
    private final int keyLength;
    private final String prfMac;

    DtlsCipherSuite(int code, int keyLength, String prfMac) {
        this.code = code;
        this.keyLength = keyLength;
        this.prfMac = prfMac;
    }

    /** The suite with this number, or null when we do not speak it. */
    public static @Nullable DtlsCipherSuite ofCode(int code) {
        for (DtlsCipherSuite suite : values()) {
            if (suite.code == code) {
                return suite;
            }
        }
        return null;
    }

    /** Number in the hello messages. */
    public int code() {
        return code;
    }

    /** Length of a write key, bytes. */
    public int keyLength() {
        return keyLength;
    }

    /** JCA name of the MAC of the suite's pseudo-random function (RFC 5246 §5). */
    public String prfMac() {
        return prfMac;
    }
}
