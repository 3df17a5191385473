package media.sluice.core.stun;

/** Class of a binding message (RFC 8489 §5); other methods are {@link #OTHER}. */
public enum StunType {
    BINDING_REQUEST(0x0001),
    BINDING_INDICATION(0x0011),
    BINDING_SUCCESS(0x0101),
    BINDING_ERROR(0x0111),
    /** A method that is not Binding. */
    OTHER(-1);

    private final int code;

    StunType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static StunType of(int code) {
        return switch (code) {
            case 0x0001 -> BINDING_REQUEST;
            case 0x0011 -> BINDING_INDICATION;
            case 0x0101 -> BINDING_SUCCESS;
            case 0x0111 -> BINDING_ERROR;
            default -> OTHER;
        };
    }
}
