package media.sluice.coordinator.sdp;

/** Which way media flows, seen from whoever wrote the description (RFC 3264, section 5.1). */
public enum Direction {
    /** Both ways. */
    SENDRECV("sendrecv", true, true),
    /** From the writer only. */
    SENDONLY("sendonly", true, false),
    /** To the writer only. */
    RECVONLY("recvonly", false, true),
    /** Not at all. */
    INACTIVE("inactive", false, false);

    private final String token;
    private final boolean isSending;
    private final boolean isReceiving;

    Direction(String token, boolean isSending, boolean isReceiving) {
        this.token = token;
        this.isSending = isSending;
        this.isReceiving = isReceiving;
    }

    /** The attribute's name. */
    public String token() {
        return token;
    }

    /** True when the writer sends. */
    public boolean isSending() {
        return isSending;
    }

    /** True when the writer receives. */
    public boolean isReceiving() {
        return isReceiving;
    }

    /** The direction with these two facts. */
    public static Direction of(boolean isSending, boolean isReceiving) {
        if (isSending) {
            return isReceiving ? SENDRECV : SENDONLY;
        }
        return isReceiving ? RECVONLY : INACTIVE;
    }
}
