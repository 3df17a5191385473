package media.sluice.core.room;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The latest messages of a room while a session moves into it, kept until the source has said how
 * far it came: as {@link RecentPackets}, but numbered by the trunk's ordered stream of messages.
 */
final class RecentMessages {

    /** A second of a busy sender; older ones were forwarded by the source long ago. */
    private static final long MAX_BYTES = 8 << 20;

    private record Kept(LegMessage message, boolean isOurs, long number) {}

    private final RoomTrunk trunk;
    private final ArrayDeque<Kept> queue = new ArrayDeque<>();
    private long bytes;

    RecentMessages(RoomTrunk trunk) {
        this.trunk = trunk;
    }

    /** A message of this leg, which went to the other one. */
    void keepOurs(LegMessage message) {
        keep(new Kept(message, true, trunk.messagesSent()));
    }

    /** A message that came; {@code from} another leg than the source's is of no interest. */
    void keepTheirs(LegMessage message, @Nullable RoomTrunk from) {
        if (from == trunk) {
            keep(new Kept(message, false, trunk.messagesReceived()));
        }
    }

    private void keep(Kept kept) {
        queue.add(kept);
        bytes += kept.message().payload().length + 64L;
        while (bytes > MAX_BYTES && queue.size() > 1) {
            bytes -= queue.remove().message().payload().length + 64L;
        }
    }

    /**
     * Gives a data consumer what its session did not get at the source.
     *
     * @param sent messages that the source had sent here when it froze
     * @param received messages of ours that it had received
     */
    void repeat(long sent, long received, DataConsumer consumer, long nowNanos) {
        for (Kept kept : queue) {
            boolean isNew = kept.number() > (kept.isOurs() ? received : sent);
            if (isNew && consumer.takes(kept.message())) {
                consumer.offer(
                        new DataMessage(kept.message().isText(), kept.message().payload()),
                        nowNanos);
            }
        }
    }
}
