package media.sluice.core.dtls;

/** Why an endpoint is {@link DtlsState#FAILED}. */
public enum DtlsFailure {
    /** The peer did not finish the handshake in time. */
    TIMEOUT,
    /** The handshake failed, see the handshaker's own reason. */
    HANDSHAKE,
    /** The peer's certificate is missing, or is not the one that signaling announced. */
    FINGERPRINT
}
