package media.sluice.core.sctp;

/**
 * Which verification tag the packet of a chunk must carry (RFC 9260 §8.5): each kind has its own
 * rule.
 */
final class TagRule {

    private TagRule() {}

    static boolean isGood(int tag, Chunk chunk, boolean isClosed, Handshake handshake) {
        return switch (chunk) {
            case Chunk.Init init -> tag == 0;
            // Its cookie says which tag it wants.
            case Chunk.CookieEcho echo -> true;
            case Chunk.ShutdownAck ack when isClosed -> true;
            case Chunk.Abort(boolean isReflected, int cause) when isReflected ->
                    handshake.isPeerTag(tag);
            case Chunk.ShutdownComplete(boolean isReflected) when isReflected ->
                    handshake.isPeerTag(tag);
            default -> !isClosed && handshake.isLocalTag(tag);
        };
    }
}
