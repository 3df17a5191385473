package media.sluice.core.ice;

/**
 * A host candidate of this node; the shell knows which addresses the socket has.
 *
 * @param foundation RFC 8445 §5.1.1.3; new for each move, for a client ignores a known address with
 *     a known foundation
 * @param priority RFC 8445 §5.1.2
 * @param socket index of the worker's UDP socket
 */
public record LocalCandidate(String foundation, long priority, int socket) {

    /**
     * Local preference of a session's first candidates. It rises by one per move: a client moves to
     * a strictly higher priority only. Low, so that min(local, remote), which decides the pair's
     * priority, is always ours (a client's own host candidates are above 10,000).
     */
    public static final int FIRST_LOCAL_PREFERENCE = 100;

    private static final long TYPE_PREFERENCE_HOST = 126;
    private static final int COMPONENT = 1;

    /** Priority of a host candidate, component 1. */
    public static long hostPriority(int localPreference) {
        return TYPE_PREFERENCE_HOST << 24 | (long) localPreference << 8 | 256 - COMPONENT;
    }
}
