package media.sluice.coordinator.sdp;

/**
 * Certificate fingerprint (RFC 8122, section 5).
 *
 * @param algorithm hash function in lower case
 * @param value upper-case hexadecimal bytes joined by colons
 */
public record Fingerprint(String algorithm, String value) {}
