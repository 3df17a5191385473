package media.sluice.core.srtp;

import org.jspecify.annotations.Nullable;

/** How the counters of a sender are bounded, see {@link SrtpSender}. */
enum LeaseMode {
    SOLE(0),
    LEASED(1),
    SPLIT_OWNER(2),
    SPLIT_BACKUP(3);

    private final int code;

    LeaseMode(int code) {
        this.code = code;
    }

    /** Its form in exported state. */
    int code() {
        return code;
    }

    static @Nullable LeaseMode ofCode(int code) {
        return switch (code) {
            case 0 -> SOLE;
            case 1 -> LEASED;
            case 2 -> SPLIT_OWNER;
            case 3 -> SPLIT_BACKUP;
            default -> null;
        };
    }
}
